"""What the pages of settings share: on the left one's own, and those of the project that one looks at."""

from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.functional import cached_property

from versioning.models import Project
from versioning.policies import Action, Decision, decide
from versioning.services.lookups import find_project
from versioning.web.desk import DeskView, SeeOther


class SettingsPage(DeskView):
    """`section` is marked on the left."""

    section: str
    template: str

    def settings(self, *, status: int = 200, **context: Any) -> HttpResponse:
        return self.page(self.template, status=status, section=self.section, **context)


class ProjectSettingsPage(SettingsPage):
    """Of a project that one is a member of; `action` is what it takes to change anything here."""

    action: Action

    @cached_property
    def project(self) -> Project:
        return find_project(actor=self.actor, reference=self.kwargs["slug"])

    @cached_property
    def may(self) -> Decision:
        return decide(actor=self.actor, action=self.action, project_id=self.project.pk)

    def settings(self, *, status: int = 200, **context: Any) -> HttpResponse:
        return super().settings(status=status, project=self.project, may=self.may, **context)


class AskPage(SettingsPage):
    """Something that is not taken back is asked once, on a page of its own, in words that name the thing."""

    template = "desk/settings/ask.html"
    verb: str

    def get(self, request: HttpRequest, **named: Any) -> HttpResponse:
        heading, consequence = self.ask()
        return self.settings(heading=heading, consequence=consequence, verb=self.verb, leave=self.default_back)

    def post(self, request: HttpRequest, **named: Any) -> HttpResponse:
        self.do()
        return SeeOther(self.default_back)

    def ask_to_sign_in(self) -> HttpResponseBase:
        """The question is a page, to which one comes back; what to leave it for is known of those who may see it."""
        return redirect_to_login(self.request.get_full_path())

    def ask(self) -> tuple[str, str]:
        """The question, and what follows from a yes."""
        raise NotImplementedError

    def do(self) -> None:
        """Call the service, and tell that it is done."""
        raise NotImplementedError
