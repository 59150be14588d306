"""End a sign-in that a person gave to an application."""

from uuid import UUID

from django.db import transaction
from oauth2_provider.models import RefreshToken

from versioning.exceptions import NotAllowed, NotFound
from versioning.models import Actor, Verb
from versioning.models.access.sign_in import sign_ins_of
from versioning.services.kernel.recording import record


def end_sign_in(*, actor: Actor, family: UUID) -> None:
    """End one of the actor's own sign-ins. Its access token and refresh token stop working at once.

    Raises NotFound (it has ended, or is somebody else's), NotAllowed (tokens and applications never do this).
    """
    if actor.credential is not None:
        raise NotAllowed("Sign in to end a sign-in. A token cannot do this.")
    ended = next((sign_in for sign_in in sign_ins_of(actor.user) if sign_in.family == family), None)
    if ended is None:
        raise NotFound("This sign-in has already ended.")
    with transaction.atomic():
        # The family contains every token that was refreshed from the first one.
        RefreshToken.revoke_family(family)
        record(
            actor=actor,
            verb=Verb.SIGN_IN_ENDED,
            project_id=None,
            application=ended.application.pk,
            name=ended.application.name,
        )
