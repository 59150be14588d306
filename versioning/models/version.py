"""Versions: numbered snapshots of a document, frozen once they are published."""

from collections.abc import Collection
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Self
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from uuid6 import uuid7

from versioning.models.authorship import AuthorQuerySet, Authorship
from versioning.models.differences import differing_fields
from versioning.models.front_matter import metadata_of
from versioning.models.history.blob import Blob
from versioning.models.history.blob_chains import parse_chain
from versioning.models.sql.prepared import Parameter
from versioning.models.sql.references import CURRENT, version_key
from versioning.models.version_lists import HISTORY_COLUMNS, VersionListQuerySet
from versioning.models.version_lookup import VersionLookupQuerySet
from versioning.models.version_numbers import VersionNumberQuerySet
from versioning.text.delta.chain import Chain
from versioning.text.front_matter.metadata import Metadata

if TYPE_CHECKING:
    from versioning.models.access.user import User
    from versioning.models.document import Document
    from versioning.models.draft import Draft

# The fields that a fork copies, each with the attribute to compare: within a document, equal texts are one blob.
_SNAPSHOT = {
    "title": "title",
    "description": "description",
    "content_type": "content_type",
    "body": "body_id",
    "fields": "fields",
}
SNAPSHOT_FIELDS = tuple(_SNAPSHOT)
_snapshot_of = attrgetter(*_SNAPSHOT.values())


def default_name(number: int) -> str:
    """Return the name of a version that nobody named."""
    return f"v{number}"


class VersionQuerySet(  # type: ignore[override]  # one manager of each
    AuthorQuerySet["Version"],
    VersionLookupQuerySet["Version"],
    VersionListQuerySet["Version"],
    VersionNumberQuerySet["Version"],
):
    def of(self, document_id: UUID | Parameter) -> Self:
        """Return the versions of a document that are not in the trash."""
        return self.filter(document=document_id, trashed_at=None)

    def in_state(self, state: str) -> Self:
        """Return the versions in a state: a status, or `discarded`. Here `archived` means once published."""
        if state == "discarded":
            return self.discarded()
        return self.filter(status=state).not_discarded()

    def named_like(self, name: str) -> Self:
        return self.filter(name__icontains=name)

    def with_reference(self, reference: str, *, current_id: UUID | None) -> Self:
        """Return the version with this UUID or number, or the `current` one. No rows for other references."""
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
        """Return the versions that were published but have no word counts, with what counting needs, by key."""
        rows = self.ever_published().filter(words=None).select_related("source").order_by("pk")
        return rows.only("body", "content_type", "source__body", "source__content_type")

    def discarded(self) -> Self:
        """Discarded drafts: archived without ever having been published. They can be reopened."""
        return self.filter(status=Version.Status.ARCHIVED, published_at=None)

    def discarded_in(self, documents: models.QuerySet["Document"]) -> Self:
        """Discarded drafts of these documents, with what a list shows. No text is read."""
        rows = self.discarded().filter(trashed_at=None, document__in=documents.values("pk"))
        return rows.select_related("document__project", "created_by", "modified_by")

    def by(self, user: "User") -> Self:
        """Return the versions that the user created or changed last."""
        return self.filter(Q(created_by=user) | Q(modified_by=user))

    def not_discarded(self) -> Self:
        return self.exclude(status=Version.Status.ARCHIVED, published_at=None)

    def in_history(self, document_id: UUID | Parameter) -> Self:
        """Return the versions of a document that v3 shows: neither trashed nor discarded."""
        return self.of(document_id).not_discarded()

    def history(self, document_id: UUID | Parameter) -> Self:
        """As `in_history`, with what a list shows. Annotated with `source_number`. The snapshot is not read."""
        return self.in_history(document_id).annotate(source_number=F("source__number")).only(*HISTORY_COLUMNS)

    def latest_number(self, document_id: UUID) -> int | None:
        return self.in_history(document_id).newest_first().values_list("number", flat=True).first()

    def out_of_history(self, document_id: UUID) -> Self:
        """Return the versions of a document that v3 does not show: discarded drafts and trashed versions."""
        discarded = Q(status=Version.Status.ARCHIVED, published_at=None)
        return self.filter(discarded | Q(trashed_at__isnull=False), document=document_id)


