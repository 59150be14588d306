"""A numbered snapshot of a document; frozen once published."""

from collections.abc import Collection
from typing import TYPE_CHECKING, Any, Self
from uuid import UUID

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from uuid6 import uuid7

from versioning.models.authorship import Authorship, ByAuthor
from versioning.models.differences import differing_fields
from versioning.models.finding import FoundVersions
from versioning.models.history.blob import Blob
from versioning.models.history.blob_chains import parse_chain
from versioning.models.sql.prepared import Given
from versioning.models.sql.references import CURRENT, version_key
from versioning.models.version_lists import OF_HISTORY, ListedVersions
from versioning.text.delta.chain import Chain

if TYPE_CHECKING:
    from versioning.models.access.user import User
    from versioning.models.document import Document

# What a fork copies, and which attribute tells two of it apart: one text is one blob within a document.
_SNAPSHOT = {
    "title": "title",
    "description": "description",
    "content_type": "content_type",
    "body": "body_id",
    "fields": "fields",
}
SNAPSHOT_FIELDS = tuple(_SNAPSHOT)


def default_name(number: int) -> str:
    """Of a version to which nobody gave one."""
    return f"v{number}"


class VersionQuerySet(ByAuthor["Version"], FoundVersions["Version"], ListedVersions["Version"]):  # type: ignore[override]  # one manager of each
    def of(self, document_id: UUID | Given) -> Self:
        """A document's versions that are not in the trash."""
        return self.filter(document=document_id, trashed_at=None)

    def for_stemma(self, *, before: int | None) -> Self:
        """The newest first, with what a node of the family tree shows; `before` a number, where one is given."""
        versions = self if before is None else self.filter(number__lt=before)
        return versions.select_related("created_by", "draft__branch").newest_first()

    def kinship(self, *, before: int | None) -> models.QuerySet["Version", Any]:
        """What alone the shape of the family tree takes, as tuples: the newest first, no other column read."""
        versions = self if before is None else self.filter(number__lt=before)
        columns = ("number", "source__number", "merged__number", "status", "published_at", "name")
        return versions.newest_first().values_list(*columns, named=True)

    def told(self) -> Self:
        """With `source_number`, `merged_number` and all that is told of a version beside its snapshot."""
        rows = self.select_related("created_by", "draft__branch")
        rows = rows.annotate(source_number=F("source__number"), merged_number=F("merged__number"))
        return rows.defer("title", "description", "fields", "content_type", "key").newest_first()

    def below(self, number: int) -> Self:
        """Of lower numbers, the highest first."""
        return self.filter(number__lt=number).newest_first()

    def above(self, number: int) -> Self:
        """Of higher numbers, the lowest first."""
        return self.filter(number__gt=number).order_by("number")

    def numbered(self, numbers: Collection[int]) -> Self:
        return self.filter(number__in=numbers)

    def newest_and(self, current: int | None, *, last: int, most: int) -> Self:
        """Those of the last so many numbers, and the one of this number."""
        return self.filter(Q(number__gt=last - most) | Q(number=current))

    def in_state(self, state: str) -> Self:
        """Of this status; archived ones are those that were published, the others are `discarded`."""
        if state == "discarded":
            return self.discarded()
        return self.filter(status=state).not_discarded()

    def named_like(self, name: str) -> Self:
        return self.filter(name__icontains=name)

    def with_reference(self, reference: str, *, current_id: UUID | None) -> Self:
        """The version of this uuid or number, or the `current` one; none where it is none of these."""
        key = version_key(reference)
        if key is None:
            return self.none()
        return self.filter(pk=current_id) if key.name == CURRENT else self.filter(**{key.name: key.value})

    def of_statuses(self, statuses: Collection[str]) -> Self:
        return self.filter(status__in=statuses)

    def published(self) -> Self:
        return self.filter(status=Version.Status.PUBLISHED)

    def ever_published(self) -> Self:
        return self.filter(published_at__isnull=False)

    def uncounted(self) -> Self:
        """Published, but without counts of words; with what counting them takes, in the order of their keys."""
        rows = self.ever_published().filter(words=None).select_related("source").order_by("pk")
        return rows.only("body", "content_type", "source__body", "source__content_type")

    def discarded(self) -> Self:
        """Archived without ever having been published: drafts that somebody gave up and may reopen."""
        return self.filter(status=Version.Status.ARCHIVED, published_at=None)

    def discarded_in(self, documents: models.QuerySet["Document"]) -> Self:
        """Discarded drafts of these documents, with what a list of them shows; no text."""
        rows = self.discarded().filter(trashed_at=None, document__in=documents.values("pk"))
        return rows.select_related("document__project", "created_by", "modified_by")

    def by(self, user: "User") -> Self:
        """Those that the person began or changed last."""
        return self.filter(Q(created_by=user) | Q(modified_by=user))

    def not_discarded(self) -> Self:
        return self.exclude(status=Version.Status.ARCHIVED, published_at=None)

    def in_history(self, document_id: UUID | Given) -> Self:
        """A document's versions that v3 knows: neither in the trash nor given up as drafts."""
        return self.of(document_id).not_discarded()

    def history(self, document_id: UUID | Given) -> Self:
        """What a list of them shows, with `source_number`; no snapshot."""
        return self.in_history(document_id).annotate(source_number=F("source__number")).only(*OF_HISTORY)

    def latest_number(self, document_id: UUID) -> int | None:
        return self.in_history(document_id).newest_first().values_list("number", flat=True).first()

    def out_of_history(self, document_id: UUID) -> Self:
        """A document's versions that v3 does not list: discarded drafts, and those in the trash."""
        discarded = Q(status=Version.Status.ARCHIVED, published_at=None)
        return self.filter(discarded | Q(trashed_at__isnull=False), document=document_id)

    def number_before(self, number: int) -> int | None:
        """The next lower number among them; None where there is none."""
        return self.filter(number__lt=number).order_by("-number").values_list("number", flat=True).first()

    def number_after(self, number: int) -> int | None:
        return self.filter(number__gt=number).order_by("number").values_list("number", flat=True).first()

    def newest_first(self) -> Self:
        # By the per-document number, never by id: PostgreSQL would walk the whole primary key.
        return self.order_by("-number")


