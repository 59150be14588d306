"""Give a webhook a new secret."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from versioning.exceptions import InvalidValue, NotFound
from versioning.models import Actor, Verb, Webhook, WebhookSecret
from versioning.models.sql.get_or_none import get_or_none
from versioning.policies import Action, authorize
from versioning.services.kernel.recording import record
from versioning.services.webhooks._secrets import issue_secret

KEEP_HOURS = 24
MOST_KEEP_HOURS = 168


def rotate_secret(*, actor: Actor, webhook: Webhook, keep_hours: int = KEEP_HOURS) -> str:
    """Return the new secret. The former one signs as well for `keep_hours`, so that the receiver can be changed.

    With 0, the former secret ends at once. Raises InvalidValue, NotAllowed, NotFound.
    """
    authorize(actor=actor, action=Action.MANAGE_WEBHOOKS, project_id=webhook.project_id)
    if not 0 <= keep_hours <= MOST_KEEP_HOURS:
        raise InvalidValue(f"keep_hours must be 0 to {MOST_KEEP_HOURS}.", field="keep_hours")
    with transaction.atomic():
        # Under the lock, because only one secret may be without an end.
        if get_or_none(Webhook.objects.select_for_update(no_key=True).filter(pk=webhook.pk)) is None:
            raise NotFound
        now = timezone.now()
        secrets, until = WebhookSecret.objects.filter(webhook=webhook), now + timedelta(hours=keep_hours)
        secrets.filter(expires_at=None).update(expires_at=until)
        # A leaked secret may be one that a former rotation keeps.
        secrets.filter(expires_at__gt=until).update(expires_at=until)
        secrets.filter(expires_at__lte=now).delete()
        secret = issue_secret(webhook)
        record(
            actor=actor,
            verb=Verb.WEBHOOK_SECRET_ROTATED,
            project_id=webhook.project_id,
            webhook=str(webhook.pk),
            host=webhook.host,
            keep_hours=keep_hours,
        )
    return secret
