"""The base of the settings pages. Their menu has the person's own pages and those of one project."""

from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.functional import cached_property

from versioning.models import Project
from versioning.policies import Action, Decision, decide
from versioning.services.lookups import find_project
from versioning.web.desk import DeskView, SeeOther
from versioning.web.settings.proof import ask_for_proof


class SettingsPage(DeskView):
    """A settings page. `section` is the entry of the menu that is marked as current.

    If `needs_proof`, what is sent to the page is done only if the password was entered lately.
    """

    section: str
    template: str
    needs_proof = False

    def ask_first(self) -> HttpResponse | None:
        if not self.needs_proof or self.request.method in ("GET", "HEAD"):
            return None
        return ask_for_proof(self.request, leave=self.back)

    def settings(self, *, status: int = 200, **context: Any) -> HttpResponse:
        """Return the page, with its section marked in the menu."""
        return self.page(self.template, status=status, section=self.section, **context)


class ProjectSettingsPage(SettingsPage):
    """A settings page of a project that the person is a member of. `action` is what changing anything requires."""

    action: Action

    @cached_property
    def project(self) -> Project:
        return find_project(actor=self.actor, reference=self.kwargs["slug"])

    @cached_property
    def may(self) -> Decision:
        return decide(actor=self.actor, action=self.action, project_id=self.project.pk)

    def settings(self, *, status: int = 200, **context: Any) -> HttpResponse:
        # Pages show the reason of `may` in place of their forms, so every member can read them.
        return super().settings(status=status, project=self.project, may=self.may, **context)


class AskPage(SettingsPage):
    """A question before an action that can't be undone. The template extends ask.html and has its words."""

    def get(self, request: HttpRequest, **named: Any) -> HttpResponse:
        return self.settings(subject=self.subject, leave=self.default_back)

    def post(self, request: HttpRequest, **named: Any) -> HttpResponse:
        self.do()
        return SeeOther(self.default_back)

    def ask_to_sign_in(self) -> HttpResponseBase:
        """Redirect to sign-in and back to the question."""
        # `default_back` may need the subject, which only a person who is signed in can load.
        return redirect_to_login(self.request.get_full_path())

    @property
    def subject(self) -> object:
        """The object that the question is about."""
        raise NotImplementedError

    def do(self) -> None:
        """Call the service and show that it is done."""
        raise NotImplementedError
