"""Projects and memberships. A project is the tenant: it owns documents, members, tokens and branches."""

from typing import TYPE_CHECKING, Self
from uuid import UUID

from django.db import models
from django.db.models import OuterRef, Q, Subquery
from uuid6 import uuid7

from versioning.models.access.role import Role
from versioning.models.sql.prepared import Parameter
from versioning.text.render.dialects.extensions import Extensions, known_extensions

if TYPE_CHECKING:
    from versioning.models.access.actor import Actor
    from versioning.models.access.user import User
    from versioning.models.draft import Draft
    from versioning.models.version import Version

# A list over so many projects of a person is put together from those of the projects. Each number of projects, and of
# roles among them, has a statement of its own.
FEW = 10
# What lookups of versions and drafts with their texts add to the rows.
EXTENSIONS_COLUMN = "project_extensions"


class ProjectQuerySet(models.QuerySet["Project"]):
    def visible_to(self, actor: "Actor") -> Self:
        """Return the projects in which the actor has any role, or all projects if it sees every project."""
        if actor.sees_every_project:
            return self
        if actor.token_project_id is not None:
            return self.filter(pk=actor.token_project_id)
        return self.filter(memberships__user=actor.user)

    def named(self, reference: str) -> Self:
        """Return the project with this slug or UUID. Anything but a UUID can only be a slug."""
        try:
            return self.filter(pk=UUID(reference))
        except ValueError:
            return self.filter(slug=reference)

    def without_member(self, user: "User") -> Self:
        """Return the projects that this user is not a member of."""
        return self.exclude(memberships__user=user)

    def managed_by(self, actor: "Actor") -> Self:
        """Return the projects whose members and tokens the actor manages."""
        if actor.sees_every_project:
            return self if actor.manages_every_project else self.none()
        if actor.token_project_id is not None:
            manages = actor.role_in(actor.token_project_id) == Role.MANAGER
            return self.filter(pk=actor.token_project_id) if manages else self.none()
        return self.filter(memberships__user=actor.user, memberships__role=Role.MANAGER)


class Project(models.Model):
    """A project. `language` is the primary language, the default for documents."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    slug = models.SlugField(max_length=100, unique=True)
    name = models.CharField(max_length=255)
    description = models.TextField(default="", blank=True)
    language = models.CharField(max_length=5, default="en")
    created_at = models.DateTimeField(auto_now_add=True)
    modified_at = models.DateTimeField(auto_now=True)
    removes_location = models.BooleanField(
        "remove the location from uploaded pictures", default=False, db_default=False
    )
    # Names of extensions of Markdown. Null: nobody chose, so the default ones.
    markdown_extensions = models.JSONField(null=True, blank=True)
    # The project's own limits. Null: the server's settings. 0: no limit.
    bytes_limit = models.PositiveBigIntegerField("bytes of stored text", null=True, blank=True)
    versions_limit = models.PositiveBigIntegerField("versions", null=True, blank=True)
    drafts_limit = models.PositiveBigIntegerField("open drafts", null=True, blank=True)

    objects = ProjectQuerySet.as_manager()

    class Meta:
        ordering = ("slug",)

    def __str__(self) -> str:
        return self.name


class MembershipQuerySet(models.QuerySet["Membership"]):
    def of_people(self, project: Project, *, search: str = "") -> Self:
        """Return a project's members with their users. Their names or e-mail have all words of `search`."""
        members = self.filter(project=project).select_related("user")
        for word in search.split():
            members = members.filter(
                Q(user__first_name__icontains=word)
                | Q(user__last_name__icontains=word)
                | Q(user__email__icontains=word)
                | Q(user__username__icontains=word)
            )
        return members

    def mentionable(self, project: UUID, *, name: str) -> Self:
        """Return the members who get notices, and whose username, first or last name begins with this, by username."""
        begins = Q(user__username__istartswith=name)
        begins |= Q(user__first_name__istartswith=name) | Q(user__last_name__istartswith=name)
        rows = self.filter(begins, project=project, user__is_active=True, user__is_service=False)
        return rows.select_related("user").order_by("user__username")

    def by_role(self) -> Self:
        """Order by role, the highest first, then by name."""
        return self.order_by("-role", "user__first_name", "user__last_name", "user__username")

    def of_user(self, user: "User") -> Self:
        """Return a user's memberships with their projects, by the project's name."""
        return self.filter(user=user).select_related("project").order_by("project__name", "project_id")

    def few_of_actor(self, actor: "Actor") -> "list[Membership]":
        """Return the memberships that say what the actor sees, the highest roles first.

        Nothing is returned if they are more than FEW, or if the actor sees every project or is a project's token.
        """
        if actor.sees_every_project or actor.token_project_id is not None:
            return []
        # One row more is enough to know that there are too many.
        memberships = list(self.filter(user=actor.user)[: FEW + 1])
        return sorted(memberships, key=lambda each: -each.role) if len(memberships) <= FEW else []

    def of_colleagues(self, actor: "Actor") -> Self:
        """Return one membership of each user in the actor's projects, with the user, by user name."""
        first = self.filter(user=OuterRef("user"), project__in=Project.objects.visible_to(actor)).order_by("pk")
        return self.filter(pk=Subquery(first.values("pk")[:1])).select_related("user").order_by("user__username")


class Membership(models.Model):
    """The role of a user in a project."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="memberships", db_index=False)
    user = models.ForeignKey("versioning.User", models.CASCADE, related_name="memberships")
    role = models.PositiveSmallIntegerField(choices=Role.choices)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("project", "user"), name="one_membership_per_project_and_user"),
            # An unknown number would compare as a role that nobody defined.
            models.CheckConstraint(condition=models.Q(role__in=Role.values), name="membership_role_is_known"),
        )

    def __str__(self) -> str:
        return f"{self.user} is {self.get_role_display()} in {self.project}"


def role_in(project: str) -> Subquery:
    """Return an expression: the role of the user (parameter `user`) in the project at this path, or null."""
    user = Parameter("user", models.UUIDField())
    return Subquery(Membership.objects.filter(project=OuterRef(project), user=user).values("role"))


def extensions_of(row: "Version | Draft") -> Extensions:
    """Return the extensions of Markdown of the row's project. Without a statement if a lookup has read them along."""
    if EXTENSIONS_COLUMN in row.__dict__:
        return known_extensions(row.__dict__[EXTENSIONS_COLUMN])
    return extensions_of_project(row.document.project_id)


def extensions_of_project(project_id: UUID) -> Extensions:
    """Return the extensions of Markdown of this project. One statement."""
    chosen = Project.objects.filter(pk=project_id).values_list("markdown_extensions", flat=True)
    return known_extensions(chosen.first())


def projects_of(few: "list[Membership]") -> dict[str, UUID]:
    """Return the values of as many `project_parameters`."""
    return {_parameter_name(at): membership.project_id for at, membership in enumerate(few)}


def project_parameters() -> list[Parameter]:
    """Return a parameter for each project of a list over several. There are FEW."""
    return [Parameter(_parameter_name(at), models.UUIDField()) for at in range(FEW)]


def _parameter_name(at: int) -> str:
    return f"project_{at}"
