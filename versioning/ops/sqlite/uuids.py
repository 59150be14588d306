"""UUIDs as blobs of 16 bytes. Django's own backend stores them as 32 characters, in each row and each index.

The columns keep their type `char(32)`, which takes blobs as they are. They sort as the characters do.
"""

import sqlite3
from uuid import UUID

import uuid6
from django.db.backends.sqlite3.features import DatabaseFeatures
from django.db.backends.sqlite3.operations import DatabaseOperations

# SQLite's driver looks for the exact class. That of new keys is a subclass.
for kind in (UUID, uuid6.UUID):
    sqlite3.register_adapter(kind, lambda value: value.bytes)


class Features(DatabaseFeatures):
    # Fields hand UUIDs to the driver as they are.
    has_native_uuid_field = True


class Operations(DatabaseOperations):
    def convert_uuidfield_value(self, value: bytes | None, expression: object, connection: object) -> UUID | None:
        return None if value is None else UUID(bytes=value)


def unhex(digits: str | None) -> bytes | None:
    """Return the bytes of hex digits, or None for anything else. SQLite itself has this function from 3.41 on."""
    try:
        return None if digits is None else bytes.fromhex(digits)
    except (TypeError, ValueError):
        return None
