"""The documents that one batch of commits touches: read under their locks, changed in memory, written once."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import PurePosixPath
from typing import TypeVar
from uuid import UUID

from django.db.models import Max
from django.utils.text import slugify

from versioning.models import Document, Event, Project, SearchEntry, Version, Workspace
from versioning.models.document import new_identifier
from versioning.models.event import POINTER_MOVES
from versioning.models.sql.many_rows import insert_rows
from versioning.models.sql.rows import update_row

CHANGED_FIELDS = ("current", "title", "last_number", "revision", "updated_at", "updated_by", "trashed_at")
Item = TypeVar("Item")
_CHUNK = 400
_NAME_LENGTH = 255


def chunks(items: Iterable[Item]) -> Iterator[list[Item]]:
    """So many at a time as one query may name in both databases."""
    listed = list(items)
    for start in range(0, len(listed), _CHUNK):
        yield listed[start : start + _CHUNK]


@dataclass
class BatchDocuments:
    """`moved_at` is when each document's current version last changed, `buried` those below a category in the trash,
    `said` what the last text of each of the commits says in plain words: rendered before any lock is taken.
    """

    project: Project
    workspace: Workspace
    said: Mapping[UUID, str]
    known: dict[UUID, Document] = field(default_factory=dict)
    moved_at: dict[UUID, datetime] = field(default_factory=dict)
    buried: set[UUID] = field(default_factory=set)
    created: list[Document] = field(default_factory=list)
    changed: dict[UUID, Document] = field(default_factory=dict)

    def lock(self, keys: Iterable[UUID]) -> set[UUID]:
        """Lock and read these, in the order of their keys. Returns those that do not exist any more."""
        wanted = sorted(set(keys))
        for part in chunks(wanted):
            rows = Document.objects.filter(pk__in=part).order_by("pk").select_for_update(no_key=True)
            self.known.update({document.pk: document for document in rows})
            moves = Event.objects.filter(document__in=part, verb__in=POINTER_MOVES).order_by()
            self.moved_at.update(moves.values_list("document").annotate(Max("at")))
            buried = Document.objects.filter(pk__in=part, parent__trashed_at__isnull=False)
            self.buried.update(buried.values_list("pk", flat=True))
        return set(wanted) - self.known.keys()

    def create(self, key: UUID, *, path: str, author_id: UUID, at: datetime) -> Document:
        document = Document(
            pk=key,
            project=self.project,
            workspace=self.workspace,
            slug=slugify(str(PurePosixPath(path).with_suffix("")).replace("/", "-"))[:_NAME_LENGTH] or "untitled",
            language=self.project.language,
            translation_key=key,
            created_at=at,
            created_by_id=author_id,
            updated_at=at,
        )
        self.created.append(document)
        self.known[document.pk] = document
        return document

    def promote(self, *, version: Version, at: datetime) -> tuple[datetime, UUID | None]:
        """Point the document at the version. Returns when, for the event, and the version that was current before.

        Clocks of committers go wrong: no move is dated before the one that it follows.
        """
        document = self.known[version.document_id]
        former = document.current_id
        moment = max(at, self.moved_at.get(document.pk, at))
        self.moved_at[document.pk] = moment
        document.current_id, document.title = version.pk, version.title
        document.last_number = version.number
        document.revision += 1
        document.updated_at = max(at, document.updated_at)
        document.updated_by_id = version.published_by_id or version.created_by_id
        self.changed[document.pk] = document
        return moment, former

    def trash(self, document_id: UUID, *, at: datetime) -> Document | None:
        """The document, now in the trash; None where it is there already."""
        document = self.known[document_id]
        if document.trashed_at is not None:
            return None
        document.trashed_at = at
        self.changed[document_id] = document
        return document

    def restore(self, document_id: UUID) -> Document | None:
        """The document, out of the trash; None where it is not there, or has to stay with its category."""
        document = self.known[document_id]
        if document.trashed_at is None or document_id in self.buried:
            return None
        document.trashed_at = None
        self.changed[document_id] = document
        return document

    def write_created(self) -> None:
        """Their current versions come in the same transaction: the databases check these keys at its end."""
        _give_identifiers(self.created)
        insert_rows(self.created)

    def write_changed(self) -> None:
        new = {document.pk for document in self.created}
        # One by one: `bulk_update` compiles a CASE for each value and takes several times as long.
        for document in self.changed.values():
            if document.pk not in new:
                update_row(document, *CHANGED_FIELDS)

    def write_findable(self) -> None:
        """What searches are to know, once for each document however many of its versions came."""
        for part in chunks(self.said):
            SearchEntry.objects.write([SearchEntry.of(self.known[pk], text=self.said[pk]) for pk in part])


def title_of(*, heading: str, path: str) -> str:
    """The text's first heading, else the name of its file."""
    title = heading or PurePosixPath(path).stem.strip() or path
    return title[:_NAME_LENGTH].strip() or "untitled"


def _give_identifiers(documents: Sequence[Document]) -> None:
    """8 hex digits each that no document has."""
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
