"""What every page of the desk shares: who is there, how a refusal is told, how a page is made."""

from typing import Any

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

# Where a form says which page it stands on, so that one is brought back to it.
BACK = "next"


class SeeOther(HttpResponseRedirect):
    """After a POST the browser is to GET another page (RFC 9110, section 15.4.4)."""

    status_code = 303


class DeskView(View):
    """A page for those who signed in. Domain refusals that a page does not handle itself are told here."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return self.ask_to_sign_in()
        try:
            return super().dispatch(request, *args, **kwargs)
        except NotFound as refusal:
            return self.page("desk/refused.html", status=404, heading="Not here", reason=refusal.message)
        except NotAllowed as refusal:
            return self.page("desk/refused.html", status=403, heading="Not allowed", reason=refusal.message)
        except VersioningError as refusal:
            messages.error(request, refusal.message)
            return SeeOther(self.back)

    def ask_to_sign_in(self) -> HttpResponseBase:
        """A GET is come back to after signing in; a form's address often has no page of its own."""
        return redirect_to_login(self.request.get_full_path() if self.request.method == "GET" else self.back)

    @cached_property
    def actor(self) -> Actor:
        assert isinstance(self.request.user, User)  # noqa: S101  `dispatch` lets nobody else in
        return Actor(user=self.request.user)

    @property
    def back(self) -> str:
        """The page that the form stood on, where it is one of ours."""
        named = self.request.POST.get(BACK, "")
        here = {self.request.get_host()}
        if named and url_has_allowed_host_and_scheme(named, allowed_hosts=here, require_https=self.request.is_secure()):
            return named
        return self.default_back

    @property
    def default_back(self) -> str:
        return reverse("desk:library")

    def page(self, template: str, *, status: int = 200, **context: Any) -> HttpResponse:
        return render(self.request, template, {"actor": self.actor, **context}, status=status)
