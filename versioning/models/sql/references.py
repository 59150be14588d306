"""References: how people and programs name documents and versions, as columns and values."""

import re
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import BooleanField, CharField, Field, IntegerField, UUIDField

from versioning.models.sql.prepared import Parameter

IDENTIFIER = re.compile(r"[0-9a-f]{8}")
CURRENT = "current"
MAX_NUMBER = 2_147_483_647
MAX_DIGITS = 10


# The fields of keys, for the parameters of prepared statements.
FIELDS: "dict[str, Field[Any, Any]]" = {
    "id": UUIDField(),
    "identifier": CharField(),
    "number": IntegerField(),
    "branch": UUIDField(),
    "branch__is_main": BooleanField(),
}


class Key(NamedTuple):
    """A unique field and its value. For versions it is unique within the document."""

    name: str
    value: Any


def document_key(reference: str) -> Key | None:
    """Return the key of a document from its identifier or UUID, or None for other references."""
    return Key("identifier", reference) if IDENTIFIER.fullmatch(reference) else _uuid_key(reference)


def version_key(reference: str) -> Key | None:
    """Return the key of a version from its number, its UUID or `current`, or None for other references."""
    if reference == CURRENT:
        return Key(CURRENT, None)
    if reference.isdecimal() and reference.isascii():
        fits = len(reference) <= MAX_DIGITS and int(reference) <= MAX_NUMBER
        return Key("number", int(reference)) if fits else None
    return _uuid_key(reference)


def _uuid_key(reference: str) -> Key | None:
    try:
        return Key("id", UUID(reference))
    except ValueError:
        return None


def key_parameter(key_name: str, *, name: str) -> Parameter:
    """Return a parameter for the value of a key, under another name."""
    return Parameter(name, FIELDS[key_name])
