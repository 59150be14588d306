"""Read the HTML export of a Confluence space.

`index.html` has the tree of pages. Each page is a file, and its attachments are in a folder.
"""

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote
from zipfile import ZipInfo

from bs4 import BeautifulSoup, Tag

from versioning.exceptions import InvalidValue
from versioning.services.transfer._sources.conversion import Conversion
from versioning.services.transfer._sources.pages import (
    ConvertedSource,
    Names,
    Page,
    converted,
    decoded,
    relative,
    split_address,
)
from versioning.services.transfer._zip.archives import Refused
from versioning.services.transfer._zip.source import DEEPEST_FOLDER, ZipRefusal, ZipSource
from versioning.text.convert.confluence import SpacePage, content_of, space_name, space_pages, title_of_page
from versioning.text.convert.html_tree import addresses_in, html_tree, replace_addresses, written
from versioning.text.render.refusals import TooCostly

_LARGEST_INDEX = 20_000_000
_LARGEST_PAGE = 20_000_000
_HEAD = 4000
_PAGE_ID = re.compile(r"(?:\A|_)(\d+)\.html\Z")
_SIGNS = (b'id="breadcrumbs"', b"Space Details", b"pageSection", b'id="title-heading"')
NOT_OURS = "This zip is not the HTML export of a Confluence space: it has no index.html with a list of pages."


def is_confluence(source: ZipSource) -> bool:
    """Return whether the zip has the list of pages that Confluence writes."""
    return _index_of(source) is not None


def _index_of(source: ZipSource) -> str | None:
    candidates = [path for path in source.others if posixpath.basename(path) == "index.html" and path.count("/") < 3]
    for path in sorted(candidates, key=lambda each: each.count("/")):
        try:
            head = source.head(path, length=_HEAD)
        except Refused:
            continue
        folder = posixpath.dirname(path)
        if any(sign in head for sign in _SIGNS) and any(
            posixpath.dirname(each) == folder and _PAGE_ID.search(each) for each in source.others
        ):
            return path
    return None


def read_confluence(source: ZipSource, conversion: Conversion) -> ConvertedSource:
    """Return the pages of the export. Raises InvalidValue (product)."""
    index = _index_of(source)
    if index is None:
        raise InvalidValue(NOT_OURS, field="product")
    try:
        soup = html_tree(decoded(source.whole(index, most=_LARGEST_INDEX)))
    except (Refused, TooCostly) as error:
        raise InvalidValue(f"The list of pages cannot be read: {error}.", field="file") from error
    return _Space(source, conversion, posixpath.dirname(index), space_name(soup)).read(soup)


@dataclass(frozen=True)
class _Place:
    """A page of the space and its new path."""

    file: str
    path: str
    order: int


class _Space:
    """The pages and attachments of one space."""

    def __init__(self, source: ZipSource, conversion: Conversion, root: str, name: str) -> None:
        self.source, self.conversion, self.root, self.name = source, conversion, f"{root}/" if root else "", name
        self.names, self.places = Names(), dict[str, _Place]()
        self.refusals: list[ZipRefusal] = []

    def read(self, index: BeautifulSoup) -> ConvertedSource:
        """Return the pages, in the order of the tree. Pages that the tree does not name come after it."""
        self._place(list(space_pages(index)), folder="", depth=1)
        left = [path for path in sorted(self.source.others) if self._is_page(path) and path not in self.places]
        self._place([SpacePage(path.removeprefix(self.root), "") for path in left], folder="", depth=1)
        pages = {place.path: self._page(place) for place in self.places.values()}
        skipped = {*self.places, *(path for path in self.source.others if self._is_decoration(path))}
        others: dict[str, ZipInfo] = {path: info for path, info in self.source.others.items() if path not in skipped}
        return converted(self.source, pages=pages, others=others, refusals=self.refusals)

    def _place(self, listed: list[SpacePage], *, folder: str, depth: int) -> None:
        for order, page in enumerate(listed):
            file = f"{self.root}{page.file}"
            if file in self.places:
                continue
            if file not in self.source.others:
                self.refusals.append(
                    ZipRefusal(file, "The list of pages names this page, but the zip doesn't have it.")
                )
            title = self._title(file) or page.title
            try:
                if depth >= DEEPEST_FOLDER - 1:
                    raise Refused("the path is too long")
                path = self.names.free(folder, title, end="/" if page.children else ".md")
            except Refused as refusal:
                self.refusals.append(ZipRefusal(file, f"{refusal}."))
                continue
            if file in self.source.others:
                self.places[file] = _Place(file, f"{path}index.md" if page.children else path, order)
            self._place(list(page.children), folder=path, depth=depth + 1)

    def _title(self, file: str) -> str:
        """Return the title that the page states, without the name of the space."""
        if file not in self.source.others:
            return ""
        try:
            head = self.source.head(file, length=_HEAD).decode(errors="replace")
        except Refused:
            return ""
        return title_of_page(head, space=self.name)

    def _is_page(self, path: str) -> bool:
        name = path.removeprefix(self.root)
        return path.startswith(self.root) and "/" not in name and name.endswith(".html") and name != "index.html"

    def _is_decoration(self, path: str) -> bool:
        """Return whether the file belongs to the look of the export."""
        name = path.removeprefix(self.root)
        return name == "index.html" or name.startswith(("styles/", "images/"))

    def _page(self, place: _Place) -> Page:
        title = self._title(place.file) or posixpath.splitext(posixpath.basename(place.file))[0]
        number = _PAGE_ID.search(place.file)

        def load() -> str:
            soup = html_tree(decoded(self.source.whole(place.file, most=_LARGEST_PAGE)))
            content = content_of(soup)
            replace_addresses(content, dict(self._addresses(content, path=place.path)))
            return written(content, as_markdown=self.conversion.is_markdown)

        return Page(
            title=title,
            load=load,
            content_type=self.conversion.content_type,
            order=place.order,
            identity=f"confluence:{number[1]}" if number else "",
        )

    def _addresses(self, content: Tag, *, path: str) -> Iterator[tuple[str, str]]:
        """Yield the addresses of other pages and of attachments, each with the new one."""
        for address in addresses_in(content):
            parts = split_address(address)
            if parts.scheme or parts.netloc or not parts.path:
                continue
            target = posixpath.normpath(posixpath.join(self.root, unquote(parts.path)))
            place = self.places.get(target)
            new = place.path if place is not None else target if target in self.source.others else ""
            if new:
                yield address, relative(new, path=path) + (f"#{parts.fragment}" if parts.fragment else "")
