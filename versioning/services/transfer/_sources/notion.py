"""Read an export of Notion: pages in Markdown or HTML, databases in CSV, and folders with the pages below them."""

import posixpath
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from urllib.parse import unquote

from versioning.exceptions import InvalidValue
from versioning.models import Version
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
from versioning.text.convert.html_tree import addresses_in, html_tree, replace_addresses, written
from versioning.text.convert.markdown_addresses import replace_in_markdown
from versioning.text.convert.notion import (
    content_of,
    html_table,
    is_page,
    notion_id,
    page_heading,
    table_of,
    title_in,
    without_id,
)
from versioning.text.render.refusals import TooCostly

_LARGEST = 20_000_000
_HEAD = 4000
_PAGES = (".md", ".html")
_WHOLE = "_all.csv"
_SITES = ("www.notion.so", "notion.so")
NOT_OURS = "This zip is not an export of Notion: it has no page whose name ends with an identifier of 32 digits."
NESTED = "This is a zip inside the zip. Unpack it, and import it on its own."


def is_notion(source: ZipSource) -> bool:
    """Return whether most pages have names such as Notion gives them, and no other page lies among them."""
    pages = [path for path in (*source.files, *source.others) if _suffix(path) in _PAGES and not _is_index(path)]
    named = [path for path in pages if notion_id(posixpath.basename(path))]
    return bool(named) and len(named) == len(pages)


def read_notion(source: ZipSource, conversion: Conversion) -> ConvertedSource:
    """Return the pages of the export. Raises InvalidValue (product)."""
    paths = [path for path in (*source.files, *source.others) if not _is_index(path)]
    if not any(notion_id(posixpath.basename(path)) for path in paths):
        raise InvalidValue(NOT_OURS, field="product")
    return _Export(source, conversion).read()


def _suffix(path: str) -> str:
    return posixpath.splitext(path)[1].lower()


def _is_index(path: str) -> bool:
    return posixpath.basename(path) == "index.html"


@dataclass
class _Node:
    """A page, a database, or a folder. `file` is empty for a folder, and `folder` for a page without pages below."""

    name: str
    file: str = ""
    folder: str = ""
    children: dict[str, "_Node"] = field(default_factory=dict)
    path: str = ""


