"""Events: append-only rows that record who did what to what, and when."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, Self
from uuid import UUID

from django.db import models
from django.db.models import F
from django.db.models.functions import Coalesce
from django.utils import timezone

from versioning.models.document import Document
from versioning.models.event_lists import EventListQuerySet
from versioning.models.project import Project
from versioning.models.sql.list_index import ListIndex, ordered
from versioning.models.sql.references import IDENTIFIER

if TYPE_CHECKING:
    from versioning.models.draft import Draft


class Verb(models.TextChoices):
    """What happened, in the past tense. The word before the dot is the kind of object."""

    PROJECT_CREATED = "project.created"
    PROJECT_UPDATED = "project.updated"
    PROJECT_IMPORTED = "project.imported"
    LANGUAGE_ADDED = "language.added"
    LANGUAGE_REMOVED = "language.removed"
    WORKFLOW_STATUS_CREATED = "workflow_status.created"
    WORKFLOW_STATUS_UPDATED = "workflow_status.updated"
    WORKFLOW_STATUS_REMOVED = "workflow_status.removed"
    WORKSPACE_CREATED = "workspace.created"
    WORKSPACE_UPDATED = "workspace.updated"
    BRANCH_CREATED = "branch.created"
    BRANCH_RENAMED = "branch.renamed"
    BRANCH_CLOSED = "branch.closed"
    MEMBER_ADDED = "member.added"
    MEMBER_CHANGED = "member.changed"
    MEMBER_REMOVED = "member.removed"
    INVITATION_SENT = "invitation.sent"
    INVITATION_WITHDRAWN = "invitation.withdrawn"
    INVITATION_ACCEPTED = "invitation.accepted"
    TOKEN_CREATED = "token.created"  # noqa: S105  a verb, not a secret
    TOKEN_REVOKED = "token.revoked"  # noqa: S105
    APPLICATION_REGISTERED = "application.registered"
    APPLICATION_RETIRED = "application.retired"
    APPLICATION_ALLOWED = "application.allowed"
    WEBHOOK_CREATED = "webhook.created"
    WEBHOOK_UPDATED = "webhook.updated"
    WEBHOOK_DELETED = "webhook.deleted"
    WEBHOOK_ENABLED = "webhook.enabled"
    WEBHOOK_DISABLED = "webhook.disabled"
    WEBHOOK_PAUSED = "webhook.paused"
    WEBHOOK_RESUMED = "webhook.resumed"
    WEBHOOK_REPLAYED = "webhook.replayed"
    WEBHOOK_SECRET_ROTATED = "webhook.secret_rotated"  # noqa: S105
    SESSION_ENDED = "session.ended"
    SIGN_IN_ENDED = "sign_in.ended"
    SIGN_IN_SUCCEEDED = "sign_in.succeeded"
    SIGN_IN_FAILED = "sign_in.failed"
    USER_CREATED = "user.created"
    USER_CHANGED = "user.changed"
    USER_PASSWORD_RESET = "user.password_reset"  # noqa: S105
    USER_UPDATED = "user.updated"
    USER_PASSWORD_CHANGED = "user.password_changed"  # noqa: S105
    USER_EMAIL_CHANGED = "user.email_changed"
    DOCUMENT_CREATED = "document.created"
    DOCUMENT_UPDATED = "document.updated"
    DOCUMENT_PRESENTED = "document.presented"
    DOCUMENT_MOVED_ON = "document.moved_on"
    DOCUMENT_TRANSLATION_STATED = "document.translation_stated"
    DOCUMENT_TRASHED = "document.trashed"
    DOCUMENT_RESTORED = "document.restored"
    DOCUMENT_FILE_ATTACHED = "document.file_attached"
    DOCUMENT_FILE_DETACHED = "document.file_detached"
    DRAFT_FORKED = "draft.forked"
    DRAFT_SAVED = "draft.saved"
    DRAFT_SYNCED = "draft.synced"
    DRAFT_DISCARDED = "draft.discarded"
    DRAFT_REOPENED = "draft.reopened"
    VERSION_PUBLISHED = "version.published"
    VERSION_PROMOTED = "version.promoted"
    VERSION_UNPROMOTED = "version.unpromoted"
    VERSION_ARCHIVED = "version.archived"
    VERSION_RESTORED = "version.restored"
    VERSION_TRASHED = "version.trashed"
    VERSION_UNTRASHED = "version.untrashed"
    VERSION_SCHEDULED = "version.scheduled"
    VERSION_UNSCHEDULED = "version.unscheduled"
    VERSION_SCHEDULE_FAILED = "version.schedule_failed"
    FILE_UPLOADED = "file.uploaded"
    FILE_DESCRIBED = "file.described"
    FILE_TRASHED = "file.trashed"
    FILE_RESTORED = "file.restored"
    FILE_MOVED = "file.moved"
    FILE_TAGGED = "file.tagged"
    FOLDER_CREATED = "folder.created"
    FOLDER_UPDATED = "folder.updated"
    FOLDER_DELETED = "folder.deleted"


# The kinds that people filter by, each with the first words of its verbs.
KINDS = {
    "documents": ("document",),
    "drafts": ("draft",),
    "versions": ("version",),
    "files": ("file", "folder"),
    "people": ("member", "user", "invitation"),
    "access": ("token", "application", "webhook", "sign_in", "session"),
    "project": ("project", "language", "workspace", "branch", "workflow_status"),
}
# Each of these replaced a text. `former_body` in its data is the key of the former blob. `former` has the values of
# the fields KEPT_IN_EVENTS that it replaced, if any.
SAVES = (Verb.DRAFT_SAVED.value, Verb.DRAFT_SYNCED.value)
KEPT_IN_EVENTS = ("title", "description")
# Events among which a closed draft is looked for by its identifier.
RECENT_EVENTS = 10_000
POINTER_MOVES = (Verb.VERSION_PROMOTED.value, Verb.VERSION_UNPROMOTED.value)


def verbs_of(kind: str) -> list[Verb]:
    """Return the verbs of a kind. Return no verbs for an unknown kind."""
    return [verb for verb in Verb if verb.partition(".")[0] in KINDS.get(kind, ())]


if TYPE_CHECKING:
    _VerbText = models.CharField[str, str]
else:
    _VerbText = models.CharField


class VerbField(_VerbText):
    """A verb. For migrations it is plain text, because a new verb changes nothing in the database."""

    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
        """Return what a migration states of the field: everything except the choices."""
        name, _, positional, named = super().deconstruct()
        return name, "django.db.models.CharField", positional, {key: named[key] for key in named if key != "choices"}


class EventQuerySet(EventListQuerySet["Event"]):
    def with_related(self) -> Self:
        """Join everything that an event's sentence names. Deleted documents and versions come as None."""
        return self.select_related("actor", "token", "application", "project", "document", "version").only(
            *("at", "claimed_at", "verb", "data"),
            *("actor__username", "actor__first_name", "actor__last_name"),
            *("token__name", "application__name", "project__name", "project__slug"),
            *("document__identifier", "document__title", "document__trashed_at"),
            *("version__number", "version__trashed_at"),
        )

    def of_document(self, reference: str) -> Self:
        """Return the events of the document with this UUID or identifier. By UUID, deleted documents are found too."""
        try:
            return self.filter(document=UUID(reference))
        except ValueError:
            return self.filter(document__in=Document.objects.with_reference(reference).values("pk"))

    def saves_of(self, draft: "Draft") -> Self:
        """Return the saves of a draft, newest first."""
        return self.filter(document=draft.document_id, version=draft.version_id, verb__in=SAVES).newest_first()

    def newest_first(self) -> Self:
        """Return the events in the order of the lists. Narrow them before."""
        return ordered(self, ("-id",))

    def first_that_replaced(self, name: str) -> "Event | None":
        """Return the oldest of these saves that replaced a field of KEPT_IN_EVENTS, or None."""
        return self.filter(data__former__has_key=name).order_by("id").first()

    def before(self, key: int | None) -> Self:
        """Return the events before this key, or all events if `key` is None."""
        return self.all() if key is None else self.filter(pk__lt=key)

    def narrowed(
        self,
        *,
        project: Project | None,
        username: str,
        kind: str,
        since: datetime | None,
        document: str,
        before: int | None,
    ) -> Self:
        """Return the events that match all filters. An empty filter or None matches all. `kind` is one of KINDS."""
        events = self.of_document(document) if document else self
        narrow = {
            "project": project,
            "actor__username": username,
            "verb__in": verbs_of(kind),
            "at__gte": since,
            "pk__lt": before,
        }
        return events.filter(**{lookup: value for lookup, value in narrow.items() if value})

    def recently_closed(self, draft: str) -> UUID | None:
        """Return the key of the version whose draft had this identifier, if one of the newest events closed it."""
        newest = self.order_by("-pk").values_list("pk", flat=True).first() or 0
        named = models.Q(verb=Verb.VERSION_PUBLISHED, data__draft=draft)
        named |= models.Q(verb=Verb.DRAFT_DISCARDED, data__identifier=draft)
        closing = self.filter(named, pk__gt=newest - RECENT_EVENTS).order_by("-pk")
        return closing.values_list("version", flat=True).first()

    def titles_of(self, document_ids: Iterable[UUID]) -> dict[UUID, str]:
        """Return the last known titles of deleted documents, as far as events have them."""
        telling = (Verb.DOCUMENT_CREATED, Verb.DOCUMENT_TRASHED)
        rows = self.filter(document__in=document_ids, verb__in=telling).order_by("pk")
        return {pk: title for pk, title in rows.values_list("document_id", "data__title") if title}

    def pointer_moves_until(self, moment: datetime) -> Self:
        """Return the promotions and unpromotions up to and including a moment, newest first."""
        # An imported history counts from its own dates. No date is later than a following move's.
        moves = self.alias(since=Coalesce("claimed_at", "at"))
        return moves.filter(verb__in=POINTER_MOVES, since__lte=moment).order_by("-since", "-id")


