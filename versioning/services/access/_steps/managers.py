"""Keep at least one manager in each project who can sign in."""

from versioning.exceptions import LastManager, NotFound
from versioning.models import Membership, Project, Role


def lock_membership(membership: Membership) -> Membership:
    """Return the stored membership, and lock its project until the transaction ends.

    The project is locked instead of the row, because two managers who demote each other change two rows. Raises
    NotFound.
    """
    Project.objects.select_for_update(no_key=True).get(pk=membership.project_id)
    stored = Membership.objects.filter(pk=membership.pk).select_related("user").first()
    if stored is None:
        raise NotFound("This project has no such member.")
    return stored


def refuse_last_manager(membership: Membership) -> None:
    """Raise LastManager if nobody else could manage the project. Call it under `lock_membership`."""
    if membership.role != Role.MANAGER:
        return
    # An inactive person cannot sign in, and so cannot manage.
    others = Membership.objects.filter(project=membership.project_id, role=Role.MANAGER, user__is_active=True)
    if not others.exclude(pk=membership.pk).exists():
        raise LastManager
