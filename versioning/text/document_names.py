"""The names of a document beside its path, by which links may mean it: its aliases, and the addresses of its site.

Names of files with numbers of order, and `slug` and `id` in the front matter: https://docusaurus.io/docs/create-doc
"""

import posixpath
import re
from collections.abc import Iterator, Mapping
from typing import Any

from versioning.text.document_paths import LONGEST, folders_above, path_key
from versioning.text.front_matter.metadata import read_metadata
from versioning.text.front_matter.split import FrontMatterText
from versioning.text.relative_references import join_paths
from versioning.text.storable import unstorable_in

_PREFIX = re.compile(r"(?P<number>\d+)\s*[-_.]+\s*(?P<name>[^-_.\s].*)")
# Names that begin with a date or a version have no number of order.
_NO_PREFIX = re.compile(r"(?:\d{2}|\d{4})[-_.]\d{2}(?:[-_.](?:\d{2}|\d{4}))?(?:\D|\Z)|\d+[-_.]\d+")


def split_number(name: str) -> tuple[int | None, str]:
    """Return the number that a name begins with, or None, and the rest: `02-install` is 2 and `install`."""
    prefix = None if _NO_PREFIX.match(name) else _PREFIX.fullmatch(name)
    return (None, name) if prefix is None or len(prefix["number"]) > 9 else (int(prefix["number"]), prefix["name"])


def stated_aliases(parts: FrontMatterText) -> frozenset[str]:
    """Return the keys of the other names that the front matter states. One that begins with a slash is an address."""
    return _usable(path_key(alias) for alias in read_metadata(parts).aliases if not alias.startswith("/"))


def site_addresses(path: str, *, parts: FrontMatterText) -> frozenset[str]:
    """Return the keys of the addresses that a site gives the file at `path`, beside that of the path itself.

    Sites leave out numbers of order, and let the front matter state another address.
    """
    return _usable(path_key(each) for each in _addresses(path, parts=parts)) - {path_key(path)}


def stated_id(values: Mapping[str, Any]) -> str:
    """Return the name that the front matter gives the page instead of that of its file, or an empty string."""
    stated = values.get("id")
    is_name = isinstance(stated, str | int) and not isinstance(stated, bool)
    return name if is_name and "/" not in (name := str(stated).strip()) else ""


def _addresses(path: str, *, parts: FrontMatterText) -> Iterator[str]:
    folder = posixpath.dirname(path)
    bare = "/".join(split_number(part)[1] for part in folder.split("/"))
    yield posixpath.join(bare, split_number(posixpath.basename(path))[1])
    values = parts.values()
    if name := stated_id(values):
        yield posixpath.join(bare, name)
    slug = values.get("slug")
    stated = [alias for alias in read_metadata(parts).aliases if alias.startswith("/")]
    for address in (*stated, *([slug] if isinstance(slug, str) and slug.strip("/. ") else [])):
        if address.startswith("/"):
            # The root of the site is one of the folders around the text.
            yield from (posixpath.join(root, address.strip("/")) for root in folders_above(folder))
        else:
            yield from (join_paths(around, address) for around in (folder, bare))


def _usable(keys: Iterator[str]) -> frozenset[str]:
    return frozenset(key for key in keys if 0 < len(key) <= LONGEST and not unstorable_in(key))
