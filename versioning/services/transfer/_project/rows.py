"""Turn the rows of a project file into rows of this server: every value checked, every reference inside the file."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import available_timezones

from django.db.models import Field, ForeignKey, Model

from versioning.exceptions import InvalidValue
from versioning.models import (
    Actor,
    Attachment,
    Blob,
    Document,
    DocumentPath,
    Event,
    FileTag,
    Folder,
    HistoryFile,
    Language,
    Presentation,
    Project,
    Schedule,
    User,
    Version,
    WorkflowStatus,
    Workspace,
)
from versioning.models.files.file_tag import tag_id
from versioning.models.files.folder import COLOR
from versioning.services.kernel.names import (
    check_language,
    check_name,
    check_project_slug,
    check_slug,
    check_web_address,
)
from versioning.services.kernel.placing import check_place
from versioning.services.kernel.snapshots import check_snapshot
from versioning.services.transfer._import.reading import MOST_PATH_BYTES, is_safe_path
from versioning.services.transfer._project.archive import damaged
from versioning.services.transfer._project.identities import Identities
from versioning.services.transfer._project.kinds import Kind
from versioning.services.transfer._project.people import People
from versioning.services.transfer._project.survey import JsonRow
from versioning.services.transfer._project.values import Unreadable, from_json, read_uuid

# Who did it, in the data of an event that somebody else recorded.
BY = "by"
NOT_SCHEDULED = "It was imported with its project. Schedule it again."
_COLOUR = re.compile(r"#[0-9a-f]{6}")
_SNAPSHOT = ("title", "name", "description", "content_type", "fields")


@dataclass(frozen=True)
class RowReader:
    """Reads the rows of one file for one project. `now` is when the import runs."""

    actor: Actor
    project: Project
    identities: Identities
    people: People
    now: datetime

    def read(self, kind: Kind, line: JsonRow) -> Any:
        """Return the row, not stored. Raises InvalidValue (file) if no export could have written it."""
        unknown = line.keys() - {each.name for each in kind.fields} - set(kind.links)
        if unknown:
            raise damaged(
                f"The {kind.name} of the project file have {min(unknown)!r}, which this server does not know. "
                "Upgrade this server."
            )
        row: Any = kind.model()
        for column in kind.fields:
            try:
                setattr(row, column.attname, self._value(column, line))
            except (Unreadable, InvalidValue) as error:
                message = str(error) if isinstance(error, Unreadable) else error.message
                raise damaged(f"{column.name} of a row of {kind.name} in the project file: {message}.") from error
        if hasattr(row, "project_id"):
            row.project_id = self.project.pk
        if kind.model in _FINISH:
            _FINISH[kind.model](self, row, line)
        return row

    def links(self, kind: Kind, name: str, line: JsonRow) -> list[UUID]:
        """Return the ids that a row is linked to. Raises InvalidValue (file)."""
        listed, model = line.get(name, []), kind.model._meta.get_field(name).related_model
        if not isinstance(listed, list) or not isinstance(model, type):
            raise damaged()
        try:
            found = [self.identities.of(model, read_uuid(None, pk)) for pk in listed]
        except Unreadable as error:
            raise damaged(f"{name} of a row of {kind.name} in the project file {error}.") from error
        return [pk for pk in dict.fromkeys(found) if pk is not None]

    def _value(self, column: "Field[Any, Any]", line: JsonRow) -> Any:
        value = line.get(column.name, column.get_default())
        if column.name not in line and value is None and not column.null:
            raise Unreadable("is missing")
        if column.related_model is User:
            return self._account(column, value)
        if column.related_model is Blob:
            # Its key follows when the texts are known.
            return None
        if value is None or not (isinstance(column, ForeignKey) or column.primary_key):
            return from_json(column, value) if column.name in line else value
        return self._reference(column, value)

    def _account(self, column: "Field[Any, Any]", value: Any) -> UUID | None:
        account = None if value is None else self.people.account(read_uuid(None, value))
        return account if account is not None or column.null else self.people.importer.pk

    def _reference(self, column: "Field[Any, Any]", value: Any) -> UUID | None:
        pk = read_uuid(None, value)
        if column.model is Event:
            # What an event is about may have been deleted for good since.
            return self.identities.now(pk)
        model: Any = column.model if column.primary_key and not column.related_model else column.related_model
        found = self.project.pk if model is Project else self.identities.of(model, pk)
        if found is None and not column.null:
            raise Unreadable("refers to a version that this project has deleted")
        return found

    def _name(self, line: JsonRow, column: str) -> str:
        """Return the name of a person who is nobody here, or an empty string."""
        person = line.get(column)
        if person is None or self.people.account(read_uuid(None, person)) is not None:
            return ""
        return self.people.names[read_uuid(None, person)]


def _finish_version(reader: RowReader, row: Version, line: JsonRow) -> None:
    check_snapshot({name: getattr(row, name) for name in _SNAPSHOT})
    name = reader._name(line, "created_by")
    if name and row.authored_at is None:
        # Nobody's account, so a claim.
        row.author_name, row.authored_at = name, row.created_at


def _finish_document(reader: RowReader, row: Document, _line: JsonRow) -> None:
    check_name(row.title, field="title")
    check_place({name: getattr(row, name) for name in ("slug", "language", "order", "kind")})
    row.translation_key = reader.identities.now(row.translation_key)


def _finish_event(reader: RowReader, row: Event, line: JsonRow) -> None:
    """Let the importer record the event now. The file's own moment and person are claims."""
    row.claimed_at, row.at = row.claimed_at or row.at, reader.now
    row.data = {BY: reader.people.names[read_uuid(None, line["actor"])], **reader.identities.within(row.data)}
    row.actor_id = reader.people.importer.pk


