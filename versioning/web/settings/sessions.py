"""`/settings/sessions/`: the browsers in which the person is signed in."""

import re
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property

from versioning.exceptions import NotFound
from versioning.models import BrowserSession
from versioning.models.access.session_store import store_of
from versioning.services.access.end_sessions import end_sessions
from versioning.web.desk import SeeOther
from versioning.web.settings.pages import AskPage, SettingsPage
from versioning.web.toasts import toast

# The first match names it. Most browsers claim to be others as well, so the order counts.
BROWSERS = {
    "Edg": "Edge",
    "OPR": "Opera",
    "Firefox": "Firefox",
    "Chrome|Chromium": "Chrome",
    "Safari": "Safari",
}
SYSTEMS = {
    "Android": "Android",
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Windows": "Windows",
    "Mac OS X": "macOS",
    "CrOS": "ChromeOS",
    "Linux": "Linux",
}


def browser_name(user_agent: str) -> str:
    """Return the browser and its system for people, such as "Firefox on Linux"."""
    browser, system = _match(BROWSERS, user_agent), _match(SYSTEMS, user_agent)
    return " on ".join(part for part in (browser or "Unknown browser", system) if part)


def _match(names: dict[str, str], user_agent: str) -> str:
    return next((name for pattern, name in names.items() if re.search(pattern, user_agent)), "")


class SessionsPage(SettingsPage):
    """The list of sessions, the present one first. POST ends all others."""

    section = "sessions"
    template = "desk/settings/sessions.html"
    needs_proof = True

    def get(self, request: HttpRequest) -> HttpResponse:
        own = self.own
        rows = [(row, browser_name(row.browser)) for row in BrowserSession.objects.of_user(self.actor.user)]
        # The sort is stable: all others stay in their order.
        rows.sort(key=lambda pair: pair[0].pk != own)
        return self.settings(sessions=rows, own=own)

    def post(self, request: HttpRequest) -> HttpResponse:
        count = end_sessions(actor=self.actor, user=self.actor.user, keep=self.own)
        toast(request, f"Ended {count} other session{'' if count == 1 else 's'}.")
        return SeeOther(reverse("desk:sessions"))

    @property
    def own(self) -> UUID | None:
        """The session of this request."""
        row = store_of(self.request).row
        return None if row is None else row.pk


class EndSessionPage(AskPage):
    """Ask, then end one session."""

    section = "sessions"
    template = "desk/settings/end_session.html"
    needs_proof = True

    @cached_property
    def session(self) -> BrowserSession:
        pk: UUID = self.kwargs["pk"]
        session = BrowserSession.objects.of_user(self.actor.user).filter(pk=pk).first()
        if session is None:
            raise NotFound("This session has already ended.")
        return session

    @property
    def default_back(self) -> str:
        return reverse("desk:sessions")

    @property
    def subject(self) -> str:
        return browser_name(self.session.browser)

    def do(self) -> None:
        end_sessions(actor=self.actor, user=self.actor.user, only=self.session.pk)
        toast(self.request, f"Ended the session in {self.subject}.")
