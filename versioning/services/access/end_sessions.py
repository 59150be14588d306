"""End sessions of browsers: one's own, or somebody else's as an administrator."""

from uuid import UUID

from django.db import transaction

from versioning.exceptions import NotAllowed, NotFound
from versioning.models import Actor, BrowserSession, User, Verb
from versioning.policies import authorize_organization
from versioning.services.kernel.recording import record


def end_sessions(*, actor: Actor, user: User, only: UUID | None = None, keep: UUID | None = None) -> int:
    """End the user's sessions: `only` this one, or all but the one to `keep`. Return how many ended.

    Their cookies open nothing from the next request on. Raises NotAllowed (tokens and applications never do this, and
    only administrators do it for others), NotFound (`only` has ended, or is somebody else's).
    """
    if actor.credential is not None:
        raise NotAllowed("Sign in to end sessions. A token cannot do this.")
    if user != actor.user:
        authorize_organization(actor=actor)
    sessions = BrowserSession.objects.of_user(user)
    if only is not None:
        sessions = sessions.filter(pk=only)
    if keep is not None:
        sessions = sessions.exclude(pk=keep)
    with transaction.atomic():
        count, _ = sessions.delete()
        if count:
            record(
                actor=actor,
                verb=Verb.SESSION_ENDED,
                project_id=None,
                username=user.username,
                account=str(user.pk),
                count=count,
            )
    if only is not None and not count:
        raise NotFound("This session has already ended.")
    return count