class Event(models.Model):
    """An event. It is written in the same transaction as the change that it records.

    It outlives the objects that it refers to. So the database has no foreign keys for project, document and version.
    """

    # A number, not a UUID: it is the order in which events were written.
    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField(default=timezone.now)
    verb = VerbField(max_length=32, choices=Verb.choices)
    actor = models.ForeignKey("versioning.User", models.PROTECT, related_name="+", db_index=False)
    token = models.ForeignKey("versioning.Token", models.PROTECT, null=True, related_name="+", db_index=False)
    application = models.ForeignKey(
        "versioning.Application", models.PROTECT, null=True, related_name="+", db_index=False
    )
    project = models.ForeignKey(
        "versioning.Project", models.DO_NOTHING, null=True, db_constraint=False, related_name="events", db_index=False
    )
    document = models.ForeignKey(
        "versioning.Document", models.DO_NOTHING, null=True, db_constraint=False, related_name="events", db_index=False
    )
    version = models.ForeignKey(
        "versioning.Version", models.DO_NOTHING, null=True, db_constraint=False, related_name="events", db_index=False
    )
    data = models.JSONField(default=dict)
    # When an imported history says that this happened. `at` is when the import ran. Null for all else.
    claimed_at = models.DateTimeField(null=True)
    # The first half of the position in the change feed (see event_feed.py). The database sets it: on PostgreSQL to the
    # number of the transaction, on SQLite to 0, because there transactions write one after the other.
    txid = models.BigIntegerField(db_default=0, editable=False)

    objects = EventQuerySet.as_manager()

    class Meta:
        ordering = ("-id",)
        indexes = (
            # Ascending, although lists read them backwards: new entries at the end leave full pages behind them.
            ListIndex(fields=("document", "id"), name="event_by_document"),
            ListIndex(fields=("project", "id"), name="event_by_project"),
            # Partial, because most events have neither.
            models.Index(fields=("token",), condition=models.Q(token__isnull=False), name="event_token"),
            models.Index(
                fields=("application",), condition=models.Q(application__isnull=False), name="event_application"
            ),
            # For `as_of`: which version was current at a moment.
            models.Index(
                F("document"),
                Coalesce("claimed_at", "at").desc(),
                F("id").desc(),
                condition=models.Q(verb__in=POINTER_MOVES),
                name="event_pointer_moves",
            ),
        )

    def __str__(self) -> str:
        return f"{self.verb} by {self.actor_id} at {self.at:%Y-%m-%d %H:%M:%SZ}"

    @property
    def closed_draft(self) -> str | None:
        """The identifier of the draft that this event closed. Events of imported projects may have any data."""
        key = {Verb.VERSION_PUBLISHED.value: "draft", Verb.DRAFT_DISCARDED.value: "identifier"}.get(self.verb)
        identifier = self.data.get(key) if key else None
        return identifier if isinstance(identifier, str) and IDENTIFIER.fullmatch(identifier) else None
