"""The site of the back office: its name and its sign-in."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from versioning.web.settings.proof import ask_for_proof

View = Callable[..., HttpResponseBase]


class BackOffice(AdminSite):
    """A site that people enter through the desk's sign-in page, which throttles wrong guesses."""

    site_header = site_title = "Stemma back office"
    index_title = "Overview"
    # `admin/base_site.html` has a link to the desk.
    site_url = None

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Send people to the sign-in page of the desk.

        A signed-in person who is no administrator is refused, instead of being asked to sign in again and again.
        """
        if self.has_permission(request):
            return HttpResponseRedirect(reverse("admin:index"))
        if request.user.is_authenticated:
            return self._refuse(request)
        return redirect_to_login(request.GET.get(REDIRECT_FIELD_NAME) or reverse("admin:index"))

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """Ask for the password before any change, if it was entered a while ago. Signing out needs none."""
        return super().admin_view(view if view == self.logout else _proven(view), cacheable)

    def _refuse(self, request: HttpRequest) -> HttpResponse:
        reason = f"The back office is for administrators. You are signed in as {request.user.get_username()}."
        return render(request, "desk/refused.html", {"heading": "Not allowed", "reason": reason}, status=403)


def _proven(view: View) -> View:
    @wraps(view)
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        page = ask_for_proof(request, leave=request.get_full_path()) if request.method == "POST" else None
        return page or view(request, *args, **kwargs)

    return inner
