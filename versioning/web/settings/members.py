"""`/settings/projects/<slug>/members/`: the members of a project and their roles."""

from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property

from versioning.exceptions import VersioningError
from versioning.models import Invitation, Membership, Role, User
from versioning.policies import Action
from versioning.services.access.add_member import add_member
from versioning.services.access.change_member_role import change_member_role
from versioning.services.access.remove_member import remove_member
from versioning.services.lookups import find_within
from versioning.services.people.invitation_link import invitation_link
from versioning.web.desk import SeeOther
from versioning.web.forms import FormMixin, ServiceForm
from versioning.web.settings.pages import AskPage, ProjectSettingsPage
from versioning.web.toasts import toast

ROLES = [(str(role.value), role.label) for role in Role]


def as_role(value: str) -> Role:
    """Return the role that a form names by its number."""
    return Role(int(value))


class MemberForm(ServiceForm):
    """The fields of a new member."""

    named: ClassVar[dict[str, str]] = {"user": "username"}

    username = forms.CharField(
        label="Username",
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
        help_text="The person needs an account. Administrators create accounts.",
    )
    role = forms.TypedChoiceField(label="Role", choices=ROLES, coerce=as_role, initial=Role.EDITOR)

    def clean_username(self) -> User:
        # Service users act through tokens alone, and nobody can be a member who can't sign in.
        user = User.objects.filter(username=self.cleaned_data["username"], is_active=True, is_service=False).first()
        if user is None:
            raise forms.ValidationError("No active user has this username.")
        return user


class InvitationForm(ServiceForm):
    """Whom to invite. The prefix keeps its ids apart from those of the form for members."""

    prefix = "invitation"

    email = forms.EmailField(
        label="Email address", max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "off"})
    )
    role = forms.TypedChoiceField(label="Role", choices=ROLES, coerce=as_role, initial=Role.EDITOR)


class RoleForm(ServiceForm):
    """A new role for a member."""

    role = forms.TypedChoiceField(choices=ROLES, coerce=as_role)


class MembersPage(FormMixin, ProjectSettingsPage):
    """The list of members and the form for a new one."""

    section = "members"
    template = "desk/settings/members.html"
    needs_proof = True
    form_class = MemberForm
    action = Action.MANAGE_MEMBERS

    def send(self, form: MemberForm) -> HttpResponse:
        user, role = form.cleaned_data["username"], form.cleaned_data["role"]
        add_member(actor=self.actor, project=self.project, user=user, role=role)
        toast(self.request, f"Added {user.display_name} to {self.project.name} as {role.label}.")
        return SeeOther(reverse("desk:members", args=(self.project.slug,)))

    def show(self, form: Any, *, status: int = 200) -> HttpResponse:
        members = Membership.objects.of_people(self.project).by_role()
        # The page has two forms. The one that was sent takes the place of the empty one.
        forms = {"form": MemberForm(), "invitation_form": InvitationForm()}
        forms["invitation_form" if form.prefix else "form"] = form
        return self.settings(
            status=status,
            members=members,
            roles=Role,
            invitations=self._invitations(),
            sends_email=settings.SENDS_EMAIL,
            **forms,
        )

    def _invitations(self) -> list[tuple[Invitation, str]]:
        """Return the open invitations, each with its link if it was not sent by mail."""
        if not self.may.allowed:
            return []
        rows = Invitation.objects.of_project(self.project)
        return [(row, "" if row.is_mailed else invitation_link(row)) for row in rows]


class MemberMixin(ProjectSettingsPage):
    """A page of one member of the project."""

    section = "members"
    needs_proof = True
    action = Action.MANAGE_MEMBERS

    @cached_property
    def membership(self) -> Membership:
        members = Membership.objects.of_people(self.project)
        return find_within(actor=self.actor, rows=members, pk=self.kwargs["pk"])

    @property
    def default_back(self) -> str:
        return reverse("desk:members", args=(self.kwargs["slug"],))


class RolePage(MemberMixin):
    """Change the role of a member."""

    def post(self, request: HttpRequest, **named: Any) -> HttpResponse:
        form = RoleForm(request.POST)
        if not form.is_valid():
            # The form is one of many in a table, so the fault goes into a message.
            raise VersioningError("Choose one of the roles.")
        changed = change_member_role(actor=self.actor, membership=self.membership, role=form.cleaned_data["role"])
        toast(request, f"Changed the role of {changed.user.display_name} to {Role(changed.role).label}.")
        return SeeOther(self.default_back)


class RemoveMemberPage(MemberMixin, AskPage):
    """Ask, then remove a member."""

    template = "desk/settings/remove_member.html"

    @property
    def subject(self) -> Membership:
        return self.membership

    def do(self) -> None:
        remove_member(actor=self.actor, membership=self.membership)
        toast(self.request, f"Removed {self.membership.user.display_name} from {self.project.name}.")
