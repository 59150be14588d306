"""`/settings/projects/<slug>/`: the name of a project, its workspaces and its languages."""

from typing import Any, ClassVar

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from versioning.models import Language, Watch, Workspace
from versioning.policies import Action, decide
from versioning.services.lookups import find_within
from versioning.services.projects.add_language import add_language
from versioning.services.projects.create_workspace import create_workspace
from versioning.services.projects.read_usage import read_usage
from versioning.services.projects.remove_language import remove_language
from versioning.services.projects.update_project import update_project
from versioning.services.projects.update_workspace import update_workspace
from versioning.text.render.dialects.extensions import LABELS, known_extensions
from versioning.web.desk import SeeOther
from versioning.web.forms import FormMixin, ServiceForm
from versioning.web.settings.pages import ProjectSettingsPage
from versioning.web.settings.usage import UsageTables, usage_tables
from versioning.web.toasts import toast


class ProjectForm(ServiceForm):
    """The project's own fields."""

    name = forms.CharField(label="Name", max_length=255)
    description = forms.CharField(
        label="Description", required=False, strip=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    removes_location = forms.BooleanField(
        label="Remove the location from uploaded pictures",
        required=False,
        help_text="Cameras write into a picture where it was taken. Files of imports keep it.",
    )
    markdown_extensions = forms.MultipleChoiceField(
        label="Markdown",
        required=False,
        choices=tuple(LABELS.items()),
        widget=forms.CheckboxSelectMultiple,
        help_text="Beyond GitHub's Markdown. The first import turns on what its texts use.",
    )


class WorkspaceForm(ServiceForm):
    """The fields of a new workspace. The prefix keeps its ids apart from those of the other forms."""

    prefix = "workspace"

    name = forms.CharField(label="Name", max_length=255)
    slug = forms.CharField(label="Slug", max_length=100, help_text="Letters, digits, and hyphens.")


class LanguageForm(ServiceForm):
    """The code of a language to add."""

    prefix = "language"
    named: ClassVar[dict[str, str]] = {"language": "code"}

    code = forms.CharField(label="Code", max_length=5, help_text="For example, en or pt-BR.")


class ProjectPage(FormMixin, ProjectSettingsPage):
    """Three small forms. Each is sent to a URL of its own, and shows its errors on this page."""

    section = "project"
    template = "desk/settings/project.html"
    action = Action.MANAGE_PROJECT

    def make_form(self, data: Any = None) -> ServiceForm:
        initial = {field: getattr(self.project, field) for field in ProjectForm.base_fields}
        initial["markdown_extensions"] = sorted(known_extensions(self.project.markdown_extensions))
        return ProjectForm(data, initial=initial)

    def send(self, form: ServiceForm) -> HttpResponse:
        update_project(actor=self.actor, project=self.project, changes=form.cleaned_data)
        return self.done("Saved the project.")

    def show(self, form: ServiceForm, *, status: int = 200) -> HttpResponse:
        forms = {
            "form": ProjectPage.make_form(self),
            "workspace_form": WorkspaceForm(),
            "language_form": LanguageForm(),
            "is_watched": Watch.objects.is_by(self.actor.user, place=self.project),
        }
        # The form that was sent takes the place of the empty one, so that its errors are shown.
        names = {"workspace": "workspace_form", "language": "language_form"}
        forms[names.get(form.prefix or "", "form")] = form
        return self.settings(
            status=status,
            workspaces=Workspace.objects.of_project(self.project),
            languages=Language.objects.of_project(self.project),
            usage=self._usage(),
            **forms,
        )

    def _usage(self) -> UsageTables | None:
        """Return what the project uses, for those who may see it."""
        if not decide(actor=self.actor, action=Action.VIEW_USAGE, project_id=self.project.pk).allowed:
            return None
        return usage_tables(read_usage(actor=self.actor, project=self.project))

    def done(self, text: str) -> HttpResponse:
        """Show a message on the page."""
        toast(self.request, text)
        return SeeOther(self.default_back)

    @property
    def default_back(self) -> str:
        return reverse("desk:project", args=(self.kwargs["slug"],))


class WorkspacesPage(ProjectPage):
    """Create a workspace."""

    def make_form(self, data: Any = None) -> ServiceForm:
        return WorkspaceForm(data)

    def send(self, form: ServiceForm) -> HttpResponse:
        workspace = create_workspace(actor=self.actor, project=self.project, **form.cleaned_data)
        return self.done(f"Created the workspace {workspace.name}.")


class WorkspacePage(ProjectPage):
    """Rename a workspace."""

    http_method_names = ("post",)

    def post(self, request: HttpRequest, **named: Any) -> HttpResponse:
        workspace = find_within(actor=self.actor, rows=Workspace.objects.of_project(self.project), pk=self.kwargs["pk"])
        changed = update_workspace(
            actor=self.actor, workspace=workspace, changes={"name": request.POST.get("name", "").strip()}
        )
        return self.done(f"Renamed the workspace to {changed.name}.")


class LanguagesPage(ProjectPage):
    """Add a language."""

    def make_form(self, data: Any = None) -> ServiceForm:
        return LanguageForm(data)

    def send(self, form: ServiceForm) -> HttpResponse:
        language = add_language(actor=self.actor, project=self.project, **form.cleaned_data)
        return self.done(f"Added {language.name} to the project's languages.")


class RemoveLanguagePage(ProjectPage):
    """Remove a language."""

    http_method_names = ("post",)

    def post(self, request: HttpRequest, **named: Any) -> HttpResponse:
        language = find_within(actor=self.actor, rows=Language.objects.of_project(self.project), pk=self.kwargs["pk"])
        remove_language(actor=self.actor, language=language)
        return self.done(f"Removed {language.name} from the project's languages.")
