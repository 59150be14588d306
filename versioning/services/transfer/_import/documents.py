"""The documents that one batch of commits changes: read under their locks, changed in memory, written once."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import PurePosixPath
from typing import TypeVar
from uuid import UUID

from django.db.models import Max
from django.db.models.functions import Coalesce

from versioning import clock
from versioning.models import Document, Event, Presentation, Project, SearchEntry, User, Version, Workspace
from versioning.models.document import new_identifier
from versioning.models.event import POINTER_MOVES
from versioning.models.sql.rows import insert_rows, update_row
from versioning.services.documents.new_document import NOTHING, Stated
from versioning.services.kernel.keep_language import keep_language
from versioning.services.kernel.names import slug_of

CHANGED_FIELDS = ("current", "title", "last_number", "revision", "updated_at", "updated_by", "trashed_at")
Item = TypeVar("Item")
# Some queries name two values for each item, and SQLite before 3.32 takes 999 values.
_CHUNK = 400
_NAME_LENGTH = 255


def chunks(items: Iterable[Item]) -> Iterator[list[Item]]:
    """Yield as many items at a time as one query may name in both databases."""
    listed = list(items)
    for start in range(0, len(listed), _CHUNK):
        yield listed[start : start + _CHUNK]


@dataclass
class BatchDocuments:
    """The documents of one batch, read by `lock` or made by `create`.

    `now` is when the batch holds its locks, `last_at` when the last event of each document happened. `moved_at` is when
    each document's current version last changed, as `as_of` counts. `buried` holds documents whose category is in the
    trash. `plain_texts` maps each document to the plain text of its last version: it was rendered before any lock was
    taken.
    """

    project: Project
    workspace: Workspace
    importer: User
    plain_texts: Mapping[UUID, str]
    known: dict[UUID, Document] = field(default_factory=dict)
    now: datetime = field(default_factory=clock.now)
    last_at: dict[UUID, datetime] = field(default_factory=dict)
    moved_at: dict[UUID, datetime] = field(default_factory=dict)
    buried: set[UUID] = field(default_factory=set)
    promoted: set[UUID] = field(default_factory=set)
    created: list[Document] = field(default_factory=list)
    presentations: list[Presentation] = field(default_factory=list)
    changed: dict[UUID, Document] = field(default_factory=dict)

    def lock(self, keys: Iterable[UUID]) -> set[UUID]:
        """Lock and read these in the order of their keys. Return the keys that no longer exist."""
        wanted = sorted(set(keys))
        for part in chunks(wanted):
            rows = Document.objects.filter(pk__in=part).order_by("pk").select_for_update(no_key=True)
            self.known.update({document.pk: document for document in rows})
            events = Event.objects.filter(document__in=part).order_by().values_list("document")
            self.last_at.update(events.annotate(Max("at")))
            moves = events.filter(verb__in=POINTER_MOVES)
            self.moved_at.update(moves.annotate(since=Max(Coalesce("claimed_at", "at"))))
            buried = Document.objects.filter(pk__in=part, parent__trashed_at__isnull=False)
            self.buried.update(buried.values_list("pk", flat=True))
        # What others wrote before the locks were free is earlier.
        self.now = clock.now()
        return set(wanted) - self.known.keys()

    def time_of(self, key: UUID) -> datetime:
        """Return the date of what happens to the document in this batch. It is never before its last event."""
        return max(self.now, self.last_at.get(key, self.now))

    def create(self, key: UUID, *, path: str, stated: Stated = NOTHING) -> Document:
        """Add a new document. It has no identifier in the database until `write_created`."""
        document = Document(
            pk=key,
            project=self.project,
            workspace=self.workspace,
            slug=stated.slug or path_slug(path),
            language=stated.language or self.project.language,
            order=stated.order or 0,
            hidden=stated.hidden,
            translation_key=key,
            created_at=self.now,
            created_by=self.importer,
            updated_at=self.now,
        )
        self.created.append(document)
        if stated.tags:
            self.presentations.append(Presentation(document=document, tags=list(stated.tags)))
        self.known[document.pk] = document
        return document

    def promote(self, *, version: Version, claimed_at: datetime) -> tuple[datetime, UUID | None]:
        """Make the version current. Return since when `as_of` counts it, and the version that was current before."""
        document = self.known[version.document_id]
        former = document.current_id
        # The clocks of authors may be wrong, and they may lie. No move counts from before the one that it follows, or
        # from after the import.
        claimed_at = min(claimed_at, self.time_of(document.pk))
        since = max(claimed_at, self.moved_at.get(document.pk, claimed_at))
        self.moved_at[document.pk] = since
        document.current_id, document.title = version.pk, version.title
        self.promoted.add(document.pk)
        self.add_number(version)
        return since, former

    def add_number(self, version: Version) -> None:
        """Note on the document that it has this version now."""
        document = self.known[version.document_id]
        document.last_number = version.number
        document.revision += 1
        document.updated_at, document.updated_by = self.time_of(document.pk), self.importer
        self.changed[document.pk] = document

    def trash(self, document_id: UUID) -> Document | None:
        """Move the document to the trash and return it. Return None if it is there already."""
        document = self.known[document_id]
        if document.trashed_at is not None:
            return None
        document.trashed_at = self.time_of(document_id)
        self.changed[document_id] = document
        return document

    def restore(self, document_id: UUID) -> Document | None:
        """Take the document out of the trash and return it.

        Return None if it is not in the trash, or if its category is there too.
        """
        document = self.known[document_id]
        if document.trashed_at is None or document_id in self.buried:
            return None
        document.trashed_at = None
        self.changed[document_id] = document
        return document

    def write_created(self) -> None:
        """Insert the new documents.

        Their current versions follow in the same transaction: the databases check these keys when it ends.
        """
        _give_identifiers(self.created)
        for code in sorted({document.language for document in self.created} - {self.project.language}):
            keep_language(project_id=self.project.pk, code=code)
        insert_rows(self.created)
        insert_rows(self.presentations)

    def write_changed(self) -> None:
        """Update the documents that existed before."""
        new = {document.pk for document in self.created}
        # One statement for each: `bulk_update` compiles a CASE for each value and takes several times as long.
        for document in self.changed.values():
            if document.pk not in new:
                update_row(document, *CHANGED_FIELDS)

    def write_search_entries(self) -> None:
        """Write the search entry of each document that readers get a new version of, however many it got."""
        for part in chunks(self.plain_texts.keys() & self.promoted):
            entries = [SearchEntry.of(self.known[pk], text=self.plain_texts[pk]) for pk in part]
            SearchEntry.objects.write(entries)


def title_of(*, heading: str, path: str) -> str:
    """Return the first heading of the text, or the name of its file if it has none."""
    title = heading or PurePosixPath(path).stem.strip() or path
    return title[:_NAME_LENGTH].strip() or "untitled"


def path_slug(path: str) -> str:
    """Return a slug of the whole path, or all `index.md` would have the same one."""
    stem = str(PurePosixPath(path).with_suffix(""))
    return slug_of(stem.replace("/", "-"))[:_NAME_LENGTH] or "untitled"


def _give_identifiers(documents: Sequence[Document]) -> None:
    """Give each document 8 hex digits that no other document has."""
    given: set[str] = set()
    pending = list(documents)
    while pending:
        for document in pending:
            while document.identifier in given:
                document.identifier = new_identifier()
            given.add(document.identifier)
        taken: set[str] = set()
        for part in chunks(document.identifier for document in pending):
            taken.update(Document.objects.filter(identifier__in=part).values_list("identifier", flat=True))
        pending = [document for document in pending if document.identifier in taken]
