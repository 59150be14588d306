"""`/settings/projects/<slug>/members/`: who may do what in a project."""

from typing import Any, ClassVar

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property

from versioning.exceptions import VersioningError
from versioning.models import Membership, Role, User
from versioning.policies import Action
from versioning.services.access.add_member import add_member
from versioning.services.access.change_member_role import change_member_role
from versioning.services.access.remove_member import remove_member
from versioning.services.lookups import find_within
from versioning.web.desk import SeeOther
from versioning.web.forms import FormMixin, ServiceForm
from versioning.web.settings.pages import AskPage, ProjectSettingsPage
from versioning.web.toasts import toast

ROLES = [(str(role.value), role.label) for role in Role]


def _role(value: str) -> Role:
    return Role(int(value))


class MemberForm(ServiceForm):
    named: ClassVar[dict[str, str]] = {"user": "username"}

    username = forms.CharField(
        label="Username",
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
        help_text="Of somebody who has an account. An administrator makes new ones.",
    )
    role = forms.TypedChoiceField(label="Role", choices=ROLES, coerce=_role, initial=Role.EDITOR)

    def clean_username(self) -> User:
        user = User.objects.filter(username=self.cleaned_data["username"], is_active=True, is_service=False).first()
        if user is None:
            raise forms.ValidationError("Nobody who may sign in has this username.")
        return user


class RoleForm(ServiceForm):
    role = forms.TypedChoiceField(choices=ROLES, coerce=_role)


class MembersPage(FormMixin, ProjectSettingsPage):
    section = "members"
    template = "desk/settings/members.html"
    form_class = MemberForm
    action = Action.MANAGE_MEMBERS

    def send(self, form: MemberForm) -> HttpResponse:
        user, role = form.cleaned_data["username"], form.cleaned_data["role"]
        add_member(actor=self.actor, project=self.project, user=user, role=role)
        toast(self.request, f"{user.display_name} is {role.label} of {self.project.name} now.")
        return SeeOther(reverse("desk:members", args=(self.project.slug,)))

    def show(self, form: Any, *, status: int = 200) -> HttpResponse:
        members = Membership.objects.of_people(self.project).by_role()
        return self.settings(status=status, form=form, members=members, roles=Role)


class MemberMixin(ProjectSettingsPage):
    """One member of the project."""

    section = "members"
    action = Action.MANAGE_MEMBERS

    @cached_property
    def membership(self) -> Membership:
        members = Membership.objects.of_people(self.project)
        return find_within(actor=self.actor, rows=members, pk=self.kwargs["pk"])

    @property
    def default_back(self) -> str:
        return reverse("desk:members", args=(self.kwargs["slug"],))


class RolePage(MemberMixin):
    """Another role, at once."""

    def post(self, request: HttpRequest, **named: Any) -> HttpResponse:
        form = RoleForm(request.POST)
        if not form.is_valid():
            raise VersioningError("Choose one of the roles.")
        changed = change_member_role(actor=self.actor, membership=self.membership, role=form.cleaned_data["role"])
        toast(request, f"{changed.user.display_name} is {Role(changed.role).label} of {self.project.name} now.")
        return SeeOther(self.default_back)


class RemoveMemberPage(MemberMixin, AskPage):
    verb = "Remove"

    def ask(self) -> tuple[str, str]:
        name = self.membership.user.display_name
        consequence = (
            "What they wrote stays, with their name on it. Their tokens open nothing of this project any more."
        )
        return f"Take {name} out of {self.project.name}?", consequence

    def do(self) -> None:
        remove_member(actor=self.actor, membership=self.membership)
        toast(self.request, f"{self.membership.user.display_name} is no member of {self.project.name} any more.")
