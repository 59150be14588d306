"""Watch a place no longer."""

from versioning.models import Actor, Document, Project, Scope, Watch
from versioning.policies import require_person, require_scope


def unwatch(*, actor: Actor, place: Document | Project) -> None:
    """End the person's own watch, if there is one. Raises NotAllowed."""
    require_person(actor=actor)
    require_scope(actor=actor, scope=Scope.MANAGE)
    Watch.objects.on(place).filter(user=actor.user).delete()
