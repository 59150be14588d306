"""Record that a person allowed an application to act for them, or that the application gave that up."""

from typing import Any

from django.db import transaction

from versioning.models import Actor, Application, User, Verb
from versioning.services.kernel.delivery.security_mail import AccountNews, tell_owner
from versioning.services.kernel.recording import record

ALLOWED, ENDED = Verb.APPLICATION_ALLOWED, Verb.SIGN_IN_ENDED


def record_authorization(*, user: User, application: Application, verb: Verb, **data: Any) -> None:
    """Record what the OAuth library did: ALLOWED for consent, ENDED if the application revoked its tokens (RFC 7009).

    The person is the actor, because applications act for them. They get a letter about their consent.
    """
    with transaction.atomic():
        record(
            actor=Actor(user=user),
            verb=verb,
            project_id=None,
            application=application.pk,
            name=application.name,
            **data,
        )
        if verb == ALLOWED:
            tell_owner(user, AccountNews.APPLICATION_ALLOWED, name=application.name)