class Version(Authorship, models.Model):
    """The snapshot is title, description, content_type, body and fields.

    `source` is the version whose snapshot this one was copied from, `merged` its second parent after a sync.
    """

    class Status(models.TextChoices):
        DRAFT = "draft"
        PUBLISHED = "published"
        ARCHIVED = "archived"

    class ContentType(models.TextChoices):
        MARKDOWN = "markdown"
        WYSIWYG = "wysiwyg"
        BLOCK = "block"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    # No index of its own: the unique constraints begin with it.
    document = models.ForeignKey("versioning.Document", models.CASCADE, related_name="versions", db_index=False)
    number = models.PositiveIntegerField()
    key = models.CharField(max_length=40)
    name = models.CharField(max_length=255)
    status = models.CharField(max_length=9, choices=Status.choices, default=Status.DRAFT)
    source = models.ForeignKey("self", models.SET_NULL, null=True, related_name="forks")
    merged = models.ForeignKey("self", models.SET_NULL, null=True, related_name="+", db_index=False)
    title = models.CharField(max_length=255)
    description = models.TextField(default="", blank=True)
    content_type = models.CharField(max_length=8, choices=ContentType.choices, default=ContentType.MARKDOWN)
    body = models.ForeignKey("versioning.Blob", models.PROTECT, related_name="versions")
    fields = models.JSONField(default=dict)
    # Nobody asks for a person's versions but within a document, and the indexes took as much as all texts.
    created_at = models.DateTimeField(default=timezone.now)
    created_by = models.ForeignKey("versioning.User", models.PROTECT, related_name="+", db_index=False)
    modified_at = models.DateTimeField(default=timezone.now)
    modified_by = models.ForeignKey("versioning.User", models.PROTECT, related_name="+", db_index=False)
    published_at = models.DateTimeField(null=True)
    published_by = models.ForeignKey("versioning.User", models.PROTECT, null=True, related_name="+", db_index=False)
    archived_at = models.DateTimeField(null=True)
    trashed_at = models.DateTimeField(null=True)
    # Whom an imported history names. A claim, so never a reference to an account. Empty unless imported.
    author_name = models.CharField(max_length=255, default="", db_default="", blank=True)
    author_email = models.CharField(max_length=254, default="", db_default="", blank=True)
    authored_at = models.DateTimeField(null=True, blank=True)
    # For lists, which read no text. Null until it is counted, and it never is for what was never published.
    words = models.PositiveIntegerField(null=True, editable=False)
    words_added = models.PositiveIntegerField(null=True, editable=False)
    words_removed = models.PositiveIntegerField(null=True, editable=False)

    objects = VersionQuerySet.as_manager()

    class Meta:
        ordering = ("document_id", "-number")
        constraints = (
            models.UniqueConstraint(fields=("document", "number"), name="one_version_per_document_and_number"),
            models.UniqueConstraint(fields=("document", "key"), name="one_version_per_document_and_key"),
            models.CheckConstraint(condition=Q(number__gte=1), name="version_numbers_start_at_1"),
            models.CheckConstraint(
                condition=Q(status="draft", published_at=None, archived_at=None)
                | Q(status="published", published_at__isnull=False, archived_at=None)
                | Q(status="archived", archived_at__isnull=False),
                name="version_status_fits_its_dates",
            ),
            models.CheckConstraint(condition=~Q(source=F("id")), name="version_is_not_its_own_source"),
        )
        indexes = (
            models.Index(
                fields=("document", "number"),
                condition=Q(trashed_at__isnull=False) | Q(status="archived", published_at=None),
                name="version_out_of_history",
            ),
            # Few versions have a second parent.
            models.Index(fields=("merged",), condition=Q(merged__isnull=False), name="version_merged"),
        )

    def __str__(self) -> str:
        return f"version {self.number}"

    @property
    def given_name(self) -> str:
        """The name that a person gave it; empty where it has only its number for a name."""
        return "" if self.name == default_name(self.number) else self.name

    @property
    def is_current(self) -> bool:
        return self.document.current_id == self.pk

    @property
    def was_published(self) -> bool:
        return self.published_at is not None

    @property
    def is_discarded(self) -> bool:
        return self.status == self.Status.ARCHIVED and not self.was_published

    @property
    def branch(self) -> str | None:
        """The name of the branch on which it is an open draft; None where it is none or stands free."""
        draft = getattr(self, "draft", None)
        return draft.branch.name if draft is not None and draft.branch is not None else None

    @property
    def outdated(self) -> bool:
        """It is an open draft, and another version became current since it was forked."""
        draft = getattr(self, "draft", None)
        return draft is not None and draft.base_id != self.document.current_id

    @property
    def text(self) -> str:
        """The body as text. Raises CorruptBlob where the stored bytes are damaged."""
        return self.body.read().decode()

    @property
    def body_chain(self) -> Chain:
        """What the text is rebuilt from; without a link where the body was purged since this row was read."""
        held: dict[int, Chain] = self.__dict__.get("_held", {})
        body = self._state.fields_cache.get("body")
        if body is None:
            return held.get(self.body_id) or Blob.objects.chain_of(self.body_id)
        chain: Chain = body.chain
        return chain

    def hold_text(self) -> None:
        """Read what the text is rebuilt from for all who ask for it as long as this object lives."""
        self.__dict__["_held"] = {self.body_id: self.body_chain}

    def _take_chain(self, column: str) -> None:
        self.body.chain = parse_chain(column)

    chain_column = property(fset=_take_chain, doc="For `with_text`, which reads the body's chain along.")

    @property
    def modified_fields(self) -> list[str]:
        """The snapshot fields that differ from the source's, in a fixed order; empty where there is no source."""
        if self.source_id is None:
            return []
        if hasattr(self, "differing"):
            return differing_fields(self)
        return [name for name, kept in _SNAPSHOT.items() if getattr(self, kept) != getattr(self.source, kept)]

    def snapshot(self) -> dict[str, Any]:
        """Everything that a fork copies, as model values; the body as a pointer."""
        return {name: getattr(self, kept) for name, kept in _SNAPSHOT.items()}
