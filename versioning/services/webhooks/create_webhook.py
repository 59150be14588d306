"""Create a webhook. Its secret is returned once and never stored."""

from dataclasses import dataclass

from django.db import transaction

from versioning.exceptions import TooManyWebhooks
from versioning.models import Actor, Project, Verb, Webhook
from versioning.models.event_feed import read_head
from versioning.policies import Action, authorize
from versioning.services.kernel.recording import record
from versioning.services.webhooks._fields import NewWebhook, check_category, check_fields, in_order
from versioning.services.webhooks._secrets import issue_secret

# The parts of a verb are private to its subject. Callers take what they need of them from here.
__all__ = ("CreatedWebhook", "NewWebhook", "create_webhook")

MOST_WEBHOOKS = 100


@dataclass(frozen=True)
class CreatedWebhook:
    """A webhook with its secret. Show `secret` once."""

    webhook: Webhook
    secret: str


def create_webhook(*, actor: Actor, project: Project, new: NewWebhook) -> CreatedWebhook:
    """Create an enabled webhook. It gets what happens from now on.

    Raises InvalidValue, NotAllowed, NotFound, TooManyWebhooks.
    """
    authorize(actor=actor, action=Action.MANAGE_WEBHOOKS, project_id=project.pk)
    check_fields(new)
    check_category(new.category, project=project)
    with transaction.atomic():
        # Under the lock, because two calls at once could each find room for one.
        Project.objects.select_for_update(no_key=True).get(pk=project.pk)
        if Webhook.objects.of_project(project).count() >= MOST_WEBHOOKS:
            raise TooManyWebhooks
        head = read_head()
        webhook = Webhook.objects.create(
            project=project,
            url=new.url,
            events=in_order(new.events),
            description=new.description,
            category=new.category,
            since_txid=head.txid,
            since_id=head.id,
            created_by=actor.user,
        )
        secret = issue_secret(webhook)
        record(
            actor=actor,
            verb=Verb.WEBHOOK_CREATED,
            project_id=project.pk,
            webhook=str(webhook.pk),
            host=webhook.host,
            events=webhook.events,
        )
    return CreatedWebhook(webhook=webhook, secret=secret)
