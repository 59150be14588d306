"""Insert the rows of a project file, list by list, in the transaction that is open."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import Model

from versioning.models import (
    Blob,
    Document,
    DocumentPath,
    Event,
    File,
    HistoryFile,
    ImportedCommit,
    ImportedFile,
    Language,
    Project,
    Version,
)
from versioning.models.event import SAVES
from versioning.models.files.file import word_rows
from versioning.models.sql.copied_rows import insert_copies
from versioning.models.sql.rows import insert_rows
from versioning.services.files.keep_bytes import keep_bytes
from versioning.services.kernel.snapshots import check_body
from versioning.services.transfer._import.documents import chunks
from versioning.services.transfer._import.reading import is_safe_path
from versioning.services.transfer._project.archive import Member, damaged
from versioning.services.transfer._project.kinds import (
    COMMITS,
    DOCUMENTS,
    DRAFTS,
    EVENTS,
    FILES,
    LANGUAGES,
    LINK_PATHS,
    MEMBERS,
    PATHS,
    PLACES,
    PROJECT,
    TAGS,
    VERSIONS,
    Kind,
)
from versioning.services.transfer._project.rows import RowReader
from versioning.services.transfer._project.survey import JsonRow
from versioning.services.transfer._project.texts import TextWriter
from versioning.services.transfer._project.writing import FORMER, bytes_name

# A line of a commit, to which an export of git writes it.
_ENCODING = re.compile(rb"[^\n\0]*")
# Of an event that names a text which a purge has deleted. No text has this key.
NO_TEXT = 0


@dataclass
class Standing:
    """What the project had before: nothing (`is_new`), no document (`is_empty`), no imported history."""

    is_new: bool
    is_empty: bool
    has_history: bool

    @classmethod
    def of(cls, project: Project, *, is_new: bool) -> "Standing":
        places = HistoryFile.objects.filter(project=project)
        has_history = places.exists() or ImportedCommit.objects.filter(project=project).exists()
        return cls(is_new, not Document.objects.filter(project=project).exists(), has_history)


@dataclass
class RowWriter:
    """Writes lists of rows. `counts` has how many of each kind were written."""

    reader: RowReader
    texts: TextWriter
    standing: Standing
    counts: Counter[str] = field(default_factory=Counter)
    # Files whose bytes have not come yet, by hash.
    awaited: dict[str, list[File]] = field(default_factory=dict)

    def write(self, kind: Kind, lines: Iterator[JsonRow]) -> None:
        """Insert the rows that the project does not have yet. Raises InvalidValue (file), IntegrityError."""
        kept = [line for line in lines if not self._is_passed_over(kind, line)]
        # As many as one statement may name on both databases.
        for part in chunks(kept):
            rows = [(self.reader.read(kind, line), line) for line in part]
            if kind.name in _PREPARE:
                rows = _PREPARE[kind.name](self, rows)
            insert_copies([row for row, _ in rows])
            self._link(kind, rows)
            self.counts[kind.name] += len(rows)

    def take_bytes(self, member: Member) -> None:
        """Put the bytes of files into the store, and the files into the database. Raises InvalidValue, FileTooLarge."""
        digest = member.name.rpartition("/")[2]
        files = self.awaited.pop(digest, None)
        if files is None:
            return
        project, names = self.reader.project, [file.name for file in files]
        stored = keep_bytes(actor=self.reader.actor, project=project, names=names, pieces=member.pieces())
        if stored.sha256.hex() != digest:
            raise damaged(f"The bytes of a file in the project file do not match their hash: {names[0]!r}.")
        for file, facts in zip(files, stored.facts, strict=True):
            # What the bytes say counts, not what the file says of them.
            file.size, file.media_type = stored.size, facts.media_type
            file.width, file.height = facts.width, facts.height
        insert_copies(files)
        insert_rows(word_rows(files))
        self.counts[FILES.name] += len(files)

    def finish(self) -> None:
        """Raise InvalidValue (file) if bytes are missing."""
        if self.awaited:
            raise damaged(f"The project file has no {bytes_name(min(self.awaited))}.")

    def _is_passed_over(self, kind: Kind, line: JsonRow) -> bool:
        matched, standing = self.reader.identities.matched, self.standing
        if kind is PROJECT or (kind is MEMBERS and not standing.is_new):
            return True
        if kind in (COMMITS, PLACES):
            return standing.has_history
        if kind is TAGS:
            return _uuid(line.get("file")) in matched
        if kind is EVENTS and line.get("document") is None:
            return not standing.is_empty
        return any(_uuid(line.get(name)) in matched for name in ("id", "document"))

    def _link(self, kind: Kind, rows: list[tuple[Any, JsonRow]]) -> None:
        for name in kind.links:
            relation: Any = kind.model._meta.get_field(name)
            near, far = f"{relation.m2m_field_name()}_id", f"{relation.m2m_reverse_field_name()}_id"
            through: type[Model] = relation.remote_field.through
            pairs = [(row.pk, other) for row, line in rows for other in self.reader.links(kind, name, line)]
            insert_rows([through(**{near: one, far: other}) for one, other in pairs])


Pairs = list[tuple[Any, JsonRow]]


def _uuid(value: Any) -> UUID | None:
    try:
        return None if value is None else UUID(value)
    except (TypeError, ValueError, AttributeError):
        raise damaged() from None


def _members(writer: RowWriter, rows: Pairs) -> Pairs:
    """Keep those for whom an account was chosen, each once."""
    people = writer.reader.people
    chosen = {people.account(UUID(line["user"])): (row, line) for row, line in rows}
    return [pair for account, pair in chosen.items() if account is not None]


def _languages(writer: RowWriter, rows: Pairs) -> Pairs:
    known = set(Language.objects.filter(project=writer.reader.project).values_list("code", flat=True))
    return [(row, line) for row, line in rows if row.code not in known]


def _files(writer: RowWriter, rows: Pairs) -> Pairs:
    """Wait for the bytes, except for files that the project has under another id."""
    project = writer.reader.project
    same = File.objects.filter(project=project, sha256__in=[row.sha256 for row, _ in rows])
    known = {(bytes(digest), name): pk for digest, name, pk in same.values_list("sha256", "name", "pk")}
    for row, line in rows:
        existing = known.get((row.sha256, row.name))
        if existing is None:
            writer.awaited.setdefault(row.sha256.hex(), []).append(row)
        else:
            writer.reader.identities.take(UUID(line["id"]), existing)
    return []


def _documents(writer: RowWriter, rows: Pairs) -> Pairs:
    writer.reader.identities.free_identifiers(row for row, _ in rows)
    return rows


def _versions(writer: RowWriter, rows: Pairs) -> Pairs:
    wanted = [(UUID(line["document"]), str(line.get("body"))) for _, line in rows]
    keys = writer.texts.keys_of(wanted)
    for (row, _), key in zip(rows, wanted, strict=True):
        if key not in keys:
            raise damaged(f"The project file has no text {key[1][:64]} of the document {key[0]}.")
        row.body_id = keys[key]
    blocks = {row.body_id for row, _ in rows if row.content_type == Version.ContentType.BLOCK}
    for _, data in Blob.objects.texts(sorted(blocks)):
        check_body(body=data.decode(), content_type=Version.ContentType.BLOCK)
    return rows


def _drafts(writer: RowWriter, rows: Pairs) -> Pairs:
    writer.reader.identities.free_identifiers(row for row, _ in rows)
    return rows


def _paths(writer: RowWriter, rows: Pairs) -> Pairs:
    project = writer.reader.project
    taken = ImportedFile.objects.filter(project=project, path__in=[row.path for row, _ in rows])
    known = set(taken.values_list("path", flat=True))
    return [(row, line) for row, line in rows if row.path not in known]


def _link_paths(writer: RowWriter, rows: Pairs) -> Pairs:
    project = writer.reader.project
    taken = DocumentPath.objects.filter(project=project, path__in=[row.path for row, _ in rows])
    known = set(taken.values_list("origin", "position", "path"))
    return [(row, line) for row, line in rows if (row.origin, row.position, row.path) not in known]


def _commits(writer: RowWriter, rows: Pairs) -> Pairs:
    """Let commits name nothing of other projects: exports write the texts of these versions at these paths."""
    for row, _ in rows:
        if not all(map(is_safe_path, row.versions)) or not all(isinstance(path, str) for path in row.deleted_paths):
            raise damaged("A commit of the project file has a path that is not allowed.")
        if not _ENCODING.fullmatch(row.encoding):
            raise damaged("A commit of the project file has an encoding that is none.")
        row.versions = {path: _version_of_commit(writer, pk) for path, pk in row.versions.items()}
    others = _of_others(writer, Version, {pk for row, _ in rows for pk in row.versions.values()})
    derive = writer.reader.identities.derive
    for row, _ in rows:
        row.versions = {path: str(derive(pk) if pk in others else pk) for path, pk in row.versions.items()}
    return rows


def _version_of_commit(writer: RowWriter, value: Any) -> UUID:
    """Return the id of a version, which may have been deleted for good since. Raises InvalidValue (file)."""
    pk = _uuid(value)
    if pk is None:
        raise damaged()
    return writer.reader.identities.now(pk)


def _events(writer: RowWriter, rows: Pairs) -> Pairs:
    """Name former texts by their keys again, and keep events away from what belongs to other projects."""
    named = [(UUID(line["document"]), line["data"][FORMER]) if _names_text(line) else None for _, line in rows]
    keys = writer.texts.keys_of(key for key in named if key is not None)
    for (row, _), key in zip(rows, named, strict=True):
        if row.verb in SAVES and not _is_save(row.data):
            raise damaged(
                "The project file has an event of a save without its revision and fields, or with damaged former texts."
            )
        # Also a number, which would be that of any text of this server.
        if FORMER in row.data or row.verb in SAVES:
            row.data = {**row.data, FORMER: NO_TEXT if key is None else keys.get(key, NO_TEXT)}
    _let_go_of_others(writer, [row for row, _ in rows])
    return rows


def _names_text(line: JsonRow) -> bool:
    return line.get("document") is not None and isinstance(line["data"].get(FORMER), str)


def _is_save(data: JsonRow) -> bool:
    former = data.get("former", {})
    has_texts = isinstance(former, dict) and all(isinstance(text, str) for text in former.values())
    return isinstance(data.get("revision"), int) and isinstance(data.get("fields"), list) and has_texts


def _let_go_of_others(writer: RowWriter, events: list[Event]) -> None:
    """Give what was deleted for good other ids if another project has something under the same id."""
    derive = writer.reader.identities.derive
    models: tuple[tuple[type[Model], str], ...] = ((Document, "document_id"), (Version, "version_id"))
    for model, name in models:
        others = _of_others(writer, model, {getattr(event, name) for event in events} - {None})
        for event in events:
            if getattr(event, name) in others:
                setattr(event, name, derive(getattr(event, name)))


def _of_others(writer: RowWriter, model: type[Model], keys: set[UUID]) -> set[UUID]:
    """Return those of the keys that another project has."""
    path = "document__project" if model is Version else "project"
    found: set[UUID] = set()
    for part in chunks(keys):
        rows = model._default_manager.filter(pk__in=part).exclude(**{path: writer.reader.project})
        found.update(rows.values_list("pk", flat=True))
    return found


_PREPARE: dict[str, Callable[[RowWriter, Pairs], Pairs]] = {
    MEMBERS.name: _members,
    LANGUAGES.name: _languages,
    FILES.name: _files,
    DOCUMENTS.name: _documents,
    VERSIONS.name: _versions,
    DRAFTS.name: _drafts,
    LINK_PATHS.name: _link_paths,
    PATHS.name: _paths,
    COMMITS.name: _commits,
    EVENTS.name: _events,
}
