"""Change the fields of a webhook."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from versioning.exceptions import NotFound
from versioning.models import Actor, Verb, Webhook
from versioning.models.sql.get_or_none import get_or_none
from versioning.policies import Action, authorize
from versioning.services.kernel.recording import record
from versioning.services.webhooks._fields import NewWebhook, check_category, check_fields, in_order

FIELDS = ("url", "events", "description", "category")


def update_webhook(*, actor: Actor, webhook: Webhook, changes: Mapping[str, Any]) -> Webhook:
    """Change the given FIELDS. Deliveries that wait go to the new URL.

    Nothing happens if the fields have these values already. Raises InvalidValue, NotAllowed, NotFound.
    """
    authorize(actor=actor, action=Action.MANAGE_WEBHOOKS, project_id=webhook.project_id)
    with transaction.atomic():
        row = get_or_none(Webhook.objects.select_for_update(no_key=True).filter(pk=webhook.pk))
        if row is None:
            raise NotFound
        wanted = {name: getattr(row, name) for name in FIELDS} | dict(changes)
        check_fields(NewWebhook(**wanted))
        if wanted["category"] != row.category:
            check_category(wanted["category"], project=webhook.project)
        wanted["events"] = in_order(wanted["events"])
        changed = [name for name in FIELDS if getattr(row, name) != wanted[name]]
        if changed:
            for name in changed:
                setattr(row, name, wanted[name])
            row.save(update_fields=changed)
            record(
                actor=actor,
                verb=Verb.WEBHOOK_UPDATED,
                project_id=row.project_id,
                webhook=str(row.pk),
                host=row.host,
                changes=dict.fromkeys(changed),
            )
    return row
