"""Read a whole project file once before anything is written: is it complete, undamaged, and about itself only?"""

import hashlib
import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings

from versioning.exceptions import InvalidValue
from versioning.models.document_tree import DEEPEST
from versioning.services.transfer._git.history import LARGEST_FILE
from versioning.services.transfer._project.archive import ArchiveReader, Member, damaged, open_archive
from versioning.services.transfer._project.kinds import (
    BRANCHES,
    DOCUMENTS,
    FOLDERS,
    KINDS,
    PROJECT,
    STATUSES,
    TEXTS,
    VERSIONS,
    WORKSPACES,
)
from versioning.services.transfer._project.manifest import (
    FORMAT,
    MANIFEST,
    NO_PROJECT_FILE,
    Manifest,
    check_format,
    parse_manifest,
)
from versioning.services.transfer._project.values import Unreadable, read_uuid

# Like those of a zip: all members together may be this many times larger than the largest upload.
LARGEST_RATIO = 20
# Manifests name each list of a thousand rows.
LARGEST_MANIFEST = 16_000_000
PEOPLE = "people"
LISTS = frozenset({*KINDS, PEOPLE, TEXTS})
# Kinds that a project has few of. Their rows are kept, because an existing project may have them under other ids.
FEW = (WORKSPACES, BRANCHES, STATUSES, FOLDERS)
MOST_OF_FEW = 10_000
_LIST = re.compile(r"([a-z_]+)/[0-9]{6}\.jsonl")
_BODY = re.compile(r"bodies/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/[0-9a-f]{64}")
_BYTES = re.compile(r"bytes/([0-9a-f]{64})")
JsonRow = dict[str, Any]


@dataclass
class Survey:
    """What a project file names. `ids` maps kinds to the ids of their rows. `document_of` is that of each version.

    `parents` maps documents to their categories. `few` has the rows of the kinds FEW.
    """

    manifest: Manifest | None = None
    project: JsonRow = field(default_factory=dict)
    people: dict[UUID, JsonRow] = field(default_factory=dict)
    ids: dict[str, dict[UUID, None]] = field(default_factory=dict)
    document_of: dict[UUID, UUID] = field(default_factory=dict)
    parents: dict[UUID, UUID | None] = field(default_factory=dict)
    # Of the folders, the one that each is in.
    folder_of: dict[UUID, UUID | None] = field(default_factory=dict)
    few: dict[str, list[JsonRow]] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)

    def add(self, name: str, row: JsonRow) -> None:
        """Note one row. Raises InvalidValue (file)."""
        self.counts[name] += 1
        try:
            self._add(name, row)
        except (Unreadable, KeyError) as error:
            raise damaged(f"A row of {name} in the project file names no valid id: {error}.") from error

    def _add(self, name: str, row: JsonRow) -> None:
        kind = KINDS.get(name)
        if name == PEOPLE:
            self.people[read_uuid(None, row["id"])] = row
        elif kind is not None and kind.has_ids:
            ids, pk = self.ids.setdefault(name, {}), read_uuid(None, row["id"])
            if pk in ids:
                raise damaged(f"The project file has two rows of {name} with the id {pk}.")
            ids[pk] = None
        if kind is FOLDERS:
            parent = row["parent"]
            self.folder_of[read_uuid(None, row["id"])] = None if parent is None else read_uuid(None, parent)
        if kind in FEW:
            rows = self.few.setdefault(name, [])
            rows.append(row)
            if len(rows) > MOST_OF_FEW:
                raise damaged(f"The project file has more than {MOST_OF_FEW:,} {name}.")
        elif kind is PROJECT:
            self.project = row
        elif kind is VERSIONS:
            self.document_of[read_uuid(None, row["id"])] = read_uuid(None, row["document"])
        elif kind is DOCUMENTS:
            parent = row["parent"]
            self.parents[read_uuid(None, row["id"])] = None if parent is None else read_uuid(None, parent)

    def check(self) -> None:
        """Raise InvalidValue (file) if the file as a whole is not what an export writes."""
        if self.manifest is None:
            raise damaged()
        if self.counts["project"] != 1:
            raise damaged("The project file must have one project.")
        if Counter(self.manifest.counts) != self.counts:
            raise damaged("The project file does not hold what its manifest says.")
        for document in self.parents:
            self._check_depth(document)

    def _check_depth(self, document: UUID) -> None:
        above, steps = self.parents[document], 0
        while above is not None:
            above, steps = self.parents.get(above), steps + 1
            if steps > DEEPEST + 1:
                raise damaged("The categories of the project file are nested too deeply, or inside themselves.")


def survey_file(path: Path, *, step: Callable[[int], None]) -> Survey:
    """Return what the file names. Every hash, count and size in it is checked. Raises InvalidValue (file)."""
    survey, hashes = Survey(), dict[str, str]()
    for member, rows in members_of(path):
        if member.name == MANIFEST:
            survey.manifest = parse_manifest(member.data(most=LARGEST_MANIFEST))
        elif rows is not None:
            data = member.data()
            hashes[member.name] = hashlib.sha256(data).hexdigest()
            for row in parse_rows(data):
                survey.add(rows, row)
            step(0)
    if survey.manifest is not None and survey.manifest.parts != hashes:
        raise damaged("A list in the project file does not match its hash.")
    survey.check()
    return survey


def members_of(path: Path) -> Iterator[tuple[Member, str | None]]:
    """Yield each member, with the name of its rows if it is a list.

    Raises InvalidValue (file) for members that no export writes, or if the format is another one.
    """
    with open_archive(path) as source:
        members = iter(ArchiveReader(source, most=LARGEST_RATIO * settings.MAX_IMPORT_BYTES))
        _check_first(members)
        for member in members:
            listed = _LIST.fullmatch(member.name)
            name = listed[1] if listed else None
            if not (name in LISTS if listed else member.name == MANIFEST or is_content(member)):
                raise damaged(
                    f"The project file has a member that this server does not know: {member.name[:100]!r}. "
                    "Upgrade this server."
                )
            yield member, name


def _check_first(members: Iterator[Member]) -> None:
    try:
        first = next(members, None)
        if first is None or first.name != FORMAT:
            raise damaged(NO_PROJECT_FILE)
        check_format(first.data(most=1000))
    except InvalidValue as refusal:
        # A file of another kind is no damaged project file.
        raise refusal if "format" in refusal.message else damaged(NO_PROJECT_FILE) from refusal


def is_content(member: Member) -> bool:
    """Return whether it is a body or the bytes of a file. Raises InvalidValue (file) if it is larger than allowed."""
    body, bytes_ = _BODY.fullmatch(member.name), _BYTES.fullmatch(member.name)
    most = LARGEST_FILE if body else settings.MAX_FILE_BYTES
    if (body or bytes_) and member.size > most:
        raise damaged(f"{member.name} has {member.size:,} bytes. The limit of this server is {most:,}.")
    return bool(body or bytes_)


def parse_rows(data: bytes) -> Iterator[JsonRow]:
    """Yield the rows of a list. Raises InvalidValue (file)."""
    for line in data.splitlines():
        try:
            row = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise damaged() from error
        if not isinstance(row, dict):
            raise damaged()
        yield row
