"""Record that an application gave up a sign-in."""

from versioning.models import Actor, Application, User, Verb
from versioning.services.kernel.recording import record


def record_withdrawal(*, user: User, application: Application) -> None:
    """Record that the application revoked its own tokens for the person (RFC 7009), as people end a sign-in.

    The person is the actor, because applications act for them.
    """
    record(
        actor=Actor(user=user),
        verb=Verb.SIGN_IN_ENDED,
        project_id=None,
        application=application.pk,
        name=application.name,
    )
