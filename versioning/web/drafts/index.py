"""`/drafts/`: the open drafts and the discarded ones."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse

from versioning.exceptions import InvalidValue
from versioning.models import Document, Draft, Project, Scope, Version
from versioning.models.sql.keyset import Keyset
from versioning.policies import require_scope
from versioning.web.desk import DeskView
from versioning.web.forms import PlainForm

PAGE = 50
DISCARDED = "discarded"


class DraftsFilter(PlainForm):
    """The query string of the page. Every field is optional."""

    whose = forms.ChoiceField(choices=[("", "Everyone"), ("mine", "Me")], required=False, label="Author")
    state = forms.ChoiceField(
        choices=[("", "Open"), ("outdated", "Outdated"), (DISCARDED, "Discarded")], required=False, label="Status"
    )
    project = forms.ModelChoiceField(
        Project.objects.none(), to_field_name="slug", required=False, empty_label="All projects", label="Project"
    )
    cursor = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, projects: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["project"].queryset = projects  # type: ignore[attr-defined]

    @property
    def wants_discarded(self) -> bool:
        """Whether to list discarded drafts, which are archived versions, instead of open ones."""
        return self.is_valid() and self.cleaned_data["state"] == DISCARDED


@dataclass(frozen=True)
class DraftsList:
    """One page of the list, with either open or discarded drafts. `more` is the cursor of the next page, or None."""

    drafts: Sequence[Draft] = ()
    discarded: Sequence[Version] = ()
    more: str | None = None


class DraftsPage(DeskView):
    """The drafts of all projects that the person is a member of, outdated ones first, then those saved last."""

    def get(self, request: HttpRequest) -> HttpResponse:
        require_scope(actor=self.actor, scope=Scope.READ)
        form = DraftsFilter(request.GET, projects=Project.objects.visible_to(self.actor))
        drafts_list = self._list(form)
        return self.page(
            "desk/drafts/index.html",
            status=200 if form.is_valid() else 422,
            form=form,
            shown=drafts_list,
            is_filtered=any(request.GET.get(name) for name in ("whose", "state", "project")),
        )

    def _list(self, form: DraftsFilter) -> DraftsList:
        if not form.is_valid():
            return DraftsList()
        try:
            return self._discarded(form) if form.wants_discarded else self._open(form)
        # Only the cursor can be refused here: the form has checked the other values.
        except InvalidValue as refusal:
            form.add_error("cursor", refusal.message)
            return DraftsList()

    def _open(self, form: DraftsFilter) -> DraftsList:
        values = form.cleaned_data
        rows = Draft.objects.visible_to(self.actor).for_the_desk()
        rows = rows.outdated() if values["state"] else rows
        rows = rows.by(self.actor.user) if values["whose"] else rows
        rows = rows.of_project(values["project"]) if values["project"] else rows
        keyset = self._keyset(form, order=("-staleness", "-last_saved_at", "-id"))
        drafts, more = keyset.page(rows, size=PAGE, cursor=values["cursor"] or None)
        # The mark of a version's state reads its document: give it the one that is loaded.
        for draft in drafts:
            draft.version.document = draft.document
        return DraftsList(drafts=drafts, more=more)

    def _discarded(self, form: DraftsFilter) -> DraftsList:
        values = form.cleaned_data
        documents = Document.objects.visible_to(self.actor)
        documents = documents.in_project(values["project"].slug) if values["project"] else documents
        rows = Version.objects.discarded_in(documents)
        rows = rows.by(self.actor.user) if values["whose"] else rows
        keyset = self._keyset(form, order=("-archived_at", "-id"))
        versions, more = keyset.page(rows, size=PAGE, cursor=values["cursor"] or None)
        return DraftsList(discarded=versions, more=more)

    def _keyset(self, form: DraftsFilter, *, order: tuple[str, ...]) -> Keyset:
        filters = [(name, str(form.cleaned_data[name] or "")) for name in ("whose", "state", "project")]
        return Keyset.of_list(self.request.path, filters=filters, order=order)
