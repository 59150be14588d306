"""Find out which document a link in a text means, by the paths that the documents had in their repository or zip.

Sites and editors write the same link in different ways: `../guide/install.md`, `/docs/guide/install/`, `[[Install]]`.
Both sides are brought into one form, a key: `docs/guide/install`.
"""

import posixpath
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import unquote

from versioning.text.relative_references import join_paths, relative_address

_EXTENSION = re.compile(r"\.(?:md|mdx|markdown|mdown|html?)\Z")
_LANGUAGE = re.compile(r"[^/.](\.[a-z]{2}(?:[-_][a-z]{2,4})?)\.[a-z]+\Z", re.IGNORECASE)
# `/docs/next/install` and `/docs/1.0/install` (docusaurus.io/docs/versioning)
_VERSIONED = re.compile(r"/+((?:[^/]+/)?)(next|\d+(?:\.\d+)*(?:\.x)?)/(.+)", re.DOTALL)
_TEXTS = (".md", ".mdx", ".markdown")
# Files that are the text of their folder.
_INDEXES = frozenset({"index", "_index", "readme"})
# In characters of four bytes at most. An index of PostgreSQL takes 2,704 bytes, with the key of a project.
LONGEST = 650
# Of folders around a text, as the root of an address that begins with a slash.
_MOST_ROOTS = 12


@dataclass(frozen=True)
class LinkTarget:
    """What an address in a text means. `keys` are tried one after the other. `name` is set for wiki links only.

    All are empty if the address is an anchor of the same text.
    """

    keys: tuple[str, ...]
    anchor: str = ""
    name: str = ""


def path_key(path: str) -> str:
    """Return the key of a path: in one case, without extension, and that of its folder for an index."""
    parts = _folded(path).strip("/").split("/")
    parts[-1] = _EXTENSION.sub("", parts[-1])
    return "/".join(parts[:-1] if parts[-1] in _INDEXES else parts)


def key_name(key: str) -> str:
    """Return the last part of a key, by which wiki links find documents."""
    return key.rpartition("/")[2]


def link_target(address: str, *, path: str) -> LinkTarget | None:
    """Return what a link in the text at `path` means, or None if it leads out of the repository or to nothing."""
    relative = relative_address(address)
    if relative is None:
        return None
    keys = dict.fromkeys(map(path_key, _in_language(_candidates(relative.path, path=path), path=path)))
    return LinkTarget(tuple(key for key in keys if 0 < len(key) <= LONGEST), relative.anchor)


def _in_language(candidates: Iterable[str], *, path: str) -> Iterator[str]:
    """Yield each path after that of its translation, if the name of the text says a language: `index.fr.md`."""
    language = _LANGUAGE.search(path)
    for candidate in candidates:
        if language and candidate.lower().endswith(_TEXTS):
            stem, ending = posixpath.splitext(candidate)
            yield f"{stem}{language[1]}{ending}"
        yield candidate


def wiki_target(address: str, *, path: str) -> LinkTarget | None:
    """Return what `Page#Heading` of a wiki link in the text at `path` means, or None if it cannot be a name.

    Pages are found by their names.
    """
    named, _, anchor = unquote(address).partition("#")
    if "\0" in named + anchor:
        return None
    key = path_key(named.strip())
    beside = path_key(posixpath.join(posixpath.dirname(path), named.strip()))
    keys = dict.fromkeys((key, beside)) if key else {}
    return LinkTarget(tuple(each for each in keys if len(each) <= LONGEST), anchor.rpartition("#")[2], key_name(key))


def _candidates(named: str, *, path: str) -> Iterator[str]:
    """Yield the paths that an address may mean, the likeliest first."""
    folder = posixpath.dirname(path)
    if named.startswith("/"):
        # The root of the site is the repository, or one of the folders around the text.
        versioned = _VERSIONED.match(named)
        names = [named.lstrip("/"), *([_of_version(versioned)] if versioned else [])]
        yield from (join_paths(root, name) for name in names for root in folders_above(folder))
        return
    yield join_paths(folder, named)
    # A site gives each text a folder of its own, unless it is an index.
    stem = path_key(path)
    if stem != path_key(folder):
        yield join_paths(posixpath.splitext(path)[0], named)
    # Hugo also looks from the root of the site.
    yield from (join_paths(root, named) for root in folders_above(folder))


def _of_version(address: re.Match[str]) -> str:
    """Return the path that Docusaurus gives a version's page in its repository."""
    docs, version, rest = address.groups()
    return f"{docs}{rest}" if version == "next" else f"versioned_docs/version-{version}/{rest}"


def folders_above(folder: str) -> Iterator[str]:
    """Yield the repository, and the folders from there to this one."""
    parts = folder.split("/", _MOST_ROOTS) if folder else []
    return ("/".join(parts[:depth]) for depth in range(min(len(parts), _MOST_ROOTS) + 1))


def _folded(path: str) -> str:
    return unicodedata.normalize("NFC", path).casefold()
