"""Find the links of a rendered text, and the documents that they mean."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from html import unescape
from posixpath import commonprefix
from typing import Any
from urllib.parse import unquote
from uuid import UUID

from versioning.models import Document, DocumentPath
from versioning.models.files.text_origin import OWN_DOCUMENT, OWN_FILES, origin_of
from versioning.models.links.document_path import NameKind
from versioning.services.links._translations import path_of_original, translations_for
from versioning.text.document_paths import LONGEST, LinkTarget, key_name, link_target, path_key, wiki_target
from versioning.text.render.dialects.wiki_links import FILE_CLASS, WIKI_CLASS

# The sanitizer has written each tag in one form, and has escaped "<" and ">" in values.
LINK = re.compile(r"<a(?:\s[^<>]*)?>")
_ADDRESS = re.compile(r'\shref="(?!#|https?:|mailto:|tel:|data:)([^"]+)"')
_WIKI, _FILE = (re.compile(rf'\sclass="(?:[^"]* )?{name}(?: [^"]*)?"') for name in (WIKI_CLASS, FILE_CLASS))


# Links of one text. The others of a longer list stay as they are.
MOST_LINKS = 1000
# Of the keys of a link, the first ones are those of the file itself.
_LIKELY = 2
# The address as in the HTML, and whether it is a wiki link.
Link = tuple[str, bool]


@dataclass(frozen=True)
class FoundLink:
    """A link to another document. `address` is as in the HTML, and `document` is None if it leads to none.

    One that `is_of_site` means the page in the language of the text.
    """

    address: str
    target: LinkTarget
    document: Document | None
    is_of_site: bool = False


def is_wiki_link(tag: str) -> bool:
    """Return whether this tag is of a wiki link."""
    return _WIKI.search(tag) is not None


def address_of(tag: str) -> str | None:
    """Return the address in this tag as the HTML has it, or None if it leads to another place for sure."""
    match = _ADDRESS.search(tag)
    return None if match is None else match[1]


def find_links(html: str, *, project_id: UUID, document_id: UUID, fields: Mapping[str, Any]) -> dict[Link, FoundLink]:
    """Return the relative links and wiki links by their addresses, and whether they are wiki links.

    `fields` are those of the version, which name the commit or zip it came from. A few statements, whatever the number
    of links, and none for a text without such links.
    """
    wanted = list(dict.fromkeys(_wanted(html)))[:MOST_LINKS]
    if not wanted:
        return {}
    origin = origin_of(fields)
    place = _Place(document_id, project_id, commit="" if origin is None else origin.commit)
    path = origin.path if origin is not None else DocumentPath.objects.newest_of(document_id)
    found, named = _found_from(path, wanted, place=place)
    found |= dict(_by_title(found, project_id=project_id))
    found = {each: link if link.document else replace(link, document=named.get(each)) for each, link in found.items()}
    found |= _from_original(wanted, found, place=place)
    return _translated(found | dict(_by_ending(found, path=path, place=place)), place=place)


@dataclass(frozen=True)
class _Place:
    """The document whose links are found, and the commit that its text came from."""

    document_id: UUID
    project_id: UUID
    commit: str


def _found_from(
    path: str, wanted: Iterable[Link], *, place: _Place
) -> tuple[dict[Link, FoundLink], dict[Link, Document]]:
    """Return the links of a text at this path, and the documents that they mean by other names."""
    # Anybody can write metadata, so that the path can be of any length.
    path = path if len(path) <= LONGEST else ""
    targets = {each: target for each in wanted if (target := _target(*each, path=path)) is not None}
    documents, named = _documents(targets, path=path, project_id=place.project_id, commit=place.commit)
    return {each: FoundLink(each[0], target, documents.get(each)) for each, target in targets.items()}, named


def _from_original(wanted: Iterable[Link], found: Mapping[Link, FoundLink], *, place: _Place) -> dict[Link, FoundLink]:
    """Return links of a translation that lead somewhere only from the place of the text that it translates.

    Sites show a page in their own language if it is not translated.
    """
    left = [each for each in wanted if not each[1] and (each not in found or found[each].document is None)]
    path = path_of_original(place.document_id, project_id=place.project_id) if left else ""
    if not path:
        return {}
    again, named = _found_from(path, left, place=place)
    links = {each: replace(link, document=link.document or named.get(each)) for each, link in again.items()}
    return {each: replace(link, is_of_site=True) for each, link in links.items() if link.document is not None}


def _by_ending(found: Mapping[Link, FoundLink], *, path: str, place: _Place) -> Iterator[tuple[Link, FoundLink]]:
    """Yield links by addresses whose root is a folder that is not around the text, as that of pages linked in a blog.

    The path of the page ends with the address. One page of several is the nearest.
    """
    wanted = {each: link.target.keys[0] for each, link in found.items() if _is_open(each, link)}
    if not wanted:
        return
    rows: dict[str, list[DocumentPath]] = {}
    for row in DocumentPath.objects.wanted(
        project_id=place.project_id, commit=place.commit, keys=(), names={key_name(key) for key in wanted.values()}
    ):
        if row.origin != DocumentPath.Origin.NAME and row.document.trashed_at is None:
            rows.setdefault(row.name, []).append(row)
    own = path_key(path)
    for each, key in wanted.items():
        # A name alone could be that of any page, so that it means those near the top.
        named = [row for row in rows.get(key_name(key), ()) if row.key.endswith(f"/{key}")]
        named = [row for row in named if "/" in key or row.key.count("/") == 1]
        if named:
            nearest = min(named, key=lambda row: (-len(commonprefix((row.key, own))), row.key.count("/")))
            yield each, replace(found[each], document=nearest.document, is_of_site=True)


def _is_open(each: Link, link: FoundLink) -> bool:
    return not each[1] and each[0].startswith("/") and link.document is None and bool(link.target.keys)


def _translated(links: dict[Link, FoundLink], *, place: _Place) -> dict[Link, FoundLink]:
    """Let the links that name a page, but not the file of one language, lead to the translations of their documents."""
    of_site = {
        each: link.document.translation_key
        for each, link in links.items()
        if link.document is not None and (link.is_of_site or (not each[1] and each[0].startswith("/")))
    }
    if not of_site:
        return links
    documents = translations_for(place.document_id, keys=set(of_site.values()), project_id=place.project_id)
    return links | {
        each: replace(links[each], document=documents[key]) for each, key in of_site.items() if key in documents
    }


def _wanted(html: str) -> Iterator[Link]:
    for tag in LINK.findall(html):
        address = address_of(tag)
        if address is None or _FILE.search(tag):
            continue
        is_wiki = is_wiki_link(tag)
        if is_wiki or not (OWN_DOCUMENT.match(address) or address.startswith(OWN_FILES)):
            yield address, is_wiki


def _documents(
    targets: Mapping[Link, LinkTarget], *, path: str, project_id: UUID, commit: str
) -> tuple[dict[Link, Document], dict[Link, Document]]:
    """Return the documents that the links mean by paths, and those that they mean by other names.

    The likeliest keys are looked up first, and most links need no more.
    """
    documents, named = dict[Link, Document](), dict[Link, Document]()
    names = {target.name for target in targets.values() if target.name}
    for part in (slice(_LIKELY), slice(_LIKELY, None)):
        # Pages by their names are all looked up at first.
        left = {
            each: target for each, target in targets.items() if each not in documents and (names or not target.name)
        }
        keys = {key for target in left.values() if not target.name for key in target.keys[part]}
        if keys or names:
            rows = _Rows(
                DocumentPath.objects.wanted(project_id=project_id, commit=commit, keys=keys, names=names), path=path
            )
            documents |= {
                each: document for each, target in left.items() if (document := rows.document(target)) is not None
            }
            named |= {
                each: document for each, target in left.items() if (document := rows.document_named(target)) is not None
            }
        names = set()
    return documents, named


def _target(address: str, is_wiki: bool, *, path: str) -> LinkTarget | None:
    if is_wiki:
        return wiki_target(unescape(address), path=path)
    # A relative address in a text that was written here means nothing.
    return link_target(address, path=path) if path else None


class _Rows:
    """The paths that the links of one text may mean, the likeliest first."""

    def __init__(self, rows: Sequence[DocumentPath], *, path: str) -> None:
        self._path = path_key(path)
        self._by_key: dict[str, DocumentPath] = {}
        self._by_name: dict[str, list[DocumentPath]] = {}
        self._names: dict[tuple[bool, str], DocumentPath] = {}
        for row in rows:
            if row.origin == DocumentPath.Origin.NAME:
                self._names.setdefault((row.position == NameKind.ADDRESS, row.key), row)
                continue
            self._by_key.setdefault(row.key, row)
            self._by_name.setdefault(row.name, []).append(row)

    def document(self, target: LinkTarget) -> Document | None:
        if target.name:
            return self._named(target)
        row = next((self._by_key[key] for key in target.keys if key in self._by_key), None)
        return None if row is None else row.document

    def document_named(self, target: LinkTarget) -> Document | None:
        """Return the document that a wiki link means by a title or alias, or another link by an address of a site."""
        # The first key of a wiki link is the name as it is written.
        keys = target.keys[:1] if target.name else target.keys
        row = next((row for key in keys if (row := self._names.get((not target.name, key))) is not None), None)
        return None if row is None or row.document.trashed_at is not None else row.document

    def _named(self, target: LinkTarget) -> Document | None:
        """Return the document of a wiki link: one that lies near, if several have the name.

        If the link names a folder that the page is not in, the only page of this name is meant.
        """
        for key in target.keys:
            ends = f"/{key}"
            rows = [row for row in self._by_name.get(target.name, ()) if row.key == key or row.key.endswith(ends)]
            if rows:
                return min(rows, key=self._distance).document
        named = self._by_name.get(target.name, [])
        return named[0].document if len({row.document_id for row in named}) == 1 else None

    def _distance(self, row: DocumentPath) -> tuple[bool, int, int]:
        shared = len(commonprefix((row.key, self._path)))
        return row.document.trashed_at is not None, -shared, row.key.count("/")


def _by_title(found: Mapping[Link, FoundLink], *, project_id: UUID) -> Iterator[tuple[Link, FoundLink]]:
    """Yield the wiki links that name the title of a document. Those written here have no path."""
    wanted: dict[str, list[Link]] = {}
    for each, link in found.items():
        if each[1] and link.document is None and (title := unquote(unescape(link.address)).partition("#")[0].strip()):
            wanted.setdefault(title, []).append(each)
    if not wanted:
        return
    documents = Document.objects.filter(project=project_id, title__in=list(wanted)[:400], trashed_at=None)
    # Of equal titles, the oldest of these counts.
    for document in documents.only("identifier", "title", "translation_key", "trashed_at").order_by("-pk")[:MOST_LINKS]:
        for each in wanted[document.title]:
            yield each, replace(found[each], document=document)
