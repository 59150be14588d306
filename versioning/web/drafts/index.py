"""`/drafts/`: what is open, and what was given up."""

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
    whose = forms.ChoiceField(choices=[("", "Everybody's"), ("mine", "Mine")], required=False, label="Whose")
    state = forms.ChoiceField(
        choices=[("", "Open"), ("outdated", "Outdated"), (DISCARDED, "Discarded")], required=False, label="Which"
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
        return self.is_valid() and self.cleaned_data["state"] == DISCARDED


@dataclass(frozen=True)
class Page:
    """`more` is the cursor of what follows, where something does."""

    drafts: Sequence[Draft] = ()
    discarded: Sequence[Version] = ()
    more: str | None = None


class DraftsPage(DeskView):
    """The outdated ones first, then those saved last; of all projects that one is a member of."""

    def get(self, request: HttpRequest) -> HttpResponse:
        require_scope(actor=self.actor, scope=Scope.READ)
        form = DraftsFilter(request.GET, projects=Project.objects.visible_to(self.actor))
        page = self._page(form)
        return self.page(
            "desk/drafts/index.html",
            status=200 if form.is_valid() else 422,
            form=form,
            shown=page,
            is_filtered=any(request.GET.get(name) for name in ("whose", "state", "project")),
        )

    def _page(self, form: DraftsFilter) -> Page:
        if not form.is_valid():
            return Page()
        try:
            return self._discarded(form) if form.wants_discarded else self._open(form)
        except InvalidValue as refusal:
            form.add_error("cursor", refusal.message)
            return Page()

    def _open(self, form: DraftsFilter) -> Page:
        asked = form.cleaned_data
        rows = Draft.objects.visible_to(self.actor).for_the_desk()
        rows = rows.outdated() if asked["state"] else rows
        rows = rows.by(self.actor.user) if asked["whose"] else rows
        rows = rows.of_project(asked["project"]) if asked["project"] else rows
        keyset = self._keyset(form, order=("-staleness", "-last_saved_at", "-id"))
        drafts, more = keyset.page(rows, size=PAGE, cursor=asked["cursor"] or None)
        for draft in drafts:
            draft.version.document = draft.document
        return Page(drafts=drafts, more=more)

    def _discarded(self, form: DraftsFilter) -> Page:
        asked = form.cleaned_data
        documents = Document.objects.visible_to(self.actor)
        documents = documents.in_project(asked["project"].slug) if asked["project"] else documents
        rows = Version.objects.discarded_in(documents)
        rows = rows.by(self.actor.user) if asked["whose"] else rows
        keyset = self._keyset(form, order=("-archived_at", "-id"))
        versions, more = keyset.page(rows, size=PAGE, cursor=asked["cursor"] or None)
        return Page(discarded=versions, more=more)

    def _keyset(self, form: DraftsFilter, *, order: tuple[str, ...]) -> Keyset:
        filters = [(name, str(form.cleaned_data[name] or "")) for name in ("whose", "state", "project")]
        return Keyset.of_list(self.request.path, filters=filters, order=order)
