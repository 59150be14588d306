"""The base of every page of the desk: the actor, the answer to a refusal, the rendering."""

from contextlib import nullcontext
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.http import url_has_allowed_host_and_scheme
from django.views import View

from versioning.exceptions import NotAllowed, NotFound, VersioningError
from versioning.models import Actor, User
from versioning.ops.load.costly import owner
from versioning.ops.rate_limit import count_in_window
from versioning.web.server_timing import ServerTiming

# The form field with the address of the page that the form is on, to return to.
BACK = "next"
MISSING = "No page exists at this address, or you don't have access to it."
TOO_MANY = "You sent more requests in a minute than this server allows. Wait a moment, then try again."


class SeeOther(HttpResponseRedirect):
    """After a POST, redirect the browser to GET another page (RFC 9110, section 15.4.4)."""

    status_code = 303


def admit(request: HttpRequest) -> int:
    """Count the request of a signed-in person. Return 0, or the seconds to wait if there were too many.

    The limits are those of the API, and it names the person as the owner of what the request costs.
    """
    owner.set(str(request.user.pk))
    reads, writes = settings.API_RATE_LIMIT
    limit = reads if request.method in ("GET", "HEAD") else writes
    if limit == 0:
        return 0
    window = count_in_window(f"desk:{request.method in ('GET', 'HEAD')}:{request.user.pk}")
    return window.seconds_left if window.requests > limit else 0


class DeskView(View):
    """A page for people who are signed in. Answers the refusals that a page does not handle itself."""

    timing: ServerTiming | None = None

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return self.ask_to_sign_in()
        wait = admit(request)
        if wait:
            answer = self.page("desk/refused.html", status=429, heading="Too many requests", reason=TOO_MANY)
            answer.headers["Retry-After"] = str(wait)
            return answer
        if not request.user.is_staff:
            return self._respond(request, *args, **kwargs)
        self.timing = ServerTiming()
        with self.timing.statements():
            response = self._respond(request, *args, **kwargs)
        self.timing.tell(response)
        return response

    def _respond(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return self.ask_first() or super().dispatch(request, *args, **kwargs)
        except NotFound as refusal:
            # What the API says of a missing object is too technical for a page.
            reason = MISSING if refusal.message == NotFound.message else refusal.message
            return self.page("desk/refused.html", status=404, heading="Page not found", reason=reason)
        except NotAllowed as refusal:
            return self.page("desk/refused.html", status=403, heading="Permission denied", reason=refusal.message)
        except VersioningError as refusal:
            # The state is the obstacle, not the address or the role: say so on the page they came from.
            messages.error(request, refusal.message)
            return SeeOther(self.back)

    def ask_first(self) -> HttpResponse | None:
        """Return a page to show in place of this one, or None."""
        return None

    def ask_to_sign_in(self) -> HttpResponseBase:
        """Redirect to sign-in. A GET returns to its own address, a POST to `back`: its address often has no page."""
        return redirect_to_login(self.request.get_full_path() if self.request.method == "GET" else self.back)

    @cached_property
    def actor(self) -> Actor:
        """The person who is signed in."""
        assert isinstance(self.request.user, User)  # noqa: S101  `dispatch` refuses everybody else
        return Actor(user=self.request.user)

    @property
    def back(self) -> str:
        """The page that the form was on, if its address is on this host. Else `default_back`."""
        # An address of another host would make this an open redirect.
        named = self.request.POST.get(BACK, "")
        here = {self.request.get_host()}
        if named and url_has_allowed_host_and_scheme(named, allowed_hosts=here, require_https=self.request.is_secure()):
            return named
        return self.default_back

    @property
    def default_back(self) -> str:
        """The page to return to if the form does not name one."""
        return reverse("desk:library")

    def page(self, template: str, *, status: int = 200, **context: Any) -> HttpResponse:
        """Return the rendered template, with the actor in its context."""
        with nullcontext() if self.timing is None else self.timing.rendering():
            return render(self.request, template, {"actor": self.actor, **context}, status=status)
