"""`/sign-in/` and `/sign-out/`: for everybody who has a password, staff or not."""

from typing import Any

from django.contrib.auth import views
from django.contrib.auth.forms import AuthenticationForm
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect

from versioning.models.access.user import has_accounts
from versioning.services.access.record_sign_in import record_sign_in
from versioning.web.settings.login_throttle import SECONDS, Guesses


class SignInView(views.LoginView):
    """After too many wrong passwords it answers 429. On a new server it leads to where that is set up."""

    template_name = "desk/settings/sign_in.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method == "GET" and not request.user.is_authenticated and not has_accounts():
            return redirect("desk:setup")
        return super().dispatch(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self._guesses.are_too_many:
            return super().post(request, *args, **kwargs)
        page = self.get_context_data(form=self.get_form_class()(request), too_many=True)
        return self.render_to_response(page, status=429, headers={"Retry-After": str(SECONDS)})

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        answer = super().form_valid(form)
        user = form.get_user()
        record_sign_in(user=user, username=user.username, address=self._address)
        return answer

    def form_invalid(self, form: AuthenticationForm) -> HttpResponse:
        self._guesses.add()
        record_sign_in(user=None, username=self.request.POST.get("username", ""), address=self._address)
        return super().form_invalid(form)

    @property
    def _address(self) -> str:
        return str(self.request.META.get("REMOTE_ADDR", ""))

    @property
    def _guesses(self) -> Guesses:
        return Guesses(self.request, username=self.request.POST.get("username", ""))


class SignOutView(views.LogoutView):
    """By POST only, so that no link of somebody else's signs anybody out."""
