"""Deliveries: one event for one webhook each, with every attempt to send it."""

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from uuid6 import uuid7

from versioning.models.delivery.webhook import Webhook
from versioning.models.sql.list_index import ListIndex

TEST = "webhook.test"
# The type of a delivery is a verb, or TEST.
TYPE_LENGTH = 32


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def pending(self) -> Self:
        return self.filter(state=Delivery.State.PENDING)

    def sendable(self, now: datetime) -> Self:
        """Pending deliveries whose time has come and that wait for no earlier one of their document, in order.

        They are in the order of the change feed. Of each document, the first pending one blocks the others.
        """
        earlier = Delivery.objects.pending().filter(
            Q(txid__lt=OuterRef("txid")) | Q(txid=OuterRef("txid"), event_id__lt=OuterRef("event_id")),
            webhook=OuterRef("webhook"),
            document=OuterRef("document"),
        )
        # `event` alone would sort by the order of the events' model.
        return self.pending().filter(~Exists(earlier), due_at__lte=now).order_by("txid", "event_id", "pk")

    def seconds_waiting(self) -> dict[str, float]:
        """Return for how long the oldest pending delivery has been waiting, by the label of the gauge.

        Those of paused webhooks wait because a person wants it, so they do not count.
        """
        waiting = self.pending().exclude(webhook__in=Webhook.objects.paused())
        oldest = waiting.order_by("created_at").values_list("created_at", flat=True).first()
        return {"oldest": 0.0 if oldest is None else (timezone.now() - oldest).total_seconds()}

    def of_webhook(self, webhook: Webhook) -> Self:
        """Return the deliveries of a webhook with their attempts, newest first."""
        return self.filter(webhook=webhook).prefetch_related("attempts").order_by("-pk")


class Delivery(models.Model):
    """One event for one webhook. Its id is the id that the receiver gets with each attempt, replays included.

    `txid` and `event` are the position of the event in the change feed. A test has no event. `tries` and
    `first_tried_at` count from the last replay.
    """

    class State(models.TextChoices):
        PENDING = "pending"
        DELIVERED = "delivered"
        FAILED = "failed"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    webhook = models.ForeignKey(Webhook, models.CASCADE, related_name="deliveries", db_index=False)
    event = models.ForeignKey("versioning.Event", models.PROTECT, null=True, related_name="+", db_index=False)
    txid = models.BigIntegerField(default=0)
    type = models.CharField(max_length=TYPE_LENGTH)
    document = models.UUIDField(null=True)
    state = models.CharField(max_length=9, choices=State.choices, default=State.PENDING)
    due_at = models.DateTimeField(default=timezone.now)
    tries = models.PositiveIntegerField(default=0)
    first_tried_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        ordering = ("-id",)
        indexes = (
            ListIndex(fields=("webhook", "-id"), name="delivery_webhook_id"),
            models.Index(
                fields=("webhook", "txid", "event", "id"), condition=Q(state="pending"), name="delivery_pending"
            ),
            models.Index(
                fields=("webhook", "document", "txid", "event"),
                condition=Q(state="pending"),
                name="delivery_document_pending",
            ),
            models.Index(fields=("created_at",), condition=Q(state="pending"), name="delivery_oldest_pending"),
            models.Index(fields=("finished_at",), condition=Q(finished_at__isnull=False), name="delivery_finished_at"),
        )
        constraints = (
            models.UniqueConstraint(fields=("webhook", "event"), name="one_delivery_of_an_event"),
            models.CheckConstraint(
                condition=Q(state="pending", finished_at__isnull=True)
                | Q(state__in=("delivered", "failed"), finished_at__isnull=False),
                name="delivery_finished_has_end",
            ),
        )

    def __str__(self) -> str:
        return f"{self.type} {self.pk}"


class DeliveryAttempt(models.Model):
    """A request that was sent, or refused before it was sent.

    `status` is that of the answer, `answer` its first characters. `problem` says why no answer came.
    """

    id = models.BigAutoField(primary_key=True)
    delivery = models.ForeignKey(Delivery, models.CASCADE, related_name="attempts")
    at = models.DateTimeField(default=timezone.now)
    milliseconds = models.PositiveIntegerField()
    status = models.PositiveSmallIntegerField(null=True)
    answer = models.TextField(default="", blank=True)
    problem = models.TextField(default="", blank=True)

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.delivery_id} at {self.at:%Y-%m-%d %H:%M:%SZ}: {self.status or self.problem}"
