"""`/sign-in/` and `/sign-out/`, for everybody who has a password."""

from typing import Any

from django.contrib.auth import views
from django.contrib.auth.forms import AuthenticationForm
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect

from versioning.models.access.user import has_accounts
from versioning.web.settings.login_throttle import LOCKED_SECONDS, LoginThrottle


class SignInView(views.LoginView):
    """Sign in. Answers 429 after too many wrong passwords, and leads to the setup of a new server."""

    template_name = "desk/settings/sign_in.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method == "GET" and not request.user.is_authenticated and not has_accounts():
            return redirect("desk:setup")
        return super().dispatch(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self._throttle.is_locked:
            return super().post(request, *args, **kwargs)
        # The password is not even checked, so guessing on is of no use.
        context = self.get_context_data(form=self.get_form_class()(request), too_many=True)
        return self.render_to_response(context, status=429, headers={"Retry-After": str(LOCKED_SECONDS)})

    def form_invalid(self, form: AuthenticationForm) -> HttpResponse:
        self._throttle.count_failure()
        return super().form_invalid(form)

    @property
    def _throttle(self) -> LoginThrottle:
        return LoginThrottle(self.request, username=self.request.POST.get("username", ""))


class SignOutView(views.LogoutView):
    """Sign out, by POST only, so that a link on another site can't sign anybody out."""
