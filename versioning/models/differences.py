"""In what a version differs from its source, as the database finds it: lists read no snapshot to know it."""

import json
from typing import TYPE_CHECKING, Any, Final

from django.db.models import Case, F, Value, When
from django.db.models.functions import Concat, NullIf

from versioning.models.sql.annotations import annotation

if TYPE_CHECKING:
    from versioning.models.version import Version

# One text is one blob within a document, so equal pointers are equal texts.
COMPARED: Final = ("title", "description", "content_type", "body")


def differences() -> dict[str, Any]:
    """To annotate versions with, for `differing_fields`."""
    names = [Case(When(**{f"source__{name}": F(name)}, then=Value("")), default=Value(f"{name} ")) for name in COMPARED]
    return {
        "differing": Concat(*names),
        # Null where they are the same to the database. It may find others in what is the same metadata, written in
        # another order, so that these are compared once more.
        "own_fields": NullIf("fields", "source__fields"),
        "source_fields": NullIf("source__fields", "fields"),
    }


def differing_fields(version: "Version") -> list[str]:
    """The names of those that differ, in the order of snapshots."""
    named: list[str] = annotation(version, "differing").split()
    same_metadata = annotation(version, "own_fields") == annotation(version, "source_fields")
    return named if same_metadata else [*named, "fields"]


def differs(version: "Version", *, name: str, value: Any) -> bool:
    """Return whether this value of a snapshot field is another than the version's. `body` is compared as text."""
    if name == "fields":
        # In Python 1 equals true; in JSON it does not.
        return json.dumps(version.fields, sort_keys=True) != json.dumps(value, sort_keys=True)
    stored = version.text if name == "body" else getattr(version, name)
    return bool(stored != value)
