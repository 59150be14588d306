"""Find what a text of a repository refers to by relative addresses, and which paths these mean."""

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from urllib.parse import unquote

# Each begins with a literal or a set of them, so that long texts are searched fast.
# They expect a line break before the text.
_PATTERNS = (
    # Markdown: ![alt](<a b.png>), ![alt](a(1).png "title"), [name]: a.png
    re.compile(r"\]\(\s*<([^<>\n]*)>"),
    re.compile(r"\]\(\s*([^\s<>()]*(?:\([^\s()]*\)[^\s<>()]*)*)"),
    re.compile(r"\n {0,3}\[[^\]\n]+\]:\s*(?:<([^<>\n]*)>|([^\s<]\S*))"),
    # HTML: src or href, not as the end of a longer word.
    re.compile(
        r"""[sShH](?<!\w.)(?:(?<=[sS])[rR][cC]|(?<=[hH])[rR][eE][fF])\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))"""
    ),
)
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_BACKSLASH = re.compile(r"\\([!-/:-@\[-`{-~])")
# In bytes. An index of PostgreSQL takes no much longer value.
LONGEST = 800


@dataclass(frozen=True)
class RelativeAddress:
    """`path` may begin with a slash, for the root of the repository. `anchor` is empty if there is none."""

    path: str
    anchor: str


def references_in(text: str) -> frozenset[str]:
    """Return the addresses that may be links or pictures of a Markdown or HTML text, also those in code samples."""
    return frozenset(_addresses(text))


def target_of(reference: str, *, path: str) -> str | None:
    """Return the path in the repository that a relative address in the file `path` means.

    A leading slash means the root of the repository. Return None for other addresses, and those that leave it.
    """
    relative = relative_address(reference)
    if relative is None:
        return None
    joined = join_paths(posixpath.dirname(path), relative.path)
    return joined if 0 < len(joined.encode(errors="replace")) <= LONGEST else None


def relative_address(reference: str) -> RelativeAddress | None:
    """Return the parts of a relative address, or None for all others: absolute ones, anchors and queries."""
    address = unescape(reference).strip()
    if not address or len(address) > LONGEST or _SCHEME.match(address) or address.startswith(("//", "\\", "#", "?")):
        return None
    before, _, anchor = address.partition("#")
    path = unquote(before.partition("?")[0])
    return None if not path or "\0" in path else RelativeAddress(path, unquote(anchor))


def join_paths(folder: str, path: str) -> str:
    """Return the path in the repository that `path` means in `folder`. A leading slash means the root."""
    # normpath stops at the root, as a browser does.
    return posixpath.normpath(posixpath.join("/", folder, path)).lstrip("/")


def _addresses(text: str) -> Iterator[str]:
    for pattern in _PATTERNS:
        for match in pattern.finditer(f"\n{text}"):
            address = next((group for group in match.groups() if group is not None), "")
            yield _BACKSLASH.sub(r"\1", address)
