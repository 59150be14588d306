"""`/settings/email/`: the person's own e-mail address, and the link that confirms a new one."""

from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from versioning.ops.rate_limit import seconds_to_wait
from versioning.services.people.confirm_email import confirm_email
from versioning.services.people.request_email import request_email
from versioning.web.desk import SeeOther
from versioning.web.forms import FormMixin, ServiceForm
from versioning.web.settings.pages import SettingsPage
from versioning.web.toasts import toast

# Letters that one person can have sent to new addresses in an hour.
MOST_REQUESTS = 10


class EmailForm(ServiceForm):
    """The new address."""

    email = forms.EmailField(
        label="New email address", max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )


class EmailPage(FormMixin, SettingsPage):
    """Change the address that letters go to."""

    section = "email"
    template = "desk/settings/email.html"
    needs_proof = True
    form_class = EmailForm

    def post(self, request: HttpRequest, **named: Any) -> HttpResponse:
        wait = seconds_to_wait("email", str(request.user.pk), most=MOST_REQUESTS)
        if not wait:
            return super().post(request, **named)
        response = self.settings(status=429, form=EmailForm(), too_many=True, sends_email=settings.SENDS_EMAIL)
        response["Retry-After"] = str(wait)
        return response

    def send(self, form: EmailForm) -> HttpResponse:
        user = request_email(actor=self.actor, **form.cleaned_data)
        if user.pending_email:
            toast(self.request, f"We sent a link to {user.pending_email}. Open it to confirm the address.")
        else:
            toast(self.request, f"Changed your email address to {user.email}.")
        return SeeOther(reverse("desk:email"))

    def show(self, form: EmailForm, *, status: int = 200) -> HttpResponse:
        return self.settings(status=status, form=form, sends_email=settings.SENDS_EMAIL)


class ConfirmEmailPage(SettingsPage):
    """Ask, then confirm the address. A GET changes nothing, because mail programs open links to check them."""

    section = "email"
    template = "desk/settings/confirm_email.html"

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        return self.settings()

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        user = confirm_email(actor=self.actor, token=token)
        toast(request, f"Your email address is {user.email}.")
        return SeeOther(reverse("desk:email"))
