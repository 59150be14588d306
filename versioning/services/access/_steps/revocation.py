"""Record that a token was revoked."""

from versioning.models import Actor, Event, Token, Verb
from versioning.services.kernel.recording import record


def record_revocation(token: Token, *, actor: Actor) -> Event:
    """Append the event. It names the token, so that people recognize it in the list."""
    return record(
        actor=actor,
        verb=Verb.TOKEN_REVOKED,
        project_id=token.project_id,
        revoked=str(token.pk),
        kind=token.kind,
        name=token.name,
        prefix=token.prefix,
    )
