"""`/drafts/<identifier>/revisions/`: earlier saves of a draft, to read, copy and restore."""

from collections.abc import Mapping

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from versioning.exceptions import DraftChanged
from versioning.models import Draft
from versioning.models.differences import differs
from versioning.models.project import extensions_of
from versioning.ops.load.costly import render_long
from versioning.policies import Action, decide
from versioning.services.drafts.former_texts import (
    FormerText,
    content_type_to_restore,
    list_former_texts,
    read_former_text,
)
from versioning.services.drafts.merge_snapshots import snapshot_of
from versioning.services.drafts.save_draft import save_draft
from versioning.web.desk import SeeOther
from versioning.web.drafts.base import DraftView
from versioning.web.drafts.saving import ORIGIN
from versioning.web.forms import PlainForm
from versioning.web.toasts import toast
from versioning.web.versions.differences import Layout, ShownDifference, difference_between

PAGE = 50
CHANGED = "The draft changed in the meantime. Nothing was restored. Review the changes again."
UNSEEN = "Review the changes, then try again."


class PageForm(PlainForm):
    """The query string: the event before which the page starts."""

    before = forms.IntegerField(min_value=1, required=False)


class SeenForm(forms.Form):
    """The revision of the draft that the person saw beside the saved one."""

    revision = forms.IntegerField(min_value=1)


class RevisionsPage(DraftView):
    """The list, newest first."""

    def get(self, request: HttpRequest, identifier: str) -> HttpResponse:
        draft, form = self.find(identifier), PageForm(request.GET)
        before = form.cleaned_data["before"] if form.is_valid() else None
        former_texts = list_former_texts(draft=draft, before=before, most=PAGE)
        days = settings.KEEP_DISCARDED_DAYS
        return self.page(
            "desk/drafts/revisions.html",
            draft=draft,
            document=draft.document,
            former_texts=former_texts,
            is_later=before,
            days=days,
        )


class RevisionPage(DraftView):
    """One saved revision. Restoring it is a save like any other, so the text that it replaces is kept too."""

    def get(self, request: HttpRequest, identifier: str, save: int) -> HttpResponse:
        return self._show(self.find(identifier), save=save)

    def post(self, request: HttpRequest, identifier: str, save: int) -> HttpResponse:
        draft, form = self.find(identifier, action=Action.SAVE), SeenForm(request.POST)
        if not form.is_valid():
            return self._show(draft, save=save, status=422, fault=UNSEEN)
        former, fields = read_former_text(draft=draft, save=save)
        try:
            self._restore(draft, fields=fields, seen=form.cleaned_data["revision"])
        except DraftChanged:
            return self._show(self.find(identifier), save=save, status=409, fault=CHANGED)
        toast(request, f"Restored revision {former.revision}.")
        return SeeOther(reverse("desk:draft", args=(identifier,)))

    def _restore(self, draft: Draft, *, fields: Mapping[str, str], seen: int) -> None:
        values = _to_restore(draft, fields)
        changes = {name: value for name, value in values.items() if differs(draft.version, name=name, value=value)}
        save_draft(actor=self.actor, draft=draft, changes=changes, expected_revision=seen, origin=ORIGIN)

    def _show(self, draft: Draft, *, save: int, status: int = 200, fault: str = "") -> HttpResponse:
        former, fields = read_former_text(draft=draft, save=save)
        return self.page(
            "desk/drafts/revision.html",
            status=status,
            draft=draft,
            document=draft.document,
            former=former,
            fields=fields,
            html=_html(draft, body=fields["body"]),
            shown=_difference(draft, former=former, fields=fields),
            may_save=decide(actor=self.actor, action=Action.SAVE, project_id=draft.document.project_id),
            fault=fault,
        )


def _html(draft: Draft, *, body: str) -> str:
    content_type = content_type_to_restore(draft, body=body)
    return render_long(body, content_type=content_type, extensions=extensions_of(draft)).html


def _to_restore(draft: Draft, fields: Mapping[str, str]) -> dict[str, str]:
    return {**fields, "content_type": content_type_to_restore(draft, body=fields["body"])}


def _difference(draft: Draft, *, former: FormerText, fields: Mapping[str, str]) -> ShownDifference:
    """Return what restoring the revision would change in the draft."""
    now = snapshot_of(draft.version)
    layout = Layout(base=f"revision {draft.revision}", head=f"revision {former.revision}")
    return difference_between(base=now, head={**now, **_to_restore(draft, fields)}, layout=layout)
