"""How a version differs from its source, compared by the database, so that lists need not read snapshots."""

import json
from typing import TYPE_CHECKING, Any, Final

from django.db.models import Case, F, Value, When
from django.db.models.functions import Concat, NullIf

from versioning.models.sql.annotations import annotation

if TYPE_CHECKING:
    from versioning.models.version import Version

# One text is one blob within a document, so equal pointers are equal texts.
COMPARED: Final = ("title", "description", "content_type", "body")


def difference_annotations() -> dict[str, Any]:
    """Return annotations for a query set of versions, which `differing_fields` reads."""
    names = [Case(When(**{f"source__{name}": F(name)}, then=Value("")), default=Value(f"{name} ")) for name in COMPARED]
    return {
        "differing": Concat(*names),
        # Null if the metadata are equal to the database. SQLite compares JSON as text, so equal metadata in another
        # order come as different here. `differing_fields` compares them again.
        "own_fields": NullIf("fields", "source__fields"),
        "source_fields": NullIf("source__fields", "fields"),
    }


def differing_fields(version: "Version") -> list[str]:
    """Return the names of the snapshot fields that differ from the source's, in the order of the snapshot."""
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
