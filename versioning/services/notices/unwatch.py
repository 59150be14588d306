"""Watch a place no longer."""

from versioning.models import Actor, Document, Project, Watch


def unwatch(*, actor: Actor, place: Document | Project) -> None:
    """End the person's own watch, if there is one."""
    Watch.objects.on(place).filter(user=actor.user).delete()
