"""Notices: what concerns a person, in their inbox and by e-mail."""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Self
from uuid import UUID

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
    SCHEDULE_FAILED = "schedule_failed", "a schedule of yours fails"
    WEBHOOK_DISABLED = "webhook_disabled", "a webhook of a project that you manage stops"
    DELIVERY_FAILED = "delivery_failed", "a webhook of a project that you manage gives up a delivery"
    TRANSFER_ENDED = "transfer_ended", "an import or export of yours ends"
    BREACH = "breach", "maintenance finds damaged data"
    NEW_DEVICE = "new_device", "somebody signs in to your account from a new browser"


# Kinds whose event has a document, and kinds whose event may have none.
OF_DOCUMENTS = (NoticeKind.MENTION, NoticeKind.OUTDATED, NoticeKind.TAKEN_OVER, NoticeKind.WATCHED)
OF_PROJECTS = (NoticeKind.SCHEDULE_FAILED, NoticeKind.WEBHOOK_DISABLED)
# Kinds of a project without an event.
OF_WORK = (NoticeKind.DELIVERY_FAILED, NoticeKind.TRANSFER_ENDED)
# Kinds for those who manage the project.
OF_WEBHOOKS = (NoticeKind.WEBHOOK_DISABLED, NoticeKind.DELIVERY_FAILED)
# Kinds that belong to no project.
OF_THE_SERVER = (NoticeKind.BREACH, NoticeKind.NEW_DEVICE)


class MailTiming(models.TextChoices):
    """When a notice is sent by e-mail."""

    AT_ONCE = "at_once", "At once"
    DAILY = "daily", "In a daily summary"
    NEVER = "never", "Never"


TIMINGS: dict[NoticeKind, MailTiming] = {
    NoticeKind.MENTION: MailTiming.AT_ONCE,
    NoticeKind.OUTDATED: MailTiming.DAILY,
    NoticeKind.TAKEN_OVER: MailTiming.AT_ONCE,
    NoticeKind.WATCHED: MailTiming.DAILY,
    NoticeKind.SCHEDULE_FAILED: MailTiming.AT_ONCE,
    NoticeKind.WEBHOOK_DISABLED: MailTiming.AT_ONCE,
    NoticeKind.DELIVERY_FAILED: MailTiming.AT_ONCE,
    NoticeKind.TRANSFER_ENDED: MailTiming.AT_ONCE,
    NoticeKind.BREACH: MailTiming.AT_ONCE,
    # The letter about it is one about the account's security, which nobody can turn off.
    NoticeKind.NEW_DEVICE: MailTiming.NEVER,
}


class NoticeQuerySet(models.QuerySet["Notice"]):
    def of(self, user: User) -> Self:
        return self.filter(user=user)

    def visible_to(self, actor: "Actor") -> Self:
        """Return the actor's own notices of what it may still read. Documents in the trash are not shown."""
        notices = self.of(actor.user).filter(Q(document=None) | Q(document__trashed_at=None))
        if not actor.sees_every_project:
            readable = Q(project__in=Project.objects.visible_to(actor))
            notices = notices.filter(readable | Q(kind=NoticeKind.NEW_DEVICE))
        if not actor.manages_every_project:
            managed = Project.objects.managed_by(actor)
            notices = notices.exclude(~Q(project__in=managed), kind__in=OF_WEBHOOKS)
        return notices

    def unread(self) -> Self:
        return self.filter(read_at=None)

    def unsent(self, timing: MailTiming) -> Self:
        """Return the unread ones that are still to be sent in this way, oldest first."""
        return self.unread().filter(mail=timing, sent_at=None).order_by("pk")

    def with_related(self) -> Self:
        """Join everything that a notice's sentence names."""
        event = ("actor", "token", "application", "project", "document", "version")
        return self.select_related("user", "project", "document", *(f"event__{name}" for name in event))


