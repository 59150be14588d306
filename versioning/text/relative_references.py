"""Find what a text of a repository refers to by relative addresses, and which paths these mean.

Obsidian's `[[picture.png]]` names a file wherever it lies. Its reference is `[[picture.png]]`, and its path is one that
no file can have, `/notes/[[picture.png]]`: what the name means in the texts of the folder `notes`.
"""

import posixpath
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import unescape
from urllib.parse import unquote

# What may be between parentheses in an address: more of them, two levels deep.
_INNER = r"(?:[^\s()]|\((?:[^\s()]|\([^\s()]*\))*\))*"
# An address with bare spaces, which ends in a usual ending of a file.
SPACED_ADDRESS = (
    r"([^\s()<>\[\]][^()<>\"\[\]\n]{0,400}\.(?i:png|jpe?g|gif|webp|avif|svg|bmp|pdf|mp[34]|wav|ogg|webm|mov|zip|csv|txt"
    r"|json|docx?|xlsx?|pptx?|mdx?|markdown|html?)(?:#[^\s()<>\"\[\]]{0,200})?)"
)
# Each begins with a literal or a set of them, so that long texts are searched fast.
# They expect a line break before the text.
# Markdown: ![alt](<a b.png>), ![alt](a(1).png "title"), ![alt](a b.png)
_IN_LINE = (
    re.compile(r"\]\(\s*<([^<>\n]*)>"),
    re.compile(rf"\]\(\s*([^\s<>()]*(?:\({_INNER}\)[^\s<>()]*)*)"),
    re.compile(rf'\]\([ \t]*{SPACED_ADDRESS}[ \t]*[)"]'),
)
# Markdown: [name]: a.png, also in a block quote
_DEFINED = re.compile(r"\n {0,3}(?:> {0,4}){0,20}\[[^\]\n]+\]:\s*(?:<([^<>\n]*)>|([^\s<]\S*))")
# HTML: src or href, not as the end of a longer word.
_OF_HTML = re.compile(
    r"""[sShH](?<!\w.)(?:(?<=[sS])[rR][cC]|(?<=[hH])[rR][eE][fF])\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))"""
)
_WIKI = re.compile(r"\[\[([^\[\]\n]{1,500})\]\]")
# A bar is escaped in a table.
BAR = re.compile(r"\\?\|")
# The types of files that Obsidian embeds, and usual attachments. Anything else after a dot is part of a page's name.
_FILE_NAME = re.compile(
    r"[^\s/.][^/]{0,250}\.(?:png|jpe?g|gif|webp|avif|svg|bmp|pdf|mp[34]|m4[av]|wav|ogg|ogv|webm|flac|3gp|mov|mkv|zip"
    r"|csv|txt|json|docx?|xlsx?|pptx?)\Z",
    re.IGNORECASE,
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
    return frozenset((*_addresses(text), *_wiki_references(text)))


def is_file_name(target: str) -> bool:
    """Return whether the target of a wiki link is the name of a file, perhaps with folders, and not of a page."""
    return _FILE_NAME.fullmatch(target.rpartition("/")[2]) is not None


def wiki_reference(target: str) -> str:
    """Return the reference for the name of a file in a wiki link."""
    return f"[[{target.strip()}]]"


def wiki_name(path_or_reference: str) -> str | None:
    """Return the name in a reference of a wiki link, or in the path of such a reference. None for all others."""
    match = _WIKI.search(path_or_reference) if path_or_reference.endswith("]]") else None
    is_one = match is not None and (match.start() == 0 or path_or_reference.startswith("/"))
    return match[1] if match is not None and is_one else None


def target_of(reference: str, *, path: str) -> str | None:
    """Return the path in the repository that a relative address in the file `path` means.

    A leading slash means the root of the repository. Return None for other addresses, and those that leave it. The path
    of a wiki link begins with a slash, unlike all others.
    """
    if reference.startswith("[["):
        joined = "" if wiki_name(reference) is None else f"/{posixpath.dirname(path)}/{reference}"
    else:
        relative = relative_address(reference)
        joined = "" if relative is None else join_paths(posixpath.dirname(path), relative.path)
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


def named_file(name: str, paths: Iterable[str], *, folder: str) -> str | None:
    """Return which of the paths a wiki link in a text of the folder means by this name, or None.

    As in Obsidian, the name may begin with folders, and case does not matter. The path from the root comes first, then
    the one beside the text, then the nearest one.
    """
    wanted = posixpath.normpath(name.strip().strip("/")).casefold()
    fitting = [path for path in paths if f"/{path}".casefold().endswith(f"/{wanted}")]
    beside = posixpath.join(folder, wanted).casefold()

    def distance(path: str) -> tuple[bool, bool, int, int, str]:
        folded = path.casefold()
        shared = len(posixpath.commonprefix((path.split("/"), folder.split("/"))))
        return folded != wanted, folded != beside, -shared, path.count("/"), path

    return min(fitting, key=distance, default=None)


def _wiki_references(text: str) -> Iterator[str]:
    if "[" not in text or "[[" not in text:
        return
    for match in _WIKI.finditer(text):
        target = BAR.split(match[1], maxsplit=1)[0].partition("#")[0].strip()
        if is_file_name(target) and "\0" not in target:
            yield wiki_reference(target)


def _addresses(text: str) -> Iterator[str]:
    for pattern in _patterns_for(text):
        for match in pattern.finditer(f"\n{text}"):
            address = next((group for group in match.groups() if group is not None), "")
            yield _BACKSLASH.sub(r"\1", address)


def _patterns_for(text: str) -> Iterator[re.Pattern[str]]:
    """Yield the patterns that the text may match."""
    # Strings are found faster than patterns, and single characters a hundred times faster than strings.
    if "]" in text:
        yield from _IN_LINE if "](" in text else ()
        yield from (_DEFINED,) if "]:" in text else ()
    if "=" in text and any(name in text.lower() for name in ("src", "href")):
        yield _OF_HTML
