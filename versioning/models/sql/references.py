"""How people and programs name documents and versions: which column says it, and with which value."""

import re
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import BooleanField, CharField, Field, IntegerField, UUIDField

from versioning.models.sql.prepared import Given

IDENTIFIER = re.compile(r"[0-9a-f]{8}")
CURRENT = "current"
MAX_NUMBER = 2_147_483_647
MAX_DIGITS = 10


# The fields of keys, as statements that are made once take their values.
FIELDS: "dict[str, Field[Any, Any]]" = {
    "id": UUIDField(),
    "identifier": CharField(),
    "number": IntegerField(),
    "branch": UUIDField(),
    "branch__is_main": BooleanField(),
}


class Key(NamedTuple):
    """`name` is a field that is unique, for versions within their document."""

    name: str
    value: Any


def document_key(reference: str) -> Key | None:
    """A document is named by its identifier or its uuid; None where it is neither."""
    return Key("identifier", reference) if IDENTIFIER.fullmatch(reference) else _uuid_key(reference)


def version_key(reference: str) -> Key | None:
    """A version is named by its number, its uuid, or as the `current` one; None where it is none of these."""
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


def given_key(key_name: str, *, given: str) -> Given:
    """The value of a key that is given under another name."""
    return Given(given, FIELDS[key_name])