def _finish_schedule(reader: RowReader, row: Schedule, _line: JsonRow) -> None:
    """Cancel what waits: nobody of this server chose that it happens here."""
    if row.timezone not in available_timezones():
        raise damaged(f"A schedule of the project file has no valid time zone: {row.timezone!r}.")
    if row.state == Schedule.State.WAITING:
        row.state, row.problem, row.finished_at = Schedule.State.CANCELLED, NOT_SCHEDULED, reader.now


def _finish_project(_reader: RowReader, row: Project, _line: JsonRow) -> None:
    check_project_slug(row.slug)
    check_name(row.name)
    check_language(row.language)
    chosen = row.markdown_extensions
    if chosen is not None and not (isinstance(chosen, list) and all(isinstance(name, str) for name in chosen)):
        raise damaged("The extensions of Markdown of the project file must be a list of names.")


def _finish_presentation(_reader: RowReader, row: Presentation, _line: JsonRow) -> None:
    if not all(isinstance(tag, str) and tag.strip() for tag in row.tags):
        raise damaged("The tags of a presentation in the project file must be texts.")


def _finish_workspace(_reader: RowReader, row: Workspace, _line: JsonRow) -> None:
    check_slug(row.slug)
    check_name(row.name)


def _finish_language(_reader: RowReader, row: Language, _line: JsonRow) -> None:
    check_language(row.code, field="code")


def _finish_status(_reader: RowReader, row: WorkflowStatus, _line: JsonRow) -> None:
    check_name(row.name)
    if not _COLOUR.fullmatch(row.colour):
        raise damaged(f"A workflow status of the project file has no valid color: {row.colour!r}.")


def _finish_place(_reader: RowReader, row: HistoryFile, _line: JsonRow) -> None:
    # Exports write files there, unless it begins with a slash.
    is_safe = row.path.startswith("/") or is_safe_path(row.path)
    _check_length(row.path, row.folded)
    if not is_safe or row.folded != row.path.casefold():
        raise damaged(f"The project file has a path that is not allowed: {row.path[:100]!r}.")


def _check_length(*paths: str) -> None:
    """Raise InvalidValue if the indexes of a database could not take one of these paths."""
    if any(len(path.encode(errors="replace")) > MOST_PATH_BYTES for path in paths):
        raise damaged("The project file has a path that is too long.")


def _finish_link_path(_reader: RowReader, row: DocumentPath, _line: JsonRow) -> None:
    _check_length(row.path)
    derived = DocumentPath.of(
        row.path, project_id=row.project_id, document_id=row.document_id, origin=row.origin, position=row.position
    )
    row.key, row.name = derived.key, derived.name


def _finish_folder(_reader: RowReader, row: Folder, _line: JsonRow) -> None:
    check_name(row.name)
    if row.color and not COLOR.fullmatch(row.color):
        raise damaged(f"A folder of the project file has no valid color: {row.color!r}.")


def _finish_attachment(_reader: RowReader, row: Attachment, _line: JsonRow) -> None:
    check_name(row.name)
    if row.address:
        # Readers follow it.
        check_web_address(row.address)


def _finish_tag(reader: RowReader, row: FileTag, _line: JsonRow) -> None:
    check_name(row.name)
    row.tag = tag_id(row.name, project_id=reader.project.pk)


_FINISH: dict[type[Model], Callable[[RowReader, Any, JsonRow], None]] = {
    Project: _finish_project,
    Version: _finish_version,
    Document: _finish_document,
    Event: _finish_event,
    Schedule: _finish_schedule,
    Presentation: _finish_presentation,
    Workspace: _finish_workspace,
    Language: _finish_language,
    WorkflowStatus: _finish_status,
    HistoryFile: _finish_place,
    DocumentPath: _finish_link_path,
    Folder: _finish_folder,
    FileTag: _finish_tag,
    Attachment: _finish_attachment,
}
