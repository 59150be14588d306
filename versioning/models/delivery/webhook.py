"""Webhooks: servers that a project tells what happens in it."""

from datetime import datetime
from typing import TYPE_CHECKING, Self
from urllib.parse import urlsplit

from django.db import models
from django.db.models import Q
from django.utils import timezone
from uuid6 import uuid7

from versioning.models.project import Project

if TYPE_CHECKING:
    from versioning.models.access.actor import Actor

EVERYTHING = "*"
URL_LENGTH = 2000
NONCE_BYTES = 32


class WebhookQuerySet(models.QuerySet["Webhook"]):
    def managed_by(self, actor: "Actor") -> Self:
        """Return the webhooks of the projects that the actor manages."""
        return self.filter(project__in=Project.objects.managed_by(actor))

    def of_project(self, project: Project) -> Self:
        return self.filter(project=project).order_by("pk")

    def enabled(self) -> Self:
        """Return the webhooks for which deliveries are queued, paused ones included."""
        return self.filter(is_enabled=True)

    def paused(self) -> Self:
        return self.filter(paused_at__isnull=False)

    def ready(self, now: datetime) -> Self:
        """Return the enabled webhooks that are not paused and do not wait after failures."""
        return self.enabled().filter(Q(resume_at=None) | Q(resume_at__lte=now), paused_at=None)


class Webhook(models.Model):
    """A URL that gets the events of a project.

    `events` are verbs, or EVERYTHING. `category` limits them to the documents below a category and to the category
    itself. The category may have been deleted since. The first event is the first one after the position
    (`since_txid`, `since_id`) of the change feed.

    `failures` counts the attempts that failed since the last one that did not, and `failing_since` is when the first of
    them began. Nothing is sent before `resume_at`. `disabled_because` is empty if a person disabled the webhook.

    A person paused the webhook at `paused_at`. Until it is resumed, deliveries are queued and nothing is sent.
    """

    class Status(models.TextChoices):
        ENABLED = "enabled"
        PAUSED = "paused"
        DISABLED = "disabled"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    project = models.ForeignKey("versioning.Project", models.CASCADE, related_name="webhooks")
    url = models.CharField(max_length=URL_LENGTH)
    description = models.CharField(max_length=255, default="", blank=True)
    events = models.JSONField(default=list)
    category = models.UUIDField(null=True)
    is_enabled = models.BooleanField(default=True)
    disabled_because = models.TextField(default="", blank=True)
    paused_at = models.DateTimeField(null=True)
    since_txid = models.BigIntegerField(default=0)
    since_id = models.BigIntegerField(default=0)
    failures = models.PositiveIntegerField(default=0)
    failing_since = models.DateTimeField(null=True)
    resume_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=timezone.now)
    created_by = models.ForeignKey("versioning.User", models.PROTECT, related_name="+")

    objects = WebhookQuerySet.as_manager()

    class Meta:
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(
                condition=Q(is_enabled=False) | Q(disabled_because=""), name="webhook_enabled_has_no_reason"
            ),
            models.CheckConstraint(condition=Q(is_enabled=True) | Q(paused_at=None), name="webhook_paused_is_enabled"),
            models.CheckConstraint(
                condition=Q(failures=0, failing_since__isnull=True, resume_at__isnull=True)
                | Q(failures__gt=0, failing_since__isnull=False),
                name="webhook_failures_have_a_start",
            ),
        )

    def __str__(self) -> str:
        return f"webhook to {self.host}"

    @property
    def host(self) -> str:
        """The part of the URL that may be shown to everybody. Paths and queries often contain a secret."""
        return urlsplit(self.url).hostname or ""

    @property
    def status(self) -> Status:
        if not self.is_enabled:
            return Webhook.Status.DISABLED
        return Webhook.Status.ENABLED if self.paused_at is None else Webhook.Status.PAUSED

    @property
    def wants_everything(self) -> bool:
        return EVERYTHING in self.events


class WebhookSecretQuerySet(models.QuerySet["WebhookSecret"]):
    def usable_at(self, moment: datetime) -> Self:
        """Return the secrets that sign at this moment, newest first."""
        return self.filter(Q(expires_at=None) | Q(expires_at__gt=moment)).order_by("-pk")


class WebhookSecret(models.Model):
    """A secret of a webhook, from which neither this row nor the whole database lets anybody sign.

    The secret is computed from `nonce` and the server's SECRET_KEY, which is not in the database. `digest` shows
    whether it is still the one that the receiver has. After a rotation, the former secret signs as well until
    `expires_at`.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    webhook = models.ForeignKey(Webhook, models.CASCADE, related_name="secrets")
    nonce = models.BinaryField(max_length=NONCE_BYTES, editable=False)
    digest = models.BinaryField(max_length=32, editable=False)
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(null=True)

    objects = WebhookSecretQuerySet.as_manager()

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(
                fields=("webhook",), condition=Q(expires_at__isnull=True), name="one_webhook_secret_without_end"
            ),
        )

    def __str__(self) -> str:
        return f"secret of {self.webhook_id}"
