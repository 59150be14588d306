"""The first and the last member of a project file: its format, and what it holds."""

import json
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from versioning.services.transfer._project.archive import damaged

FORMAT, MANIFEST = "format.json", "manifest.json"
NAME, VERSION = "stemma-project", 1
NO_PROJECT_FILE = "This is not a project file of Stemma."


@dataclass
class Manifest:
    """What a project file holds. `parts` maps the lists of rows to their hashes, `counts` the kinds to their numbers.

    The bodies of versions and the bytes of files are named by their own hashes.
    """

    project: dict[str, str]
    exported_at: str
    parts: dict[str, str] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)

    def to_json(self) -> bytes:
        return json.dumps({**vars(self), "format": NAME, "version": VERSION}, indent=1).encode()


def format_line() -> bytes:
    return json.dumps({"format": NAME, "version": VERSION}).encode()


def check_format(data: bytes) -> None:
    """Raise InvalidValue (file) unless this server reads the format."""
    values = parsed_object(data)
    if values.get("format") != NAME or not isinstance(values.get("version"), int):
        raise damaged(NO_PROJECT_FILE)
    if values["version"] != VERSION:
        raise damaged(
            f"This project file has format {values['version']}. This server reads format {VERSION}. "
            "Upgrade this server."
        )


def parse_manifest(data: bytes) -> Manifest:
    """Raises InvalidValue (file) unless it is a manifest."""
    values = parsed_object(data)
    project, parts, counts = (values.get(name) for name in ("project", "parts", "counts"))
    if not (isinstance(project, dict) and isinstance(parts, dict) and isinstance(counts, dict)):
        raise damaged()
    return Manifest(project, str(values.get("exported_at")), parts, Counter(counts))


def parsed_object(data: bytes) -> dict[str, Any]:
    """Return the JSON object. Raises InvalidValue (file)."""
    try:
        value = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise damaged() from error
    if not isinstance(value, dict):
        raise damaged()
    return value
