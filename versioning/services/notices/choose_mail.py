"""Choose how to get notices by e-mail."""

from collections.abc import Mapping

from django.db import transaction

from versioning.exceptions import NotAllowed
from versioning.models import Actor, MailChoice, MailTiming, NoticeKind


def choose_mail(*, actor: Actor, timings: Mapping[NoticeKind, MailTiming]) -> None:
    """Store the person's own choice for each of these kinds. Raises NotAllowed (tokens never do this)."""
    if actor.credential is not None:
        raise NotAllowed("Sign in to choose how you get notices. A token cannot do this.")
    with transaction.atomic():
        for kind, timing in timings.items():
            MailChoice.objects.update_or_create(user=actor.user, kind=kind, defaults={"timing": timing})
