"""`/settings/` and `/settings/password/`: oneself."""

from typing import Any

from django import forms
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from versioning.models import Membership, Project
from versioning.services.access.change_password import change_password
from versioning.services.access.rename_user import rename_user
from versioning.web.desk import SeeOther
from versioning.web.forms import FormMixin, ServiceForm
from versioning.web.settings.login_throttle import SECONDS, Guesses
from versioning.web.settings.pages import SettingsPage
from versioning.web.toasts import toast

MOST_PROJECTS = 200


class NameForm(ServiceForm):
    name = forms.CharField(
        label="Your name",
        max_length=255,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        help_text="As others see it on everything that you write. Without one, they see your username.",
    )


class ProfilePage(FormMixin, SettingsPage):
    section = "profile"
    template = "desk/settings/profile.html"
    form_class = NameForm

    def make_form(self, data: Any = None) -> ServiceForm:
        return NameForm(data, initial={"name": self.actor.user.get_full_name()})

    def send(self, form: NameForm) -> HttpResponse:
        user = rename_user(actor=self.actor, name=form.cleaned_data["name"])
        toast(self.request, f"You are called {user.display_name} now.")
        return SeeOther(reverse("desk:settings"))

    def show(self, form: NameForm, *, status: int = 200) -> HttpResponse:
        return self.settings(
            status=status,
            form=form,
            memberships=Membership.objects.of_user(self.actor.user),
            others=Project.objects.visible_to(self.actor).without_member(self.actor.user)[:MOST_PROJECTS],
        )


class PasswordForm(ServiceForm):
    current = forms.CharField(
        label="Password now", strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )
    password = forms.CharField(
        label="New password",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text="At least 8 characters, and not a common one.",
    )
    again = forms.CharField(
        label="New password, again", strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if "password" in values and values.get("again") not in (None, values["password"]):
            self.add_error("again", "The two passwords differ.")
        return values


class PasswordPage(FormMixin, SettingsPage):
    """Other sessions, tokens and sign-ins end. Wrong guesses of the old password count as they do at the sign-in."""

    section = "password"
    template = "desk/settings/password.html"
    form_class = PasswordForm

    def post(self, request: HttpRequest, **named: Any) -> HttpResponse:
        if not self._guesses.are_too_many:
            return super().post(request, **named)
        answer = self.settings(status=429, form=PasswordForm(), too_many=True)
        answer["Retry-After"] = str(SECONDS)
        return answer

    def send(self, form: PasswordForm) -> HttpResponse:
        values = form.cleaned_data
        user = change_password(actor=self.actor, current=values["current"], password=values["password"])
        update_session_auth_hash(self.request, user)
        toast(
            self.request,
            "Your password is changed. Your other sessions, your tokens and your sign-ins of applications have ended.",
        )
        return SeeOther(reverse("desk:password"))

    def show(self, form: PasswordForm, *, status: int = 200) -> HttpResponse:
        if form.has_error("current"):
            self._guesses.add()
        return self.settings(status=status, form=form)

    @property
    def _guesses(self) -> Guesses:
        return Guesses(self.request, username=self.actor.user.username)
