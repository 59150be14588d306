"""The site of the back office: its name and its sign-in."""

from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse


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

    def _refuse(self, request: HttpRequest) -> HttpResponse:
        reason = f"The back office is for administrators. You are signed in as {request.user.get_username()}."
        return render(request, "desk/refused.html", {"heading": "Not allowed", "reason": reason}, status=403)
