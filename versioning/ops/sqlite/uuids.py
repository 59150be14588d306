"""UUIDs as blobs of 16 bytes. Django's own backend stores them as 32 characters, in each row and each index.

The columns keep their type `char(32)`, which takes blobs as they are. They sort as the characters do.
"""

import sqlite3
from functools import lru_cache
from uuid import UUID

import uuid6

BYTES = 16


@lru_cache(maxsize=10_000)
def read_uuid(stored: bytes) -> UUID:
    """Return the UUID of 16 bytes, or of the digits that a database of a former release has.

    Most keys of a request are the same ones, so a cache saves parsing.
    """
    return UUID(bytes=stored) if len(stored) == BYTES else UUID(stored.decode())


# SQLite's driver looks for the exact class. That of new keys is a subclass.
for kind in (UUID, uuid6.UUID):
    sqlite3.register_adapter(kind, lambda value: value.bytes)
# The driver takes the first word of the type `char(32)`. No other field of ours has a type that begins with it.
sqlite3.register_converter("char", read_uuid)


def unhex(digits: str | None) -> bytes | None:
    """Return the bytes of hex digits, or None for anything else. SQLite itself has this function from 3.41 on."""
    try:
        return None if digits is None else bytes.fromhex(digits)
    except (TypeError, ValueError):
        return None
