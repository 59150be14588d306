"""`/settings/projects/<slug>/`: its name, its workspaces and its languages."""

from typing import Any, ClassVar

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from versioning.models import Language, Workspace
from versioning.policies import Action
from versioning.services.lookups import find_within
from versioning.services.projects.add_language import add_language
from versioning.services.projects.create_workspace import create_workspace
from versioning.services.projects.remove_language import remove_language
from versioning.services.projects.update_project import update_project
from versioning.services.projects.update_workspace import update_workspace
from versioning.web.desk import SeeOther
from versioning.web.forms import FormMixin, ServiceForm
from versioning.web.settings.pages import ProjectSettingsPage
from versioning.web.toasts import toast


class ProjectForm(ServiceForm):
    name = forms.CharField(label="Name", max_length=255)
    description = forms.CharField(
        label="What it is for", required=False, strip=False, widget=forms.Textarea(attrs={"rows": 2})
    )


class WorkspaceForm(ServiceForm):
    prefix = "workspace"

    name = forms.CharField(label="Name", max_length=255)
    slug = forms.CharField(label="In addresses", max_length=100, help_text="Letters, digits and hyphens.")


class LanguageForm(ServiceForm):
    prefix = "language"
    named: ClassVar[dict[str, str]] = {"language": "code"}

    code = forms.CharField(label="Code", max_length=5, help_text="Such as en or pt-BR.")


class ProjectPage(FormMixin, ProjectSettingsPage):
    """Three small forms; each goes to an address of its own, and comes back here with what is wrong."""

    section = "project"
    template = "desk/settings/project.html"
    action = Action.MANAGE_PROJECT

    def make_form(self, data: Any = None) -> ServiceForm:
        return ProjectForm(data, initial={"name": self.project.name, "description": self.project.description})

    def send(self, form: ServiceForm) -> HttpResponse:
        update_project(actor=self.actor, project=self.project, changes=form.cleaned_data)
        return self.done("The project is changed.")

    def show(self, form: ServiceForm, *, status: int = 200) -> HttpResponse:
        forms = {
            "form": ProjectPage.make_form(self),
            "workspace_form": WorkspaceForm(),
            "language_form": LanguageForm(),
        }
        names = {"workspace": "workspace_form", "language": "language_form"}
        forms[names.get(form.prefix or "", "form")] = form
        return self.settings(
            status=status,
            workspaces=Workspace.objects.of_project(self.project),
            languages=Language.objects.of_project(self.project),
            **forms,
        )

    def done(self, text: str) -> HttpResponse:
        toast(self.request, text)
        return SeeOther(self.default_back)

    @property
    def default_back(self) -> str:
        return reverse("desk:project", args=(self.kwargs["slug"],))


class WorkspacesPage(ProjectPage):
    """Makes one."""

    def make_form(self, data: Any = None) -> ServiceForm:
        return WorkspaceForm(data)

    def send(self, form: ServiceForm) -> HttpResponse:
        made = create_workspace(actor=self.actor, project=self.project, **form.cleaned_data)
        return self.done(f"The workspace {made.name} is made.")


class WorkspacePage(ProjectPage):
    """Renames one."""

    http_method_names = ("post",)

    def post(self, request: HttpRequest, **named: Any) -> HttpResponse:
        workspace = find_within(actor=self.actor, rows=Workspace.objects.of_project(self.project), pk=self.kwargs["pk"])
        changed = update_workspace(
            actor=self.actor, workspace=workspace, changes={"name": request.POST.get("name", "").strip()}
        )
        return self.done(f"The workspace is called {changed.name} now.")


class LanguagesPage(ProjectPage):
    """Adds one."""

    def make_form(self, data: Any = None) -> ServiceForm:
        return LanguageForm(data)

    def send(self, form: ServiceForm) -> HttpResponse:
        added = add_language(actor=self.actor, project=self.project, **form.cleaned_data)
        return self.done(f"{added.name} is one of the project's languages.")


class RemoveLanguagePage(ProjectPage):
    http_method_names = ("post",)

    def post(self, request: HttpRequest, **named: Any) -> HttpResponse:
        language = find_within(actor=self.actor, rows=Language.objects.of_project(self.project), pk=self.kwargs["pk"])
        remove_language(actor=self.actor, language=language)
        return self.done(f"{language.name} is none of the project's languages any more.")
