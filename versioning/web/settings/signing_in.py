"""`/sign-in/` and `/sign-out/`, for everybody who has a password."""

from typing import Any

from django.contrib.auth import views
from django.contrib.auth.forms import AuthenticationForm
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect

from versioning.models.access.user import has_accounts
from versioning.ops.hashing import RETRY_SECONDS, HashingBusy, hashing_for
from versioning.services.access.record_sign_in import record_sign_in
from versioning.web.settings.login_throttle import LoginThrottle


class SignInView(views.LoginView):
    """Sign in. Answers 429 after too many wrong passwords, and leads to the setup of a new server."""

    template_name = "desk/settings/sign_in.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method == "GET" and not request.user.is_authenticated and not has_accounts():
            return redirect("desk:setup")
        return super().dispatch(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        retry_seconds = self._throttle.retry_seconds
        if retry_seconds == 0:
            try:
                with hashing_for(is_known=not self._throttle.is_new_device):
                    return super().post(request, *args, **kwargs)
            except HashingBusy:
                retry_seconds = RETRY_SECONDS
        # The password is not even checked, so guessing on is of no use.
        context = self.get_context_data(form=self.get_form_class()(request), too_many=True)
        return self.render_to_response(context, status=429, headers={"Retry-After": str(retry_seconds)})

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        # Django keeps the session of somebody who signs in again. A new one has a new key, and both limits begin anew.
        self.request.session.flush()
        response = super().form_valid(form)
        throttle, user = self._throttle, form.get_user()
        throttle.remember_device(response)
        record_sign_in(user=user, username=user.username, address=self._address, is_new_device=throttle.is_new_device)
        return response

    def form_invalid(self, form: AuthenticationForm) -> HttpResponse:
        self._throttle.count_failure()
        record_sign_in(user=None, username=self.request.POST.get("username", ""), address=self._address)
        return super().form_invalid(form)

    @property
    def _address(self) -> str:
        return str(self.request.META.get("REMOTE_ADDR", ""))

    @property
    def _throttle(self) -> LoginThrottle:
        return LoginThrottle(self.request, username=self.request.POST.get("username", ""))


class SignOutView(views.LogoutView):
    """Sign out, by POST only, so that a link on another site can't sign anybody out."""
