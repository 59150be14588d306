"""`/sign-in/` and `/sign-out/`: for everybody who has a password, staff or not."""

import hashlib
from typing import Any

from django.contrib.auth import views
from django.contrib.auth.forms import AuthenticationForm
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse

MOST_GUESSES = 10
GUESSES_SECONDS = 300


class SignInView(views.LoginView):
    """Ten wrong passwords for one name from one address, and it answers 429 until five minutes have passed."""

    template_name = "oauth/sign_in.html"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if cache.get(_guesses_key(request), 0) < MOST_GUESSES:
            return super().post(request, *args, **kwargs)
        page = self.get_context_data(form=self.get_form_class()(request), too_many=True)
        headers = {"Retry-After": str(GUESSES_SECONDS)}
        return self.render_to_response(page, status=429, headers=headers)

    def form_invalid(self, form: AuthenticationForm) -> HttpResponse:
        key = _guesses_key(self.request)
        cache.add(key, 0, GUESSES_SECONDS)
        try:
            cache.incr(key)
        except ValueError:  # It expired between the two calls.
            cache.set(key, 1, GUESSES_SECONDS)
        return super().form_invalid(form)


class SignOutView(views.LogoutView):
    """By POST only, so that no link of somebody else's signs anybody out."""


def _guesses_key(request: HttpRequest) -> str:
    """By name and address: who guesses locks out themselves, and not the person from where that person is."""
    who = f"{request.META.get('REMOTE_ADDR', '')} {request.POST.get('username', '').casefold()}"
    return f"guesses:{hashlib.sha256(who.encode()).hexdigest()}"
