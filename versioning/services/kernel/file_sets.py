"""Find or write the set of files that a text uses."""

import hashlib
import json
from collections.abc import Collection, Iterable
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from versioning import clock
from versioning.models import FileSet, FileUse
from versioning.models.sql.rows import insert_rows, insert_unless_taken
from versioning.models.sql.statements import Statement

# One parameter for all identifiers: a text can mention more than a statement takes parameters.
_AMONG = {
    "postgresql": "id IN (SELECT value::uuid FROM json_array_elements_text(%s::json))",
    "sqlite": "id IN (SELECT unhex(value) FROM json_each(%s))",
}
_FILES = {
    vendor: Statement(f"SELECT id FROM versioning_file WHERE project_id = %s AND {among} ORDER BY id")  # noqa: S608
    for vendor, among in _AMONG.items()
}
# FOR KEY SHARE keeps what is read from being deleted until the transaction ends, and nothing else. SQLite has one
# writer at a time.
_FILES_HELD = {
    "postgresql": Statement(f"{_FILES['postgresql'].sql} FOR KEY SHARE"),
    "sqlite": _FILES["sqlite"],
}
_FIND = "SELECT id FROM versioning_fileset WHERE project_id = %s AND digest = %s"
_SET_HELD = {"postgresql": Statement(f"{_FIND} FOR KEY SHARE"), "sqlite": Statement(_FIND)}


def keep_file_set(*, project_id: UUID, mentioned: Collection[UUID]) -> int | None:
    """Return the key of the set of the project's files among these, or None if there are none.

    Call it in the transaction that stores the text. Identifiers of nothing, and of files of other projects, do not
    count. If a text had exactly these files before, one statement finds their set, however many they are.
    """
    # A set has files of its project only, and nobody deletes them while it has them.
    if mentioned and (known := _run(_SET_HELD, project_id, digest_of(mentioned))):
        return int(known[0])
    while mentioned and (files := _run(_FILES, project_id, _array(mentioned))):
        digest = digest_of(files)
        kept = _run(_SET_HELD, project_id, digest) or _make(project_id, digest=digest, files=files)
        if kept:
            return int(kept[0])
        # Another transaction made the set, or a file was deleted, since the statement before.
    return None


def digest_of(files: Iterable[UUID]) -> bytes:
    """Return the digest of a set of these files."""
    return digest_of_numbers(pk.int for pk in files)


def digest_of_numbers(numbers: Iterable[int]) -> bytes:
    """Return the digest of the set of files whose identifiers are these numbers, which sort as the identifiers do."""
    return hashlib.sha256(b"".join(number.to_bytes(16) for number in sorted(numbers))).digest()


def _make(project_id: UUID, *, digest: bytes, files: list[Any]) -> list[int]:
    """Insert the set with its uses and return its key. Return nothing if it cannot be made as it should be."""
    with transaction.atomic():
        made = FileSet(project_id=project_id, digest=digest, created_at=clock.now())
        if not insert_unless_taken(made, unless=("project", "digest")):
            return []
        if _run(_FILES_HELD, project_id, _array(files)) != files:
            transaction.set_rollback(True)
            return []
        insert_rows([FileUse(file_set=made, file_id=pk) for pk in files])
    return [made.pk]


def _run(statements: dict[str, Statement], project_id: UUID, value: Any) -> list[Any]:
    return [row[0] for row in statements[connection.vendor].rows([project_id, value], connection=connection)]


def _array(keys: Iterable[UUID]) -> str:
    return json.dumps([key.hex for key in keys])
