"""Mark notices as read."""

from versioning import clock
from versioning.exceptions import NotFound
from versioning.models import Actor, Notice, Scope
from versioning.policies import require_person, require_scope


def mark_read(*, actor: Actor, only: int | None = None) -> int:
    """Mark `only` this one of the person's own notices, or all. Return how many were unread.

    Raises NotFound (it is somebody else's, or of what the person can no longer read), NotAllowed.
    """
    require_person(actor=actor)
    require_scope(actor=actor, scope=Scope.MANAGE)
    notices = Notice.objects.visible_to(actor)
    if only is not None:
        notices = notices.filter(pk=only)
        if not notices.exists():
            raise NotFound
    return Notice.objects.filter(pk__in=notices.unread().values("pk")).update(read_at=clock.now())
