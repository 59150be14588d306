"""Verbs of webhooks."""

from tests.cast import Cast
from tests.services.verbs.case import Act, Case
from versioning.models import Role, Webhook
from versioning.services.webhooks.create_webhook import NewWebhook, create_webhook
from versioning.services.webhooks.delete_webhook import delete_webhook
from versioning.services.webhooks.disable_webhook import disable_webhook
from versioning.services.webhooks.enable_webhook import enable_webhook
from versioning.services.webhooks.pause_webhook import pause_webhook
from versioning.services.webhooks.replay_deliveries import Replay, replay_deliveries
from versioning.services.webhooks.rotate_secret import rotate_secret
from versioning.services.webhooks.set_webhook_status import set_webhook_status
from versioning.services.webhooks.update_webhook import update_webhook


def _webhook(cast: Cast) -> Webhook:
    new = NewWebhook(url="https://receiver.example/")
    return create_webhook(actor=cast.manager, project=cast.project, new=new).webhook


def _create_webhook(cast: Cast) -> Act:
    return lambda actor: create_webhook(
        actor=actor, project=cast.project, new=NewWebhook(url="https://receiver.example/", events=["draft.saved"])
    )


def _update_webhook(cast: Cast) -> Act:
    webhook = _webhook(cast)
    return lambda actor: update_webhook(actor=actor, webhook=webhook, changes={"events": ["draft.saved"]})


def _rotate_secret(cast: Cast) -> Act:
    webhook = _webhook(cast)
    return lambda actor: rotate_secret(actor=actor, webhook=webhook)


def _disable_webhook(cast: Cast) -> Act:
    webhook = _webhook(cast)
    return lambda actor: disable_webhook(actor=actor, webhook=webhook)


def _pause_webhook(cast: Cast) -> Act:
    webhook = _webhook(cast)
    return lambda actor: pause_webhook(actor=actor, webhook=webhook)


def _enable_webhook(cast: Cast) -> Act:
    webhook = disable_webhook(actor=cast.manager, webhook=_webhook(cast))
    return lambda actor: enable_webhook(actor=actor, webhook=webhook)


def _set_status(cast: Cast) -> Act:
    webhook = _webhook(cast)
    return lambda actor: set_webhook_status(actor=actor, webhook=webhook, status=Webhook.Status.PAUSED)


def _replay(cast: Cast) -> Act:
    webhook = _webhook(cast)
    return lambda actor: replay_deliveries(actor=actor, webhook=webhook, replay=Replay(failed=True))


def _delete_webhook(cast: Cast) -> Act:
    webhook = _webhook(cast)
    return lambda actor: delete_webhook(actor=actor, webhook=webhook)


VERBS = {
    "create_webhook": Case(Role.MANAGER, _create_webhook),
    "update_webhook": Case(Role.MANAGER, _update_webhook),
    "rotate_secret": Case(Role.MANAGER, _rotate_secret),
    "disable_webhook": Case(Role.MANAGER, _disable_webhook),
    "pause_webhook": Case(Role.MANAGER, _pause_webhook),
    "enable_webhook": Case(Role.MANAGER, _enable_webhook),
    "set_webhook_status": Case(Role.MANAGER, _set_status),
    "replay_deliveries": Case(Role.MANAGER, _replay),
    "delete_webhook": Case(Role.MANAGER, _delete_webhook),
}
