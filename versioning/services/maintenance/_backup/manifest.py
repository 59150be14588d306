"""What a backup says about itself, so that a restored database can be held against it."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass

from versioning.exceptions import InvalidValue

# 1 had no files.
FORMAT = 2

# Rows of these only ever become more, unless `purge` takes some. Rows of other tables come and go.
LASTING = ("versioning_document", "versioning_version", "versioning_blob", "versioning_event", "versioning_file")


@dataclass(frozen=True)
class Manifest:
    """The member `manifest.json` of a backup. `rows` counts every table. `sha256` is that of the database's member.

    `files` is how many members hold bytes of files, or None if they were left out. `missing` lists the keys of bytes
    that the file store lacked or that were damaged.
    """

    engine: str
    taken_at: str
    rows: Mapping[str, int]
    last_event: str | None
    sha256: str
    size: int
    files: int | None = None
    file_bytes: int = 0
    missing: Sequence[str] = ()
    format: int = FORMAT

    def to_json(self) -> bytes:
        return json.dumps(asdict(self), indent=2).encode()


def parse_manifest(data: bytes) -> Manifest:
    """Raises InvalidValue if it is not a manifest, or one of a newer format."""
    try:
        members = json.loads(data)
        # Before the members, which another format may name otherwise.
        if members.get("format", FORMAT) > FORMAT:
            raise InvalidValue("A newer version of Stemma made this backup. Upgrade first.", field="source")
        return Manifest(**members)
    except (AttributeError, ValueError, TypeError) as error:
        raise InvalidValue("This file is not a backup of Stemma.", field="source") from error


def differences(*, expected: Mapping[str, int], rows: Mapping[str, int]) -> Iterator[tuple[str, int, int]]:
    """Yield (table, expected rows, rows) for each table whose count differs."""
    for table in sorted(expected.keys() | rows.keys()):
        if expected.get(table, 0) != rows.get(table, 0):
            yield table, expected.get(table, 0), rows.get(table, 0)