class _Export:
    """The pages of one export. `places` maps their files to their new paths."""

    def __init__(self, source: ZipSource, conversion: Conversion) -> None:
        self.source, self.conversion = source, conversion
        self.names, self.refusals = Names(), list[ZipRefusal]()
        self.places, self.pages = dict[str, str](), dict[str, Page]()
        # The pages of rows, by the database and the name of the row.
        self.rows = dict[tuple[str, str], str]()
        self.identifiers = dict[str, str]()

    def read(self) -> ConvertedSource:
        """Return the pages, each before those below it."""
        root = self._tree()
        self._place(root, folder="", depth=0)
        self._add(root)
        used = {*self.places, *(path for path in self.source.others if _suffix(path) == ".csv" or _is_index(path))}
        nested = [path for path in self.source.others if _suffix(path) == ".zip"]
        self.refusals += [ZipRefusal(path, NESTED) for path in nested]
        others = {path: info for path, info in self.source.others.items() if path not in used and path not in nested}
        return converted(self.source, pages=self.pages, others=others, refusals=self.refusals)

    def _tree(self) -> _Node:
        root = _Node("")
        files = sorted(path for path in (*self.source.files, *self.source.others) if self._is_text(path))
        for file in files:
            node, folder = root, ""
            for part in posixpath.dirname(file).split("/") if "/" in file else ():
                folder = f"{folder}{part}/"
                node = node.children.setdefault(part.casefold(), _Node(without_id(part)))
                node.folder = folder
            stem = posixpath.splitext(posixpath.basename(file))[0].removesuffix("_all")
            child = node.children.setdefault(stem.casefold(), _Node(without_id(stem)))
            child.file = file if not child.file or not file.endswith(".csv") else child.file
        _join_folders(root)
        return _unwrapped(root)

    def _is_text(self, path: str) -> bool:
        if _is_index(path):
            return False
        whole = path.removesuffix(".csv") + _WHOLE
        # Of a database, the second file has all properties.
        is_database = path.endswith(".csv") and (path.endswith(_WHOLE) or whole not in self.source.others)
        return _suffix(path) in _PAGES or is_database

    def _place(self, node: _Node, *, folder: str, depth: int) -> None:
        for child in node.children.values():
            try:
                if depth >= DEEPEST_FOLDER - 2:
                    raise Refused("the path is too long")
                is_folder = bool(child.children)
                path = self.names.free(folder, child.name, end="/" if is_folder else ".md")
            except Refused as refusal:
                self.refusals.append(ZipRefusal(child.file or child.folder, f"{refusal}."))
                continue
            child.path = f"{path}index.md" if is_folder else path
            if child.file:
                self.places[child.file] = child.path
                self.identifiers.setdefault(notion_id(posixpath.basename(child.file)), child.file)
                if node.file.endswith(".csv"):
                    self.rows.setdefault((node.file, child.name), child.path)
            self._place(child, folder=path, depth=depth + 1)

    def _add(self, node: _Node) -> None:
        orders = self._orders(node)
        for number, child in enumerate(
            sorted(node.children.values(), key=lambda each: orders.get(each.file, len(orders)))
        ):
            if not child.path:
                continue
            self.pages[child.path] = self._page(child, order=number)
            self._add(child)

    def _orders(self, node: _Node) -> dict[str, int]:
        """Return the positions of the files that a page refers to: Notion shows the pages below it in that order."""
        if not node.file or node.file.endswith(".csv") or len(node.children) < 2:
            return {}
        try:
            return {file: number for number, file in enumerate(self._mentioned(node.file))}
        except (Refused, TooCostly):
            return {}

    def _mentioned(self, file: str) -> Iterator[str]:
        text = decoded(self.source.whole(file, most=_LARGEST))
        found = list[str]()
        if _suffix(file) == ".md":
            replace_in_markdown(text, lambda address: found.append(address))
        else:
            found += addresses_in(html_tree(text))
        return (target for address in found if (target := self._target(address, file=file)) in self.places)

    def _page(self, node: _Node, *, order: int) -> Page:
        kind = _suffix(node.file)
        load: Callable[[], str] = str
        if node.file:
            load = {".md": self._markdown, ".html": self._html, ".csv": self._database}[kind](node.file, node.path)
        return Page(
            title=self._title(node),
            load=load,
            content_type=self.conversion.content_type if kind in (".html", ".csv") else Version.ContentType.MARKDOWN,
            order=order,
            identity=f"notion:{identifier}" if (identifier := notion_id(posixpath.basename(node.file))) else "",
        )

    def _title(self, node: _Node) -> str:
        """Return the title that the page states. The name of its file has it without some characters."""
        if _suffix(node.file) not in _PAGES:
            return node.name
        try:
            head = self.source.whole(node.file, most=_LARGEST)[:_HEAD].decode(errors="ignore")
            stated = page_heading(head) if _suffix(node.file) == ".md" else title_in(html_tree(head))
        except (Refused, TooCostly):
            return node.name
        return stated or node.name

    def _markdown(self, file: str, path: str) -> Callable[[], str]:
        def load() -> str:
            text = decoded(self.source.whole(file, most=_LARGEST))
            return replace_in_markdown(text, lambda address: self._address(address, file=file, path=path))

        return load

    def _html(self, file: str, path: str) -> Callable[[], str]:
        def load() -> str:
            soup = html_tree(decoded(self.source.whole(file, most=_LARGEST)))
            if not is_page(soup):
                raise Refused("the file is not a page of Notion")
            content = content_of(soup)
            found = {each: self._address(each, file=file, path=path) for each in addresses_in(content)}
            replace_addresses(content, {each: new for each, new in found.items() if new is not None})
            return written(content, as_markdown=self.conversion.is_markdown)

        return load

    def _database(self, file: str, path: str) -> Callable[[], str]:
        def address(name: str) -> str:
            target = self.rows.get((file, " ".join(name.split())))
            return "" if target is None else relative(target, path=path)

        def load() -> str:
            rows = table_of(decoded(self.source.whole(file, most=_LARGEST)))
            return written(html_tree(html_table(rows, address=address)), as_markdown=self.conversion.is_markdown)

        return load

    def _target(self, address: str, *, file: str) -> str:
        """Return the file of the zip that an address in this file means, or an empty string."""
        parts = split_address(address)
        if parts.netloc in _SITES:
            return self.identifiers.get(notion_id(parts.path), "")
        if parts.scheme or parts.netloc or not parts.path:
            return ""
        target = posixpath.normpath(posixpath.join(posixpath.dirname(file), unquote(parts.path)))
        whole = target.removesuffix(".csv") + _WHOLE
        return whole if target.endswith(".csv") and whole in self.places else target

    def _address(self, address: str, *, file: str, path: str) -> str | None:
        """Return what to write instead of an address in this file, or None to leave it."""
        target = self._target(address, file=file)
        new = self.places.get(target) or (target if target in self.source.others else "")
        fragment = split_address(address).fragment
        return relative(new, path=path) + (f"#{fragment}" if fragment else "") if new else None


def _join_folders(node: _Node) -> None:
    """Give each page the folder with the pages below it, if the name of the folder has no identifier."""
    for key, child in list(node.children.items()):
        if not child.file and not notion_id(key):
            pages = [each for each in node.children.values() if each.file and each.name.casefold() == key]
            if len(pages) == 1:
                pages[0].folder = child.folder
                pages[0].children |= node.children.pop(key).children
    for child in node.children.values():
        _join_folders(child)


def _unwrapped(root: _Node) -> _Node:
    """Return the tree without the folders that only wrap it, such as `Export-…` and `Private & Shared`."""
    while len(root.children) == 1 and not (only := next(iter(root.children.values()))).file and only.children:
        root = only
    return root