class Notice(models.Model):
    """A notice to one person about an event, whose sentence it shows, or about what `data` says.

    `data` is of transfers: id, what, file, state, fault. Of deliveries: host. Of breaches: count. Of new devices:
    address. `key` names what it is about, so that the same is never told twice. `mail` is what the person chose for its
    kind when it was written. `sent_at` is when its letter was handed over.
    """

    id = models.BigAutoField(primary_key=True)
    user = models.ForeignKey("versioning.User", models.CASCADE, related_name="notices", db_index=False)
    kind = models.CharField(max_length=24, choices=NoticeKind.choices)
    key = models.CharField(max_length=KEY_LENGTH)
    event = models.ForeignKey("versioning.Event", models.CASCADE, related_name="+", db_index=False, null=True)
    project = models.ForeignKey("versioning.Project", models.CASCADE, related_name="+", null=True)
    document = models.ForeignKey("versioning.Document", models.CASCADE, related_name="+", null=True)
    data = models.JSONField(default=dict)
    mail = models.CharField(max_length=7, choices=MailTiming.choices)
    created_at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(fields=("user", "key"), name="one_notice_per_person_and_key"),
            models.CheckConstraint(condition=Q(kind__in=NoticeKind.values), name="notice_kind_is_known"),
            models.CheckConstraint(condition=Q(mail__in=MailTiming.values), name="notice_mail_is_known"),
            models.CheckConstraint(
                condition=Q(kind__in=OF_DOCUMENTS, event__isnull=False, project__isnull=False, document__isnull=False)
                | Q(kind__in=OF_PROJECTS, event__isnull=False, project__isnull=False)
                | Q(kind__in=OF_WORK, event=None, project__isnull=False, document=None)
                | Q(kind__in=OF_THE_SERVER, event=None, project=None, document=None),
                name="notice_is_about_something",
            ),
        )
        indexes = (
            models.Index(fields=("user", "-id"), name="notice_user"),
            models.Index(fields=("user",), condition=Q(read_at=None), name="notice_unread"),
            models.Index(fields=("mail", "id"), condition=Q(read_at=None, sent_at=None), name="notice_unsent"),
        )

    def __str__(self) -> str:
        return f"{self.kind} to {self.user}"

    @property
    def at(self) -> datetime:
        """When it happened. The follower of changes writes some time later."""
        return self.created_at if self.event is None else self.event.at


class MailChoiceQuerySet(models.QuerySet["MailChoice"]):
    def of(self, user: User) -> dict[NoticeKind, MailTiming]:
        """Return how the person wants to get each kind by e-mail."""
        rows = self.filter(user=user).values_list("kind", "timing")
        return TIMINGS | {NoticeKind(kind): MailTiming(timing) for kind, timing in rows}

    def timings(
        self, users: Iterable[UUID], *, kinds: Iterable[NoticeKind]
    ) -> dict[tuple[UUID, NoticeKind], MailTiming]:
        """Return how each of these people wants to get each of these kinds by e-mail."""
        users, kinds = list(users), list(kinds)
        rows = self.filter(user__in=users, kind__in=kinds).values_list("user", "kind", "timing")
        chosen = {(user, NoticeKind(kind)): MailTiming(timing) for user, kind, timing in rows}
        return {(user, kind): TIMINGS[kind] for user in users for kind in kinds} | chosen


class MailChoice(models.Model):
    """How a person wants to get notices of one kind by e-mail. Without a row, TIMINGS has the default."""

    user = models.ForeignKey("versioning.User", models.CASCADE, related_name="mail_choices", db_index=False)
    kind = models.CharField(max_length=24, choices=NoticeKind.choices)
    timing = models.CharField(max_length=7, choices=MailTiming.choices)

    objects = MailChoiceQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("user", "kind"), name="one_mail_choice_per_person_and_kind"),
            models.CheckConstraint(condition=Q(kind__in=NoticeKind.values), name="mail_choice_kind_is_known"),
            models.CheckConstraint(condition=Q(timing__in=MailTiming.values), name="mail_choice_is_known"),
        )

    def __str__(self) -> str:
        return f"{self.user}: {self.kind} {self.timing}"
