"""Invitations of people to projects, by e-mail or by a link that is handed over."""

from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.core import signing
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from uuid6 import uuid7

from versioning.models.access.role import Role
from versioning.models.project import Project

if TYPE_CHECKING:
    from versioning.models.access.actor import Actor

SALT = "stemma.invitation"


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def unanswered(self) -> Self:
        """Return invitations that nobody has accepted, expired ones too, with what a list shows of them."""
        return self.filter(accepted_at=None).select_related("project", "invited_by")

    def managed_by(self, actor: "Actor") -> Self:
        """Unanswered invitations to the projects that the actor manages."""
        return self.unanswered().filter(project__in=Project.objects.managed_by(actor))

    def of_project(self, project: Project) -> Self:
        return self.unanswered().filter(project=project).order_by("email", "pk")

    def find_usable(self, token: str) -> "Invitation | None":
        """Return the invitation that this link belongs to, or None if it can no longer be accepted."""
        try:
            key, moment = signing.loads(token, salt=SALT)
        except signing.BadSignature:
            return None
        found = self.unanswered().filter(pk=key, expires_at__gt=timezone.now()).first()
        # A newer link to the same address ends the older one.
        return found if found is not None and found.stamp == moment else None


class Invitation(models.Model):
    """An invitation to a project with a role. It ends when it is accepted, withdrawn, or expires.

    No secret is stored: the link is signed, and names the row and its expiry. `is_mailed` is False if a manager handed
    the link over, so that whoever accepts did not prove that the address is theirs.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    project = models.ForeignKey(Project, models.CASCADE, related_name="invitations")
    email = models.EmailField()
    role = models.PositiveSmallIntegerField(choices=Role.choices)
    is_mailed = models.BooleanField()
    invited_by = models.ForeignKey("versioning.User", models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    accepted_by = models.ForeignKey("versioning.User", models.PROTECT, null=True, related_name="+")

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at", "-id")
        constraints = (
            models.UniqueConstraint(
                "project", Lower("email"), condition=Q(accepted_at=None), name="one_open_invitation_per_address"
            ),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="invitation_role_is_known"),
            models.CheckConstraint(
                condition=Q(accepted_at=None, accepted_by=None)
                | Q(accepted_at__isnull=False, accepted_by__isnull=False),
                name="invitation_accepted_by_somebody",
            ),
        )

    def __str__(self) -> str:
        return f"{self.email} to {self.project}"

    @property
    def stamp(self) -> int:
        """The expiry in microseconds since the epoch, which each renewal changes."""
        return int(self.expires_at.timestamp() * 1_000_000)

    @property
    def token(self) -> str:
        """The secret part of the link."""
        return signing.dumps([str(self.pk), self.stamp], salt=SALT)

    def is_expired_at(self, moment: datetime) -> bool:
        return self.expires_at <= moment

    @property
    def is_expired(self) -> bool:
        return self.is_expired_at(timezone.now())
