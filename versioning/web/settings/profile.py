"""`/settings/` and `/settings/password/`: the person's own profile and password."""

from typing import Any

from django import forms
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from versioning.models import Membership, Project
from versioning.services.access.change_password import change_password
from versioning.services.access.rename_user import rename_user
from versioning.web.desk import SeeOther
from versioning.web.forms import FormMixin, PasswordTwiceForm, ServiceForm
from versioning.web.settings.login_throttle import LOCKED_SECONDS, LoginThrottle
from versioning.web.settings.pages import SettingsPage
from versioning.web.toasts import toast

# An administrator sees all projects. Nobody reads a longer list.
MOST_PROJECTS = 200


class NameForm(ServiceForm):
    """The person's display name."""

    name = forms.CharField(
        label="Your name",
        max_length=255,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        help_text="Shown with everything you write. If it is empty, your username is shown.",
    )


class ProfilePage(FormMixin, SettingsPage):
    """The profile and the person's projects."""

    section = "profile"
    template = "desk/settings/profile.html"
    form_class = NameForm

    def make_form(self, data: Any = None) -> ServiceForm:
        return NameForm(data, initial={"name": self.actor.user.get_full_name()})

    def send(self, form: NameForm) -> HttpResponse:
        user = rename_user(actor=self.actor, name=form.cleaned_data["name"])
        toast(self.request, f"Changed your name to {user.display_name}.")
        return SeeOther(reverse("desk:settings"))

    def show(self, form: NameForm, *, status: int = 200) -> HttpResponse:
        return self.settings(
            status=status,
            form=form,
            memberships=Membership.objects.of_user(self.actor.user),
            others=Project.objects.visible_to(self.actor).without_member(self.actor.user)[:MOST_PROJECTS],
        )


class PasswordForm(PasswordTwiceForm):
    """The present password, and the new one twice."""

    field_order = ("current", "password", "again")
    current = forms.CharField(
        label="Current password", strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].label, self.fields["again"].label = "New password", "Confirm new password"


class PasswordPage(FormMixin, SettingsPage):
    """Change the password, which ends other sessions, tokens and sign-ins.

    Wrong passwords count as they do at sign-in.
    """

    section = "password"
    template = "desk/settings/password.html"
    form_class = PasswordForm

    def post(self, request: HttpRequest, **named: Any) -> HttpResponse:
        if not self._throttle.is_locked:
            return super().post(request, **named)
        response = self.settings(status=429, form=PasswordForm(), too_many=True)
        response["Retry-After"] = str(LOCKED_SECONDS)
        return response

    def send(self, form: PasswordForm) -> HttpResponse:
        values = form.cleaned_data
        user = change_password(actor=self.actor, current=values["current"], password=values["password"])
        # The new password ends every session. This keeps the one that it was changed in.
        update_session_auth_hash(self.request, user)
        toast(
            self.request,
            "Changed your password. Your other sessions, your tokens and your application sign-ins have ended.",
        )
        return SeeOther(reverse("desk:password"))

    def show(self, form: PasswordForm, *, status: int = 200) -> HttpResponse:
        if form.has_error("current"):
            self._throttle.count_failure()
        return self.settings(status=status, form=form)

    @property
    def _throttle(self) -> LoginThrottle:
        return LoginThrottle(self.request, username=self.actor.user.username)
