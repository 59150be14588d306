"""`/new/`: create a document and open its first draft in the editor."""

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
# The first text of a content type, if it is not empty. A block text always has its list.
BEGINNINGS = {Version.ContentType.BLOCK.value: '{"blocks": []}'}


class NewDocumentForm(ServiceForm):
    """The fields of a new document in one workspace."""

    named = {"parent_id": "category"}  # noqa: RUF012

    title = forms.CharField(max_length=255, widget=forms.TextInput(attrs={"autofocus": True}))
    category = forms.ChoiceField(required=False)
    kind = forms.ChoiceField(choices=Document.Kind.choices, initial=Document.Kind.ARTICLE)
    content_type = forms.ChoiceField(choices=WRITTEN_AS, label="Format")
    language = forms.ChoiceField()

    def __init__(self, *args: Any, workspace: Workspace, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        categories = Document.objects.categories_of(workspace)[:MOST_CATEGORIES]
        languages = Language.objects.filter(project=workspace.project_id).select_related("project")
        top = ("", "None (top level)")
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
    """The form for the workspace that the URL names, or for the first one. Another form chooses the workspace."""

    @cached_property
    def choices(self) -> list[Workspace]:
        """The workspaces that the person may see."""
        rows = Workspace.objects.choices_of(self.actor).order_by("project__name", "order", "pk")
        return list(rows[:MOST_WORKSPACES])

    @cached_property
    def workspace(self) -> Workspace:
        """The workspace to create the document in. Raises NotFound."""
        reference = self.request.GET.get("workspace")
        workspace = self._find(reference) if reference else next(iter(self.choices), None)
        if workspace is None:
            raise NotFound("You have no workspace to write in. Ask a project manager to add you to a project.")
        return workspace

    def _find(self, reference: str) -> Workspace | None:
        try:
            return get_or_none(Workspace.objects.choices_of(self.actor).filter(pk=UUID(reference)))
        except ValueError:
            return None

    def make_form(self, data: Any = None) -> NewDocumentForm:
        # A link from the library names the category that the person is in.
        query = self.request.GET
        initial = {
            "category": query.get("category", ""),
            "title": query.get("title", ""),
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
