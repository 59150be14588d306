"""Bringing what readers see now into a draft that is behind it: what would come, and the button."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from versioning.exceptions import DraftChanged, InvalidValue, MergeConflict
from versioning.models import Draft
from versioning.policies import Action, decide
from versioning.services.drafts.preview_sync import SyncPreview, preview_sync
from versioning.services.drafts.sync_draft import Resolution, sync_draft
from versioning.services.versions.last_promotion import last_promotion
from versioning.web.desk import SeeOther
from versioning.web.drafts.base import DraftView
from versioning.web.toasts import toast
from versioning.web.versions.compare_address import Asked
from versioning.web.versions.differences import Layout, Shown, name_of, shown_between

CHANGED = "The draft was saved again while you looked. Nothing was synced: look at it again, as it is now."
ANOTHER = "Another version became current while you looked. Nothing was synced: look at what it changed."


class SyncForm(forms.Form):
    """What one saw when one asked for it."""

    revision = forms.IntegerField(min_value=1)
    current = forms.UUIDField()

    @property
    def resolution(self) -> Resolution:
        """One that decides nothing: it holds for the two texts that were seen, and no others."""
        return Resolution(base=self.cleaned_data["current"], revision=self.cleaned_data["revision"])


class SyncPage(DraftView):
    def get(self, request: HttpRequest, identifier: str) -> HttpResponse:
        return self._show(self.find(identifier))

    def post(self, request: HttpRequest, identifier: str) -> HttpResponse:
        draft, form = self.find(identifier), SyncForm(request.POST)
        if not form.is_valid():
            return self._show(draft, status=422, fault="Look at what would come, and decide then.")
        try:
            synced = sync_draft(actor=self.actor, draft=draft, resolution=form.resolution)
        except DraftChanged:
            return self._show(self.find(identifier), status=409, fault=CHANGED)
        except InvalidValue as refusal:
            return self._show(draft, status=422, fault=refusal.message)
        except MergeConflict as conflict:
            if conflict.data["current"]["id"] != str(form.cleaned_data["current"]):
                return self._show(self.find(identifier), status=409, fault=ANOTHER)
            return SeeOther(reverse("desk:conflict", args=(identifier,)))
        tell_synced(request, draft=synced.draft, merged=synced.merged)
        return SeeOther(reverse("desk:draft", args=(identifier,)))

    def _show(self, draft: Draft, *, status: int = 200, fault: str = "") -> HttpResponse:
        preview = preview_sync(actor=self.actor, draft=draft)
        document = preview.draft.document
        is_needed = preview.current is not None and preview.draft.is_outdated
        return self.page(
            "desk/drafts/sync.html",
            status=status,
            document=document,
            draft=preview.draft,
            base=preview.base,
            current=preview.current,
            is_needed=is_needed,
            promotion=last_promotion(document=document),
            theirs=_theirs(preview) if is_needed else None,
            result=_result(preview) if is_needed and not preview.merged.conflicts else None,
            conflicts=preview.merged.conflicts,
            may_sync=decide(actor=self.actor, action=Action.SAVE, project_id=document.project_id),
            fault=fault,
        )


def tell_synced(request: HttpRequest, *, draft: Draft, merged: bool) -> None:
    number = draft.version.number
    base = f" with version {draft.base.number}" if draft.base else ""
    toast(request, f"Draft {number} is synced{base}." if merged else f"Draft {number} was not outdated.")


def _theirs(preview: SyncPreview) -> Shown:
    """What the current version changed of what the draft was forked from."""
    base, current = preview.base, preview.current
    assert current is not None  # noqa: S101  a sync is needed
    asked = Asked(preview.draft.document, base=str(base.number) if base else "", head=str(current.number))
    layout = Layout(
        base=name_of(base) if base else "nothing", head=name_of(current), unfold=asked.unfolded if base else None
    )
    whole = asked.whole if base else ""
    return shown_between(base=preview.base_snapshot, head=preview.current_snapshot, layout=layout, whole=whole)


def _result(preview: SyncPreview) -> Shown:
    """What the sync changes in the draft."""
    name = name_of(preview.draft.version)
    layout = Layout(base=f"{name} as it is", head=f"{name} synced")
    return shown_between(base=preview.draft_snapshot, head=preview.merged.values, layout=layout)