class Version(Authorship, models.Model):
    """A version. Its snapshot is title, description, content_type, body and fields.

    `source` is the version whose snapshot it was copied from. `merged` is its second parent after a sync.
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
    # No index of its own: the unique constraints begin with this column.
    document = models.ForeignKey("versioning.Document", models.CASCADE, related_name="versions", db_index=False)
    number = models.PositiveIntegerField()
    # `draft_` and the time of creation in epoch milliseconds. Orbiq's clients read it.
    key = models.CharField(max_length=40)
    name = models.CharField(max_length=255)
    status = models.CharField(max_length=9, choices=Status.choices, default=Status.DRAFT)
    source = models.ForeignKey("self", models.SET_NULL, null=True, related_name="forks")
    merged = models.ForeignKey("self", models.SET_NULL, null=True, related_name="+", db_index=False)
    title = models.CharField(max_length=255)
    description = models.TextField(default="", blank=True)
    content_type = models.CharField(max_length=8, choices=ContentType.choices, default=ContentType.MARKDOWN)
    # PROTECT: a text in use must not be deleted. Forks share the blob, so no bytes are copied.
    body = models.ForeignKey("versioning.Blob", models.PROTECT, related_name="versions")
    fields = models.JSONField(default=dict)
    # No indexes: users are looked up only within a document, and the indexes took as much space as all texts.
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
    # For lists, which read no text. Null until the version is published and its words are counted.
    words = models.PositiveIntegerField(null=True, editable=False)
    words_added = models.PositiveIntegerField(null=True, editable=False)
    words_removed = models.PositiveIntegerField(null=True, editable=False)

    # Set on the rows of lists, which come without their source's snapshot. None if the source is compared instead.
    differing: str | None = None

    objects = VersionQuerySet.as_manager()

    class Meta:
        ordering = ("document_id", "-number")
        constraints = (
            models.UniqueConstraint(fields=("document", "number"), name="one_version_per_document_and_number"),
            models.UniqueConstraint(fields=("document", "key"), name="one_version_per_document_and_key"),
            models.CheckConstraint(condition=Q(number__gte=1), name="version_numbers_start_at_1"),
            # The status alone would not tell a discarded draft from an archived version: `published_at` does.
            models.CheckConstraint(
                condition=Q(status="draft", published_at=None, archived_at=None)
                | Q(status="published", published_at__isnull=False, archived_at=None)
                | Q(status="archived", archived_at__isnull=False),
                name="version_status_fits_its_dates",
            ),
            models.CheckConstraint(condition=~Q(source=F("id")), name="version_is_not_its_own_source"),
        )
        indexes = (
            # For pages of v3's history by number: few versions are outside of the history.
            models.Index(
                fields=("document", "number"),
                condition=Q(trashed_at__isnull=False) | Q(status="archived", published_at=None),
                name="version_out_of_history",
            ),
            # Partial, because few versions have a second parent.
            models.Index(fields=("merged",), condition=Q(merged__isnull=False), name="version_merged"),
        )

    def __str__(self) -> str:
        return f"version {self.number}"

    @property
    def given_name(self) -> str:
        """The name that a user gave it, or empty if it has the default name."""
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
    def open_draft(self) -> "Draft | None":
        """The draft in which it is edited, or None if it is not open."""
        try:
            return self.draft
        except ObjectDoesNotExist:
            return None

    @property
    def branch(self) -> str | None:
        """The name of the branch of its open draft. None if it is not open or not on a branch."""
        draft = self.open_draft
        return draft.branch.name if draft is not None and draft.branch is not None else None

    @property
    def outdated(self) -> bool:
        """Whether it is an open draft, and another version became current after it was forked."""
        draft = self.open_draft
        return draft is not None and draft.base_id != self.document.current_id

    @property
    def text(self) -> str:
        """The body as text. Raises CorruptBlob if the stored bytes are damaged."""
        return self.body.read().decode()

    @property
    def metadata(self) -> Metadata | None:
        """What the front matter says, or None if there is none. Raises CorruptBlob."""
        return metadata_of(self, text=self.text)

    @property
    def body_chain(self) -> Chain:
        """The chain that the text is rebuilt from. It is empty if the body was purged after this row was read."""
        # By the key of the body, because a save gives the version another one.
        held: dict[int, Chain] = self.__dict__.get("_held", {})
        body = self._state.fields_cache.get("body")
        if body is None:
            return held.get(self.body_id) or Blob.objects.chain_of(self.body_id)
        chain: Chain = body.chain
        return chain

    def hold_texts(self) -> None:
        """Read the chains of this text and of its source's in one statement, and keep them as long as the objects.

        Nothing is read if the body came with this row: its chain mostly has the source's.
        """
        if "body" in self._state.fields_cache:
            return
        sides = [self, *filter(None, [self.source])]
        store = Blob.objects.delta_store({side.body_id for side in sides})
        for side in sides:
            if side.body_id in store:
                side.__dict__["_held"] = {side.body_id: store.chain(side.body_id)}

    def _take_chain(self, column: str) -> None:
        self.body.chain = parse_chain(column)

    chain_column = property(
        fset=_take_chain, doc="Set by `with_text`, which reads the chain of the body in the same statement."
    )

    @property
    def modified_fields(self) -> list[str]:
        """The names of the snapshot fields that differ from the source's. Empty if there is no source."""
        if self.source_id is None:
            return []
        if self.differing is not None:
            return differing_fields(self)
        pairs = zip(SNAPSHOT_FIELDS, _snapshot_of(self), _snapshot_of(self.source), strict=True)
        return [name for name, own, former in pairs if own != former]

    def snapshot(self) -> dict[str, Any]:
        """Return the values that a fork copies, by field name. The body is the key of a blob."""
        return {name: getattr(self, attribute) for name, attribute in _SNAPSHOT.items()}
