"""`/settings/projects/<slug>/applications/`: programs that members may let act for them."""

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
from versioning.web.settings.tokens import MadePage
from versioning.web.toasts import toast


class ApplicationForm(ServiceForm):
    name = forms.CharField(label="Name", max_length=255, help_text="People read it when they are asked to allow it.")
    client_type = forms.ChoiceField(
        label="Where it runs",
        choices=[
            (Application.CLIENT_PUBLIC, "In a browser or on a device: it can keep no secret"),
            (Application.CLIENT_CONFIDENTIAL, "On a server: it gets a secret"),
        ],
    )
    redirect_uris = forms.CharField(
        label="Where people come back to",
        widget=forms.Textarea(attrs={"rows": 2, "spellcheck": "false"}),
        help_text="One address a line. They are compared letter for letter.",
    )

    def clean_redirect_uris(self) -> list[str]:
        uris: list[str] = self.cleaned_data["redirect_uris"].split()
        return uris


class ApplicationsPage(MadePage, ProjectSettingsPage):
    section = "applications"
    template = "desk/settings/applications.html"
    form_class = ApplicationForm
    action = Action.MANAGE_APPLICATIONS

    def create(self, values: dict[str, Any]) -> RegisteredApplication:
        return register_application(actor=self.actor, project=self.project, **values)

    def show(self, form: Any, *, status: int = 200, made: RegisteredApplication | None = None) -> HttpResponse:
        applications = Application.objects.in_use().of_project(self.project) if self.may.allowed else []
        return self.settings(status=status, form=form, made=made, applications=applications)


class RetirePage(ProjectSettingsPage, AskPage):
    section = "applications"
    action = Action.MANAGE_APPLICATIONS
    verb = "Retire"

    @cached_property
    def application(self) -> Application:
        applications = Application.objects.in_use().of_project(self.project)
        return find_within(actor=self.actor, rows=applications, pk=self.kwargs["pk"])

    @property
    def default_back(self) -> str:
        return reverse("desk:applications", args=(self.kwargs["slug"],))

    def ask(self) -> tuple[str, str]:
        consequence = "None of its sign-ins opens anything from that moment on, for anybody. It cannot be taken back."
        return f"Retire the application {self.application.name}?", consequence

    def do(self) -> None:
        retire_application(actor=self.actor, application=self.application)
        toast(self.request, f"The application {self.application.name} is retired.")
