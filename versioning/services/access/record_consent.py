"""Record that a person allowed an application to act for them."""

from collections.abc import Collection

from versioning.models import Actor, Application, User, Verb
from versioning.services.kernel.recording import record


def record_consent(*, user: User, application: Application, scopes: Collection[str]) -> None:
    """Record the consent, which the OAuth library gives effect to. The person is the actor."""
    record(
        actor=Actor(user=user),
        verb=Verb.APPLICATION_ALLOWED,
        project_id=None,
        application=application.pk,
        name=application.name,
        scopes=sorted(scopes),
    )
