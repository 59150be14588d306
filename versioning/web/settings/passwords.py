"""Passwords that people forgot: ask for a link, and set a new password with it."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import views
from django.contrib.auth.forms import SetPasswordForm
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse_lazy
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.cache import never_cache

from versioning.exceptions import VersioningError
from versioning.models import User
from versioning.ops.proxies import address_group
from versioning.ops.rate_limit import seconds_to_wait
from versioning.services.access.recover_password import recover_password
from versioning.services.people.request_password_link import request_password_link
from versioning.web.forms import PASSWORD_HELP, ServiceForm

# Requests in an hour from one network address. For an e-mail address there is no limit, because strangers would use it
# up and its owner get no link. The job limits how often letters are sent.
MOST_FROM_ADDRESS = 30


class ForgottenForm(ServiceForm):
    """The address of the account."""

    email = forms.EmailField(
        label="Email address", max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )


@method_decorator(never_cache, name="dispatch")
class ForgottenPage(View):
    """Ask for a link. The answer is the same for every address, and so is the work that the request does."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._show(ForgottenForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        form = ForgottenForm(request.POST)
        if not form.is_valid():
            return self._show(form, status=422)
        email = form.cleaned_data["email"]
        wait = self._seconds_to_wait()
        if wait:
            response = self._show(form, status=429, too_many=True)
            response["Retry-After"] = str(wait)
            return response
        request_password_link(email=email)
        return self._show(form, sent_to=email)

    def _seconds_to_wait(self) -> int:
        address = address_group(self.request.META.get("REMOTE_ADDR", ""))
        return seconds_to_wait("password from", address, most=MOST_FROM_ADDRESS)

    def _show(self, form: ForgottenForm, *, status: int = 200, **context: Any) -> HttpResponse:
        values = {"form": form, "sends_email": settings.SENDS_EMAIL, **context}
        return render(self.request, "desk/settings/forgotten.html", values, status=status)


class NewPasswordForm(SetPasswordForm):  # type: ignore[type-arg]
    """The new password, twice."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        self.fields["new_password1"].help_text = PASSWORD_HELP
        self.fields["new_password2"].label = "Confirm new password"

    def save(self, commit: bool = True) -> User:  # noqa: FBT001, FBT002  Django's signature
        return recover_password(user=self.user, password=self.cleaned_data["new_password1"])


class SetPasswordPage(views.PasswordResetConfirmView):
    """Set the password by a link. Django keeps the link out of the address as soon as it is opened."""

    form_class = NewPasswordForm
    template_name = "desk/settings/set_password.html"
    success_url = reverse_lazy("sign-in")

    def dispatch(self, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return super().dispatch(*args, **kwargs)
        except VersioningError:
            # Somebody used the link at the same moment.
            return render(self.request, self.template_name, {"validlink": False}, status=404)

    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        messages.success(self.request, "Set your new password. Sign in with it.")
        return response
