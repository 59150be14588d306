"""Ending one sign-in that a person gave to an application, at once."""

from uuid import UUID

from django.db import transaction
from oauth2_provider.models import RefreshToken

from versioning.exceptions import NotAllowed, NotFound
from versioning.models import Actor, Verb
from versioning.models.access.sign_in import sign_ins_of
from versioning.services.kernel.recording import record


def end_sign_in(*, actor: Actor, family: UUID) -> None:
    """One of one's own: neither its access token nor its refresh token opens anything any more.

    Raises NotFound (ended already, or somebody else's), NotAllowed (a token or an application never does this).
    """
    if actor.credential is not None:
        raise NotAllowed("Only a person who signed in ends sign-ins.")
    ended = next((sign_in for sign_in in sign_ins_of(actor.user) if sign_in.family == family), None)
    if ended is None:
        raise NotFound("This sign-in has ended already.")
    with transaction.atomic():
        RefreshToken.revoke_family(family)
        record(
            actor=actor,
            verb=Verb.SIGN_IN_ENDED,
            project_id=None,
            application=ended.application.pk,
            name=ended.application.name,
        )
