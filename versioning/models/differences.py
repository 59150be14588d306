"""In what a version differs from its source, as the database finds it: lists read no snapshot to know it."""

from typing import TYPE_CHECKING, Any, Final

from django.db.models import Case, F, Value, When
from django.db.models.functions import Concat, NullIf

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
    named: list[str] = version.differing.split()  # type: ignore[attr-defined]
    return named if version.own_fields == version.source_fields else [*named, "fields"]  # type: ignore[attr-defined]
