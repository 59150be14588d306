"""Updating an outdated draft with the current version: the changes, and the button."""

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
from versioning.web.versions.comparison_address import ComparisonAddress
from versioning.web.versions.differences import Layout, ShownDifference, difference_between, name_of

CHANGED = "The draft changed in the meantime and was not updated. Review the changes again."
ANOTHER = "Another version became current in the meantime. The draft was not updated. Review the changes again."
UNSEEN = "Review the changes, then try again."


class SyncForm(forms.Form):
    """The state that the person saw."""

    revision = forms.IntegerField(min_value=1)
    current = forms.UUIDField()

    @property
    def resolution(self) -> Resolution:
        """A resolution without decisions. It applies only to the two texts that the person saw."""
        return Resolution(base=self.cleaned_data["current"], revision=self.cleaned_data["revision"])


class SyncPage(DraftView):
    """GET shows what an update would change, POST updates the draft."""

    def get(self, request: HttpRequest, identifier: str) -> HttpResponse:
        return self._show(self.find(identifier))

    def post(self, request: HttpRequest, identifier: str) -> HttpResponse:
        draft, form = self.find(identifier), SyncForm(request.POST)
        if not form.is_valid():
            return self._show(draft, status=422, fault=UNSEEN)
        try:
            synced = sync_draft(actor=self.actor, draft=draft, resolution=form.resolution)
        except DraftChanged:
            return self._show(self.find(identifier), status=409, fault=CHANGED)
        except InvalidValue as refusal:
            return self._show(draft, status=422, fault=refusal.message)
        except MergeConflict as conflict:
            # Both cases refuse the merge. Only the person's own page can tell them apart.
            if conflict.data["current"]["id"] != str(form.cleaned_data["current"]):
                return self._show(self.find(identifier), status=409, fault=ANOTHER)
            return SeeOther(reverse("desk:conflict", args=(identifier,)))
        toast_synced(request, draft=synced.draft, merged=synced.merged)
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


def toast_synced(request: HttpRequest, *, draft: Draft, merged: bool) -> None:
    """Show that the draft was updated, or that it did not have to be."""
    if merged and draft.base:
        toast(request, f"Draft {draft.version.number} now has the changes of version {draft.base.number}.")
    else:
        toast(request, f"Draft {draft.version.number} was already up to date.")


def _theirs(preview: SyncPreview) -> ShownDifference:
    """Return what the current version changed in the version that the draft is based on."""
    base, current = preview.base, preview.current
    assert current is not None  # noqa: S101  the caller checked that an update is needed
    address = ComparisonAddress(preview.draft.document, base=str(base.number) if base else "", head=str(current.number))
    # Without a base there is no comparison page to link to.
    layout = Layout(
        base=name_of(base) if base else "nothing", head=name_of(current), unfold=address.unfolded_url if base else None
    )
    whole = address.whole_url if base else ""
    return difference_between(base=preview.base_snapshot, head=preview.current_snapshot, layout=layout, whole=whole)


def _result(preview: SyncPreview) -> ShownDifference:
    """Return what the update changes in the draft."""
    name = name_of(preview.draft.version)
    layout = Layout(base=f"{name} now", head=f"{name} after the update")
    return difference_between(base=preview.draft_snapshot, head=preview.merged.values, layout=layout)
