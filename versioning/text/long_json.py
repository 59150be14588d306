"""Parse long JSON in little time: texts may be long, everything else may not.

A million empty lists take Python's lock for a second, and all threads of the server stand still. Members whose value is
a long text take none of that time.
"""

import re
from typing import Any

import msgspec

# Shorter JSON takes a few milliseconds, whatever it contains. Longer JSON may have as much besides its long texts.
LONG_BYTES = 250_000
# What a text counts for at most.
_TEXT_BYTES = 1_000
_DEEPEST = 8
# So many quotes belong to more than LONG_BYTES bytes, unless most of the strings are empty.
_MOST_QUOTES = LONG_BYTES // 2
_any = msgspec.json.Decoder()
_members = msgspec.json.Decoder(dict[str, msgspec.Raw])
_PLACE = re.compile(r"\(byte (\d+)\)")


class TooManyValues(ValueError):
    """Besides long texts, the JSON has more than LONG_BYTES bytes."""


class UnreadableJson(ValueError):
    """It is not JSON (RFC 8259), or has a lone surrogate. `byte` is the place of the mistake, from 0."""

    def __init__(self, byte: int) -> None:
        super().__init__(byte)
        self.byte = byte


def parse_long_json(data: bytes) -> Any:
    """Return the value. Raises TooManyValues, UnreadableJson, and RecursionError if it is nested very deeply."""
    # Before anything is parsed, because to make hundreds of thousands of members takes long as well. A quote within a
    # text has a backslash before it. The first quote of a string has none.
    if data.count(b'"') - data.count(b'\\"') > _MOST_QUOTES:
        raise TooManyValues
    try:
        return _Reader().read(msgspec.Raw(data.strip()), level=0)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        place = _PLACE.search(str(error))
        raise UnreadableJson(int(place[1]) if place else len(data)) from error


class _Reader:
    def __init__(self) -> None:
        self._left = LONG_BYTES

    def read(self, part: msgspec.Raw, *, level: int) -> Any:
        """Return the value of a part. A long object is read member by member."""
        size, first = len(part), bytes(memoryview(part)[:1])
        if first == b"{" and size > self._left and level < _DEEPEST:
            members = _members.decode(part)
            self._take(sum(map(len, members)) + len(members))
            return {name: self.read(value, level=level + 1) for name, value in members.items()}
        self._take(min(size, _TEXT_BYTES) if first == b'"' else size)
        return _any.decode(part)

    def _take(self, size: int) -> None:
        self._left -= size
        if self._left < 0:
            raise TooManyValues
