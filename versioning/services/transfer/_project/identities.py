"""Which id each row of a project file gets: its own if that is free, else a new one, the same in every import."""

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import Model

from versioning.models import Document, Project
from versioning.models.sql.references import IDENTIFIER
from versioning.services.transfer._import.documents import chunks
from versioning.services.transfer._project.archive import damaged
from versioning.services.transfer._project.kinds import (
    ATTACHMENTS,
    BRANCHES,
    DOCUMENTS,
    FILES,
    FOLDERS,
    SCHEDULES,
    STATUSES,
    VERSIONS,
    WORKSPACES,
    Kind,
)
from versioning.services.transfer._project.survey import Survey

_KINDS = (WORKSPACES, BRANCHES, STATUSES, FOLDERS, FILES, DOCUMENTS, ATTACHMENTS, VERSIONS, SCHEDULES)
_BY_MODEL: Mapping[type[Model], Kind] = {kind.model: kind for kind in _KINDS}
# Where a text names a file or a document.
_ADDRESS = re.compile(rb"(?<=/files/)[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|(?<=/d/)[0-9a-f]{8}(?![0-9a-f])")
_RANDOM_BITS = (1 << 62) - 1


@dataclass
class Identities:
    """The ids of one import.

    `changed` maps ids and identifiers of the file to those that the project gets instead. `matched` are the ids, of the
    file, of rows that the project has already. `gone` are versions that the project no longer has.
    """

    project: Project
    survey: Survey
    changed: dict[str, str] = field(default_factory=dict)
    matched: set[UUID] = field(default_factory=set)
    gone: set[UUID] = field(default_factory=set)

    def settle(self) -> None:
        """Find out which rows the project has already, and which ids other projects have taken."""
        for kind in _KINDS:
            for part in chunks(self.survey.ids.get(kind.name, ())):
                self._settle_part(kind, part)
        for kind in (WORKSPACES, BRANCHES, STATUSES):
            self._match_names(kind)
        self._match_folders()
        self.gone = {
            version
            for version, document in self.survey.document_of.items()
            if document in self.matched and version not in self.matched
        }

    def of(self, model: type[Any], pk: UUID) -> UUID | None:
        """Return the id of a row of the file. None: the project has deleted it. Raises InvalidValue (file)."""
        kind = _BY_MODEL[model]
        if pk not in self.survey.ids.get(kind.name, ()):
            raise damaged(f"The project file refers to {pk}, which is not among its {kind.name}.")
        return None if pk in self.gone else self.now(pk)

    def now(self, pk: UUID) -> UUID:
        """Return the id that this one became, or the id itself."""
        return UUID(self.changed.get(str(pk), str(pk)))

    def within(self, value: Any) -> Any:
        """Return the JSON value with the ids in it replaced."""
        if not self.changed:
            return value
        if isinstance(value, dict):
            return {key: self.within(part) for key, part in value.items()}
        if isinstance(value, list):
            return [self.within(part) for part in value]
        return self.changed.get(value, value) if isinstance(value, str) else value

    def in_text(self, data: bytes) -> bytes:
        """Return the text with the addresses of files and documents that got other ids."""
        if not self.changed:
            return data
        return _ADDRESS.sub(lambda found: self.changed.get(found[0].decode(), found[0].decode()).encode(), data)

    def take(self, pk: UUID, existing: UUID) -> None:
        """Let a row of the file be one that the project has already under another id."""
        self.matched.add(pk)
        if pk != existing:
            self.changed[str(pk)] = str(existing)

    def derive(self, pk: UUID) -> UUID:
        """Return a new id for a taken one: of the same time, so that rows keep their order, and always the same."""
        digest = hashlib.sha256(self.project.pk.bytes + pk.bytes).digest()
        random = int.from_bytes(digest[:8]) & _RANDOM_BITS
        return UUID(int=(pk.int >> 62 << 62) | random)

    def free_identifiers(self, rows: Iterable[Any]) -> None:
        """Give the rows, of one model, other identifiers if theirs are taken. Raises InvalidValue (file)."""
        listed = list(rows)
        for row in listed:
            if not IDENTIFIER.fullmatch(row.identifier):
                raise damaged(f"The project file has an identifier that is none: {row.identifier[:20]!r}.")
        model: Any = type(listed[0]) if listed else Document
        taken = set(
            model._default_manager.filter(identifier__in=[row.identifier for row in listed]).values_list(
                "identifier", flat=True
            )
        )
        for row in listed:
            former = row.identifier
            while row.identifier in taken:
                row.identifier = model._meta.get_field("identifier").get_default()
            if row.identifier != former and model is Document:
                self.changed[former] = row.identifier

    def _settle_part(self, kind: Kind, part: list[UUID]) -> None:
        owners = _owners(kind, part)
        taken = [pk for pk in part if pk in owners and owners[pk] != self.project.pk]
        self.matched.update(pk for pk in part if owners.get(pk) == self.project.pk)
        derived = {self.derive(pk): pk for pk in taken}
        again = _owners(kind, list(derived))
        for new, pk in derived.items():
            self.changed[str(pk)] = str(new)
            if again.get(new) == self.project.pk:
                self.matched.add(pk)

    def _match_names(self, kind: Kind) -> None:
        """Match what the project has under the same name, or for the branch main, which every project has."""
        existing = {_key(kind, vars(row)): row.pk for row in kind.rows(self.project)}
        for row in self.survey.few.get(kind.name, ()):
            pk = UUID(row["id"])
            if pk not in self.matched and (found := existing.get(_key(kind, row))) is not None:
                self.take(pk, found)

    def _match_folders(self) -> None:
        """Match folders of the same name in the same place."""
        existing = {(row.parent_id, row.name): row.pk for row in FOLDERS.rows(self.project)}
        # A folder comes after the one that it is in.
        for row in self.survey.few.get(FOLDERS.name, ()):
            pk, parent = UUID(row["id"]), self.survey.folder_of.get(UUID(row["id"]))
            place = (None if parent is None else self.now(parent), row.get("name"))
            if pk not in self.matched and (found := existing.get(place)) is not None:
                self.take(pk, found)


def _key(kind: Kind, row: Mapping[str, Any]) -> object:
    if kind is BRANCHES:
        return True if row.get("is_main") else row.get("name")
    return row.get("slug" if kind is WORKSPACES else "name")


def _owners(kind: Kind, keys: list[UUID]) -> dict[UUID, UUID]:
    """Return the project of each of these rows that exists."""
    path = "document__project" if kind in (VERSIONS, ATTACHMENTS) else "project"
    return dict(kind.model._default_manager.filter(pk__in=keys).values_list("pk", path)) if keys else {}
