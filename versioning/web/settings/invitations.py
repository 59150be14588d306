"""`/invitations/<token>/`: accept an invitation, and the pages on which managers send and withdraw them."""

from typing import Any

from django import forms
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.views import View
from django.views.decorators.cache import never_cache

from versioning.exceptions import NotFound, VersioningError
from versioning.models import Actor, Invitation, User
from versioning.ops.proxies import address_group
from versioning.ops.rate_limit import seconds_to_wait
from versioning.policies import Action
from versioning.services.lookups import find_within
from versioning.services.people.find_invitation import find_invitation
from versioning.services.people.invite_person import MOST_INVITATIONS, invite_person
from versioning.services.people.join_project import join_project
from versioning.services.people.register_invited import register_invited
from versioning.services.people.withdraw_invitation import withdraw_invitation
from versioning.web.desk import SeeOther
from versioning.web.forms import PasswordTwiceForm, ServiceForm
from versioning.web.settings.login_throttle import LoginThrottle
from versioning.web.settings.members import InvitationForm, MembersPage
from versioning.web.settings.pages import AskPage, ProjectSettingsPage
from versioning.web.toasts import toast

# Accounts that can be tried from one network address in an hour.
MOST_ATTEMPTS = 30
TOO_MANY_SENT = f"You sent {MOST_INVITATIONS} invitations in an hour. Wait, then invite more people."
TOO_MANY_ATTEMPTS = "Too many attempts. Try again later."


class InvitationsPage(MembersPage):
    """Invite a person. The form is on the page of the members."""

    http_method_names = ("post",)

    def make_form(self, data: Any = None) -> ServiceForm:
        return InvitationForm(data)

    def send(self, form: Any) -> HttpResponse:
        if seconds_to_wait("invitations", str(self.actor.user.pk), most=MOST_INVITATIONS):
            raise VersioningError(TOO_MANY_SENT)
        invitation = invite_person(actor=self.actor, project=self.project, **form.cleaned_data)
        if invitation.is_mailed:
            toast(self.request, f"Sent an invitation to {invitation.email}.")
        else:
            toast(self.request, f"Invited {invitation.email}. Copy the link and hand it over.")
        return SeeOther(reverse("desk:members", args=(self.project.slug,)))


class WithdrawInvitationPage(ProjectSettingsPage, AskPage):
    """Ask, then withdraw an invitation."""

    section = "members"
    action = Action.MANAGE_MEMBERS
    template = "desk/settings/withdraw_invitation.html"

    @cached_property
    def subject(self) -> Invitation:
        # Addresses of people who are no members are the managers' business.
        if not self.may.allowed:
            raise NotFound
        return find_within(actor=self.actor, rows=Invitation.objects.unanswered(), pk=self.kwargs["pk"])

    @property
    def default_back(self) -> str:
        return reverse("desk:members", args=(self.kwargs["slug"],))

    def do(self) -> None:
        withdraw_invitation(actor=self.actor, invitation=self.subject)
        toast(self.request, f"Withdrew the invitation of {self.subject.email}.")


class AccountForm(PasswordTwiceForm):
    """A new account for the person who was invited."""

    field_order = ("name", "username", "password", "again")

    name = forms.CharField(
        label="Your name",
        max_length=255,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        help_text="Shown with everything you write.",
    )
    username = forms.CharField(
        label="Username",
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none"}),
        help_text="You sign in with this name.",
    )


@method_decorator(never_cache, name="dispatch")
class InvitationPage(View):
    """Join with the account that is signed in, or with a new one. A GET changes nothing."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return super().dispatch(request, *args, **kwargs)
        except NotFound as refusal:
            return render(request, "desk/settings/invitation_ended.html", {"reason": refusal.message}, status=404)

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        return self._show(AccountForm())

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        return self._join(token) if request.user.is_authenticated else self._register(token)

    def _join(self, token: str) -> HttpResponse:
        assert isinstance(self.request.user, User)  # noqa: S101  `post` asks
        try:
            membership = join_project(actor=Actor(user=self.request.user), token=token)
        except NotFound:
            raise
        except VersioningError as refusal:
            return self._show(AccountForm(), status=409, fault=refusal.message)
        toast(self.request, f"You are now a member of {membership.project.name}.")
        return SeeOther(reverse("desk:library"))

    def _register(self, token: str) -> HttpResponse:
        form = AccountForm(self.request.POST)
        # Before the form: somebody without an invitation learns nothing about usernames.
        find_invitation(token=token)
        wait = seconds_to_wait("register", address_group(self.request.META.get("REMOTE_ADDR", "")), most=MOST_ATTEMPTS)
        if wait:
            response = self._show(form, status=429, fault=TOO_MANY_ATTEMPTS)
            response["Retry-After"] = str(wait)
            return response
        if not form.is_valid():
            return self._show(form, status=422)
        try:
            user = register_invited(token=token, **form.cleaned_data)
        except NotFound:
            raise
        except VersioningError as refusal:
            form.refuse(refusal)
            return self._show(form, status=422)
        login(self.request, user, backend="django.contrib.auth.backends.ModelBackend")
        toast(self.request, f"Welcome, {user.display_name}.")
        response = SeeOther(reverse("desk:library"))
        LoginThrottle(self.request, username=user.username).remember_device(response)
        return response

    def _show(self, form: AccountForm, *, status: int = 200, fault: str = "") -> HttpResponse:
        invitation = find_invitation(token=self.kwargs["token"])
        context = {"invitation": invitation, "form": form, "fault": fault}
        return render(self.request, "desk/settings/invitation.html", context, status=status)
