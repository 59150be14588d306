"""Texts of up to 5 MB that are costly to render, to compare, to merge or to parse."""

import json
from collections.abc import Callable
from functools import cache

from tests.benchmarks.texts import KB, edited, prose

MB = 1000 * KB
# As JSON, with its escapes, a request stays below MAX_REQUEST_BYTES.
SIZE = 4_600 * KB


def _repeated(piece: str, *, size: int = SIZE) -> str:
    return piece * (size // (len(json.dumps(piece)) - 2))


# By name. Each is made for one part of the work: the parser of Markdown, its tables and links, the comparison of lines.
KINDS: dict[str, Callable[[], str]] = {
    "ampersands": lambda: "&" * 1_900_000,
    "quotes": lambda: _repeated(f"{'> ' * 400}deep\n"),
    "lists": lambda: "".join(f"{' ' * 2 * (level % 500)}- level {level}\n" for level in range(8_000)),
    "table": lambda: f"|a|b|c|d|\n|-|-|-|-|\n{_repeated('|1|**2**|`3`|[4](/5)|' + chr(10), size=SIZE - 100)}",
    "links": lambda: _repeated('[a](http://example.com/b "c") '),
    "brackets": lambda: _repeated("[![a](b)"),
    "emphasis": lambda: _repeated("*a **b _c __d "),
    "html": lambda: _repeated("<div><b><i>x</i></b>"),
    "backticks": lambda: " ".join("`" * length for length in range(1, 3_000)),
    "short lines": lambda: _repeated("ab\n"),
    "prose": lambda: prose(SIZE - 100 * KB),
}
# Each of these is the text of a document in two versions and a draft that both disagree.
STORED = ("prose", "ampersands", "short lines")


@cache
def text(kind: str) -> str:
    return KINDS[kind]()


def versions_of(kind: str) -> tuple[str, str, str]:
    """Return the text, and two others that were made of it by edits in thousands of places."""
    whole = text(kind)
    return whole, edited(whole, seed=1, edits=1000, size=200 * KB), edited(whole, seed=2, edits=1000, size=200 * KB)


@cache
def body(kind: str) -> bytes:
    """Return the text as the member `body` of a request."""
    return json.dumps({"body": text(kind)}).encode()


def _nested(piece: bytes, *, size: int = SIZE) -> bytes:
    return b"[" + b",".join([piece] * (size // (len(piece) + 1))) + b"]"


# Requests that are costly to read: many small values, and bytes that are no JSON only in the end.
JSON: dict[str, Callable[[], bytes]] = {
    "lists": lambda: b'{"fields":{"a":' + _nested(b"[]") + b"}}",
    "members": lambda: b'{"fields":{' + b",".join(b'"m%d":""' % each for each in range(350_000)) + b"}}",
    "strings": lambda: b'{"fields":{"a":' + _nested(b'""') + b"}}",
    "surrogate": lambda: b'{"fields":{"a":' + _nested(b'"\\ud800"') + b"}}",
    "unfinished": lambda: b'{"fields":{"a":' + _nested(b"[1]"),
}


@cache
def json_of(kind: str) -> bytes:
    return JSON[kind]()
