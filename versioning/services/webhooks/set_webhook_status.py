"""Set a webhook's status by the verb that leads there."""

from collections.abc import Callable

from versioning.exceptions import InvalidValue
from versioning.models import Actor, Webhook
from versioning.services.webhooks.disable_webhook import disable_webhook
from versioning.services.webhooks.enable_webhook import enable_webhook
from versioning.services.webhooks.pause_webhook import pause_webhook

VERBS: dict[str, Callable[..., Webhook]] = {
    Webhook.Status.ENABLED: enable_webhook,
    Webhook.Status.PAUSED: pause_webhook,
    Webhook.Status.DISABLED: disable_webhook,
}


def set_webhook_status(*, actor: Actor, webhook: Webhook, status: str) -> Webhook:
    """Enable, resume, pause or disable. Does nothing if the webhook has the status already.

    Raises NotAllowed, NotFound, WebhookDisabled (a disabled webhook cannot be paused), InvalidValue (status).
    """
    if status not in VERBS:
        raise InvalidValue("status must be enabled, paused or disabled.", field="status")
    return VERBS[status](actor=actor, webhook=webhook)
