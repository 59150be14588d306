"""`/new-project/`: create a project, for administrators."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.text import slugify

from versioning.models import Role
from versioning.models.limits import SLUG_LENGTH
from versioning.policies import authorize_organization
from versioning.services.access.add_member import add_member
from versioning.services.projects.create_project import create_project
from versioning.web.desk import SeeOther
from versioning.web.forms import FormMixin, ServiceForm
from versioning.web.settings.pages import SettingsPage
from versioning.web.toasts import toast


class NewProjectForm(ServiceForm):
    """The fields of a new project."""

    name = forms.CharField(label="Name", max_length=255, widget=forms.TextInput(attrs={"autofocus": True}))
    slug = forms.CharField(
        label="Slug",
        max_length=SLUG_LENGTH,
        required=False,
        help_text="Letters, digits, and hyphens. It can't be changed later. If it is empty, it is made from the name.",
    )
    language = forms.CharField(
        label="Language", max_length=5, initial="en", help_text="The code of the primary language, such as en or pt-BR."
    )

    def clean_slug(self) -> str:
        """Return the slug, or one that is made from the name. It may be empty: the service refuses that."""
        given: str = self.cleaned_data["slug"]
        return given or slugify(self.cleaned_data.get("name", ""))[:SLUG_LENGTH].strip("-_")


class NewProjectPage(FormMixin, SettingsPage):
    """The form. Whoever creates a project manages it."""

    section = "new-project"
    template = "desk/settings/new_project.html"
    form_class = NewProjectForm

    def get(self, request: HttpRequest, **named: Any) -> HttpResponse:
        authorize_organization(actor=self.actor)
        return super().get(request)

    def send(self, form: NewProjectForm) -> HttpResponse:
        project = create_project(actor=self.actor, **form.cleaned_data)
        add_member(actor=self.actor, project=project, user=self.actor.user, role=Role.MANAGER)
        toast(self.request, f"Created the project {project.name}.")
        return SeeOther(f"{reverse('desk:library')}?project={project.slug}")

    def show(self, form: NewProjectForm, *, status: int = 200) -> HttpResponse:
        return self.settings(status=status, form=form)
