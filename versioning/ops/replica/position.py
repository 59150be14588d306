"""Positions in PostgreSQL's write-ahead log: what the primary has written, what a replica has replayed."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections

# The insert position is never before the end of a commit that was acknowledged, whatever synchronous_commit is.
PRIMARY = """
    SELECT left(pg_walfile_name(lsn), 8), (lsn - '0/0'::pg_lsn)::bigint FROM pg_current_wal_insert_lsn() AS lsn
"""
# 16 hexadecimal digits fit into a signed 64-bit number as long as the first one is below 8.
LONGEST = 40


@dataclass(frozen=True)
class WalPosition:
    """`timeline` rises by one at each promotion, `offset` counts bytes. As text: 3.92382392."""

    timeline: int
    offset: int

    @classmethod
    def parse(cls, text: str) -> Self | None:
        """Return the position, or None if the text is none."""
        timeline, _, offset = text.partition(".")
        if len(text) > LONGEST or not (timeline.isdecimal() and offset.isdecimal() and text.isascii()):
            return None
        return cls(int(timeline), int(offset))

    @classmethod
    def latest(cls, positions: Sequence["WalPosition"]) -> Self:
        """Return the first position that is after none of these."""
        return cls(max(each.timeline for each in positions), max(each.offset for each in positions))

    def __str__(self) -> str:
        return f"{self.timeline}.{self.offset}"

    def covers(self, other: "WalPosition") -> bool:
        """Return whether a replica that is here has replayed everything up to `other`.

        After a promotion, a replica that still is on the former timeline may be ahead with what was never
        acknowledged, so that comparing bytes alone would not do.
        """
        return self.timeline >= other.timeline and self.offset >= other.offset


# After anything that is replayed: whoever has this position reads from the primary.
NEVER = WalPosition(2**32, 2**63)


def position_of_primary() -> WalPosition:
    """Return where the primary is, or NEVER if it does not answer."""
    try:
        with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
            cursor.execute(PRIMARY)
            timeline, offset = cursor.fetchone()
    except DatabaseError:
        return NEVER
    return WalPosition(int(timeline, 16), int(offset))
