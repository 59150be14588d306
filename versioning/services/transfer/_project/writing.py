"""Write the rows, texts and files of a project into an archive, a bounded number at a time."""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import Model

from versioning import clock
from versioning.models import Blob, File, Project, User
from versioning.ops.files.store import file_store
from versioning.services.kernel.file_bytes import key_of
from versioning.services.transfer._project.archive import ArchiveWriter
from versioning.services.transfer._project.kinds import (
    AFTER_TEXTS,
    BEFORE_TEXTS,
    EVENTS,
    FILES,
    TEXTS,
    VERSIONS,
    Kind,
)
from versioning.services.transfer._project.manifest import FORMAT, MANIFEST, Manifest, format_line
from versioning.services.transfer._project.values import to_json

ROWS_OF_PART = 1000
BYTES_OF_PART = 4_000_000
TEXTS_AT_ONCE = 100
BYTES_OF_TEXTS = 16_000_000
# The key of the text that a save replaced, in the data of its event. A file has the hash instead.
FORMER = "former_body"
Step = Callable[[int], None]
JsonRow = dict[str, Any]


@dataclass
class ProjectWriter:
    """Writes one project. `step` is called with the number of rows that were written since the last call."""

    project: Project
    archive: ArchiveWriter
    step: Step
    manifest: Manifest = field(init=False)
    people: set[UUID] = field(default_factory=set)
    stored: set[bytes] = field(default_factory=set)

    def __post_init__(self) -> None:
        named = {"id": str(self.project.pk), "slug": self.project.slug, "name": self.project.name}
        self.manifest = Manifest(project=named, exported_at=to_json(clock.now()))

    def write(self) -> Manifest:
        """Write everything but the end of the archive. Raises CorruptBlob and StoreUnavailable."""
        self.archive.add(FORMAT, format_line())
        for kind in BEFORE_TEXTS:
            self._write_kind(kind)
        self._write_texts()
        for kind in AFTER_TEXTS:
            self._write_kind(kind)
        self._write_people()
        self.archive.add(MANIFEST, self.manifest.to_json())
        return self.manifest

    def _write_kind(self, kind: Kind) -> None:
        rows = kind.rows(self.project)
        if kind is VERSIONS:
            rows = rows.select_related("body").defer("body__encoded")
        if kind.links:
            rows = rows.prefetch_related(*kind.links)
        number = 0
        for number, part in enumerate(_in_parts(rows.iterator(chunk_size=ROWS_OF_PART)), start=1):
            lines = [self._line(kind, row) for row in part]
            if kind is EVENTS:
                _name_former_bodies(lines)
            self._add_part(kind.name, lines, number=number)
            if kind is FILES:
                self._write_bytes(part)

    def _line(self, kind: Kind, row: Model) -> JsonRow:
        line = {each.name: to_json(getattr(row, each.attname)) for each in kind.fields}
        for each in kind.fields:
            if each.related_model is User and getattr(row, each.attname) is not None:
                self.people.add(getattr(row, each.attname))
        if kind is VERSIONS:
            line["body"] = to_json(row.body.sha256)  # type: ignore[attr-defined]
        for link in kind.links:
            line[link] = sorted(str(other.pk) for other in getattr(row, link).all())
        return line

    def _add_part(self, name: str, lines: Iterable[JsonRow], *, number: int) -> None:
        listed = [json.dumps(line, ensure_ascii=False, separators=(",", ":")) for line in lines]
        member = f"{name}/{number:06}.jsonl"
        self.manifest.parts[member] = self.archive.add(member, "".join(f"{line}\n" for line in listed).encode())
        self.manifest.counts[name] += len(listed)
        self.step(len(listed))

    def _write_bytes(self, files: Iterable[Any]) -> None:
        """Write the bytes of files that were not written yet. Several files may have the same."""
        for file in files:
            digest = bytes(file.sha256)
            if digest not in self.stored:
                self.stored.add(digest)
                self.archive.add_pieces(bytes_name(digest.hex()), _bytes_of(file), size=file.size)

    def _write_texts(self) -> None:
        """Write all texts, also those that only the saved revisions of a draft still have."""
        rows = Blob.objects.filter(document__project=self.project).order_by("document", "pk").defer("encoded")
        chunks = _in_chunks(rows.iterator(chunk_size=ROWS_OF_PART))
        for number, blobs in enumerate(chunks, start=1):
            texts = dict(Blob.objects.texts([blob.pk for blob in blobs]))
            self.people.update(blob.stored_by_id for blob in blobs if blob.stored_by_id is not None)
            self._add_part(TEXTS, [_text_line(blob) for blob in blobs], number=number)
            for blob in blobs:
                self.archive.add(body_name(str(blob.document_id), bytes(blob.sha256).hex()), texts[blob.pk])

    def _write_people(self) -> None:
        """Write the names of the people whom the rows name, and nothing else of their accounts."""
        rows = User.objects.filter(pk__in=self.people).order_by("pk")
        self._add_part(
            "people",
            [{"id": str(row.pk), "username": row.username, "name": row.display_name} for row in rows],
            number=1,
        )


def body_name(document: str, digest: str) -> str:
    return f"bodies/{document}/{digest}"


def bytes_name(digest: str) -> str:
    return f"bytes/{digest}"


def _bytes_of(file: File) -> Iterator[bytes]:
    return file_store().read(key_of(file))


def _text_line(blob: Blob) -> JsonRow:
    values: JsonRow = {"document": blob.document_id, "stored_by": blob.stored_by_id}
    values |= {name: getattr(blob, name) for name in ("sha256", "size", "created_at")}
    return {name: to_json(value) for name, value in values.items()}


def _in_parts(rows: Iterator[Model]) -> Iterator[list[Model]]:
    """Yield lists of rows. The texts and the JSON of wide rows count."""
    part: list[Model] = []
    size = 0
    for row in rows:
        part.append(row)
        size += sum(len(str(value)) for value in vars(row).values())
        if len(part) >= ROWS_OF_PART or size >= BYTES_OF_PART:
            yield part
            part, size = [], 0
    if part:
        yield part


def _in_chunks(blobs: Iterator[Blob]) -> Iterator[list[Blob]]:
    """Yield lists of texts that fit into the memory."""
    chunk: list[Blob] = []
    size = 0
    for blob in blobs:
        if chunk and (len(chunk) >= TEXTS_AT_ONCE or size + blob.size > BYTES_OF_TEXTS):
            yield chunk
            chunk, size = [], 0
        chunk.append(blob)
        size += blob.size
    if chunk:
        yield chunk


def _name_former_bodies(lines: list[JsonRow]) -> None:
    """Replace the keys of former texts in the data of events by hashes, or by null if a purge deleted the text."""
    saves = [line for line in lines if isinstance(line["data"].get(FORMER), int)]
    keys = {line["data"][FORMER] for line in saves}
    known = {pk: (str(document), bytes(digest).hex()) for pk, document, digest in _digests(keys)}
    for line in saves:
        document, digest = known.get(line["data"][FORMER], (None, None))
        line["data"] = {**line["data"], FORMER: digest if document == line["document"] else None}


def _digests(keys: set[int]) -> Iterable[tuple[int, UUID, bytes | memoryview]]:
    return Blob.objects.filter(pk__in=keys).values_list("pk", "document", "sha256") if keys else ()


def count_rows(project: Project) -> int:
    """Return how many rows an export of the project writes, for its progress."""
    kinds = sum(kind.rows(project).count() for kind in (*BEFORE_TEXTS, *AFTER_TEXTS))
    return kinds + Blob.objects.filter(document__project=project).count()
