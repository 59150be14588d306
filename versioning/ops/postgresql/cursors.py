"""A cursor that is made once for a connection."""

from typing import Any

import psycopg
from psycopg.pq import Format

_TIMESTAMP = psycopg.adapters.types["timestamptz"].oid
# The loader that psycopg wrote in C. Django's, in Python, takes six times as long. Both return times in UTC.
_LOADER = psycopg.adapters.get_loader(_TIMESTAMP, Format.TEXT)


class ReusedCursor(psycopg.Cursor[Any]):
    """A cursor for statement after statement. A new one for each would copy the tables of types each time."""

    def __init__(self, connection: "psycopg.Connection[Any]") -> None:
        super().__init__(connection)
        if _LOADER is not None:
            self.adapters.register_loader(_TIMESTAMP, _LOADER)

    def close(self) -> None:
        """Let go of the result. The cursor can be used again."""
        self._reset()
