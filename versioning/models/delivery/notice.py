"""Notices: what concerns a person, in their inbox and by e-mail."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

from versioning.models.access.user import User
from versioning.models.project import Project

if TYPE_CHECKING:
    from versioning.models.access.actor import Actor

KEY_LENGTH = 128


class NoticeKind(models.TextChoices):
    """Why a person gets a notice. The label completes "Tell me when …"."""

    MENTION = "mention", "somebody mentions you"
    OUTDATED = "outdated", "your draft becomes outdated"
    TAKEN_OVER = "taken_over", "somebody else saves your draft"
    WATCHED = "watched", "something you watch is published"
    TRANSFER = "transfer", "your import or export ends"
    FAILURE = "failure", "a schedule or webhook of yours fails"
    SIGN_IN = "sign_in", "you sign in from a new device"


class MailTiming(models.TextChoices):
    """When a notice is sent by e-mail."""

    AT_ONCE = "at_once", "At once"
    DAILY = "daily", "In a daily summary"
    NEVER = "never", "Never"


# Sign-ins are not among them: mail about the security of an account cannot be turned off.
MAIL_TIMINGS: dict[NoticeKind, MailTiming] = {
    NoticeKind.MENTION: MailTiming.AT_ONCE,
    NoticeKind.OUTDATED: MailTiming.DAILY,
    NoticeKind.TAKEN_OVER: MailTiming.AT_ONCE,
    NoticeKind.WATCHED: MailTiming.DAILY,
    NoticeKind.TRANSFER: MailTiming.AT_ONCE,
    NoticeKind.FAILURE: MailTiming.AT_ONCE,
}


class NoticeQuerySet(models.QuerySet["Notice"]):
    def of(self, user: User) -> Self:
        return self.filter(user=user)

    def visible_to(self, actor: "Actor") -> Self:
        """The actor's own notices, without those of projects that it has no access to any more."""
        notices = self.of(actor.user)
        if actor.sees_every_project:
            return notices
        reached = Q(project__in=Project.objects.visible_to(actor))
        # A token of one project does not read what concerns the account.
        return notices.filter(reached if actor.token_project_id is not None else reached | Q(project=None))

    def unread(self) -> Self:
        return self.filter(read_at=None)

    def unsent(self, delivery: MailTiming) -> Self:
        """Those that are still to be sent in this way, oldest first. What was read in the meantime is not sent."""
        return self.unread().filter(delivery=delivery, sent_at=None).order_by("pk")

    def with_related(self) -> Self:
        """Join everything that a notice's sentence names."""
        event = ("actor", "token", "application", "project", "document", "version")
        return self.select_related("user", "project", "document", *(f"event__{name}" for name in event))


class Notice(models.Model):
    """A notice to one person. Its sentence is that of its event or, without one, `data["text"]`.

    `key` names what it is about, so that the same is never told twice. `data["path"]` is the page that it leads to.
    `delivery` is what the person chose for its kind when it was written. `sent_at` is when its mail was handed over.
    """

    id = models.BigAutoField(primary_key=True)
    user = models.ForeignKey("versioning.User", models.CASCADE, related_name="notices", db_index=False)
    kind = models.CharField(max_length=24, choices=NoticeKind.choices)
    key = models.CharField(max_length=KEY_LENGTH)
    event = models.ForeignKey("versioning.Event", models.CASCADE, null=True, related_name="+", db_index=False)
    project = models.ForeignKey("versioning.Project", models.CASCADE, null=True, related_name="+")
    document = models.ForeignKey("versioning.Document", models.CASCADE, null=True, related_name="+")
    data = models.JSONField(default=dict)
    delivery = models.CharField(max_length=7, choices=MailTiming.choices)
    created_at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(fields=("user", "key"), name="one_notice_per_person_and_key"),
            models.CheckConstraint(condition=Q(kind__in=NoticeKind.values), name="notice_kind_is_known"),
            models.CheckConstraint(condition=Q(delivery__in=MailTiming.values), name="notice_delivery_is_known"),
        )
        indexes = (
            models.Index(fields=("user", "-id"), name="notice_user"),
            # For the mark in the header of every page.
            models.Index(fields=("user",), condition=Q(read_at=None), name="notice_unread"),
            models.Index(fields=("created_at",), name="notice_created"),
        )

    def __str__(self) -> str:
        return f"{self.kind} to {self.user}"


class DeliveryChoiceQuerySet(models.QuerySet["DeliveryChoice"]):
    def of(self, user: User) -> dict[NoticeKind, MailTiming]:
        """Return how the person wants to get each kind by e-mail."""
        chosen = {
            NoticeKind(kind): MailTiming(value)
            for kind, value in self.filter(user=user).values_list("kind", "delivery")
        }
        return MAIL_TIMINGS | chosen


class DeliveryChoice(models.Model):
    """How a person wants to get notices of one kind by e-mail. Without a row, MAIL_TIMINGS has the default."""

    user = models.ForeignKey("versioning.User", models.CASCADE, related_name="delivery_choices")
    kind = models.CharField(max_length=24, choices=NoticeKind.choices)
    delivery = models.CharField(max_length=7, choices=MailTiming.choices)

    objects = DeliveryChoiceQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("user", "kind"), name="one_delivery_per_person_and_kind"),
            models.CheckConstraint(condition=Q(kind__in=list(MAIL_TIMINGS)), name="delivery_choice_kind_is_known"),
            models.CheckConstraint(condition=Q(delivery__in=MailTiming.values), name="delivery_choice_is_known"),
        )

    def __str__(self) -> str:
        return f"{self.user}: {self.kind} {self.delivery}"
