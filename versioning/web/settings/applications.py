"""`/settings/projects/<slug>/applications/`: applications that members can allow to act for them."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property

from versioning.models import Application
from versioning.policies import Action
from versioning.services.access.register_application import RegisteredApplication, register_application
from versioning.services.access.retire_application import retire_application
from versioning.services.lookups import find_within
from versioning.web.forms import ServiceForm
from versioning.web.settings.pages import AskPage, ProjectSettingsPage
from versioning.web.settings.tokens import CreationPage
from versioning.web.toasts import toast


class ApplicationForm(ServiceForm):
    """The fields of a new OAuth application."""

    name = forms.CharField(label="Name", max_length=255, help_text="Shown to people when they are asked to allow it.")
    client_type = forms.ChoiceField(
        label="Type",
        choices=[
            (Application.CLIENT_PUBLIC, "Public: runs in a browser or on a device and can't keep a secret"),
            (Application.CLIENT_CONFIDENTIAL, "Confidential: runs on a server and gets a secret"),
        ],
    )
    redirect_uris = forms.CharField(
        label="Redirect URIs",
        widget=forms.Textarea(attrs={"rows": 2, "spellcheck": "false"}),
        help_text="One per line. They must match exactly.",
    )

    def clean_redirect_uris(self) -> list[str]:
        # A URI contains no white space, so any white space separates two.
        uris: list[str] = self.cleaned_data["redirect_uris"].split()
        return uris


class ApplicationsPage(CreationPage, ProjectSettingsPage):
    """The list of applications and the form for a new one."""

    section = "applications"
    needs_proof = True
    template = "desk/settings/applications.html"
    form_class = ApplicationForm
    action = Action.MANAGE_APPLICATIONS

    def create(self, values: dict[str, Any]) -> RegisteredApplication:
        return register_application(actor=self.actor, project=self.project, **values)

    def show(self, form: Any, *, status: int = 200, created: RegisteredApplication | None = None) -> HttpResponse:
        applications = Application.objects.in_use().of_project(self.project) if self.may.allowed else []
        return self.settings(status=status, form=form, created=created, applications=applications)


class RetirePage(ProjectSettingsPage, AskPage):
    """Ask, then retire an application."""

    section = "applications"
    needs_proof = True
    template = "desk/settings/retire_application.html"
    action = Action.MANAGE_APPLICATIONS

    @cached_property
    def application(self) -> Application:
        applications = Application.objects.in_use().of_project(self.project)
        return find_within(actor=self.actor, rows=applications, pk=self.kwargs["pk"])

    @property
    def default_back(self) -> str:
        return reverse("desk:applications", args=(self.kwargs["slug"],))

    @property
    def subject(self) -> Application:
        return self.application

    def do(self) -> None:
        retire_application(actor=self.actor, application=self.application)
        toast(self.request, f"Retired the application {self.application.name}.")
