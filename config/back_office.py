"""The back office as a whole: its name, and the one way in."""

from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse


class BackOffice(AdminSite):
    """Everybody signs in at the desk's page, which counts wrong guesses."""

    site_header = site_title = "Stemma back office"
    index_title = "What is kept here"
    # The way to the desk stands in `admin/base_site.html`.
    site_url = None

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Who is signed in, and no administrator, is told so instead of being asked again and again."""
        if self.has_permission(request):
            return HttpResponseRedirect(reverse("admin:index"))
        if request.user.is_authenticated:
            return self._refuse(request)
        return redirect_to_login(request.GET.get(REDIRECT_FIELD_NAME) or reverse("admin:index"))

    def _refuse(self, request: HttpRequest) -> HttpResponse:
        reason = f"The back office is for administrators. You are signed in as {request.user.get_username()}."
        return render(request, "desk/refused.html", {"heading": "Not allowed", "reason": reason}, status=403)
