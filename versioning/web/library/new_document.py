"""`/new/`: a document whose version 1 is a draft, in which one begins to write at once."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property

from versioning.exceptions import NotFound
from versioning.models import Document, Language, Version, Workspace
from versioning.models.sql.get_or_none import get_or_none
from versioning.policies import Action, decide
from versioning.services.documents.create_document import create_document
from versioning.services.documents.new_document import NewText, Placement
from versioning.web.desk import DeskView, SeeOther
from versioning.web.forms import FormMixin, ServiceForm
from versioning.web.library.details import MOST_CATEGORIES

MOST_WORKSPACES = 200
WRITTEN_AS = [
    (Version.ContentType.MARKDOWN.value, "Markdown"),
    (Version.ContentType.WYSIWYG.value, "Rich text"),
    (Version.ContentType.BLOCK.value, "Blocks"),
]
# What each content type begins with; a block text is never without its list.
BEGINNINGS = {Version.ContentType.BLOCK.value: '{"blocks": []}'}


class NewDocumentForm(ServiceForm):
    named = {"parent_id": "category"}  # noqa: RUF012

    title = forms.CharField(max_length=255, widget=forms.TextInput(attrs={"autofocus": True}))
    category = forms.ChoiceField(required=False)
    kind = forms.ChoiceField(choices=Document.Kind.choices, initial=Document.Kind.ARTICLE)
    content_type = forms.ChoiceField(choices=WRITTEN_AS, label="Written as")
    language = forms.ChoiceField()

    def __init__(self, *args: Any, workspace: Workspace, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        categories = Document.objects.categories_of(workspace)[:MOST_CATEGORIES]
        languages = Language.objects.filter(project=workspace.project_id).select_related("project")
        top = ("", "None: it stands at the top")
        self.fields["category"].choices = [top, *((str(pk), title) for pk, title in categories)]  # type: ignore[attr-defined]
        self.fields["language"].choices = [(each.code, each.name) for each in languages]  # type: ignore[attr-defined]

    @property
    def text(self) -> NewText:
        content_type = self.cleaned_data["content_type"]
        body = BEGINNINGS.get(content_type, "")
        return NewText(title=self.cleaned_data["title"], body=body, content_type=content_type)

    @property
    def placement(self) -> Placement:
        values = self.cleaned_data
        parent_id = UUID(values["category"]) if values["category"] else None
        return Placement(kind=values["kind"], language=values["language"], parent_id=parent_id)


class NewDocumentPage(FormMixin, DeskView):
    """In the workspace that the address names, else in the first; another one is chosen by a form of its own."""

    @cached_property
    def choices(self) -> list[Workspace]:
        rows = Workspace.objects.choices_of(self.actor).order_by("project__name", "order", "pk")
        return list(rows[:MOST_WORKSPACES])

    @cached_property
    def workspace(self) -> Workspace:
        """Raises NotFound."""
        named = self.request.GET.get("workspace")
        found = self._named(named) if named else next(iter(self.choices), None)
        if found is None:
            raise NotFound("There is no workspace here that you could write in. Ask a manager to add you to a project.")
        return found

    def _named(self, reference: str) -> Workspace | None:
        try:
            return get_or_none(Workspace.objects.choices_of(self.actor).filter(pk=UUID(reference)))
        except ValueError:
            return None

    def make_form(self, data: Any = None) -> NewDocumentForm:
        asked = self.request.GET
        initial = {
            "category": asked.get("category", ""),
            "title": asked.get("title", ""),
            "language": self.workspace.project.language,
        }
        return NewDocumentForm(data, workspace=self.workspace, initial=initial)

    def send(self, form: NewDocumentForm) -> HttpResponse:
        draft = create_document(actor=self.actor, workspace=self.workspace, text=form.text, placement=form.placement)
        return SeeOther(reverse("desk:draft", args=(draft.identifier,)))

    def show(self, form: NewDocumentForm, *, status: int = 200) -> HttpResponse:
        return self.page(
            "desk/library/new_document.html",
            status=status,
            form=form,
            workspace=self.workspace,
            choices=self.choices,
            may=decide(actor=self.actor, action=Action.CREATE_DOCUMENT, project_id=self.workspace.project_id),
        )
