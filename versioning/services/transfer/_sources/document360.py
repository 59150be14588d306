"""Read the zip that Document360 exports: the tree of categories in a JSON file, and a file for each article.

The articles are JSON, with all languages in one file, or Markdown or HTML with lines of metadata before each language.
Pictures are in `Media`, under the names of their addresses on Document360's servers.
"""

import json
import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from versioning.exceptions import InvalidValue
from versioning.models import Version
from versioning.services.transfer._sources.conversion import Conversion
from versioning.services.transfer._sources.document360_texts import Variant, body_of, parse_variants
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

_INDEX = re.compile(r"(?:\A|/)([^/]*)_categories_articles\.json\Z")
_LARGEST_INDEX = 20_000_000
_LARGEST_TEXT = 20_000_000
_MEDIA = re.compile(r"(?:\A|/)media/", re.IGNORECASE)
NOT_OURS = "This zip is not an export of Document360: it has no file that ends with _categories_articles.json."


def is_document360(source: ZipSource) -> bool:
    """Return whether the zip has the list of categories that Document360 writes."""
    return any(_INDEX.search(path) for path in source.others)


def read_document360(source: ZipSource, conversion: Conversion) -> ConvertedSource:
    """Return the pages of the export. Raises InvalidValue (product)."""
    indexes = sorted(path for path in source.others if _INDEX.search(path))
    if not indexes:
        raise InvalidValue(NOT_OURS, field="product")
    media = {path: info for path, info in source.others.items() if _MEDIA.search(path)}
    reader = _Reader(source, conversion=conversion, media=_by_name(media))
    for index in indexes:
        reader.read(index, top=_version_of(index) if len(indexes) > 1 else "")
    return converted(source, pages=reader.pages, others=media, refusals=reader.refusals)


def _version_of(index: str) -> str:
    match = _INDEX.search(index)
    return match[1] if match is not None and match[1] else "v1"


def _by_name(paths: Mapping[str, Any]) -> dict[str, str]:
    """Map the names of files, without their case, to their paths."""
    return {posixpath.basename(path).casefold(): path for path in paths}


@dataclass
class _Reader:
    """The pages that were found so far."""

    source: ZipSource
    conversion: Conversion
    media: Mapping[str, str]
    pages: dict[str, Page] = field(default_factory=dict)
    refusals: list[ZipRefusal] = field(default_factory=list)
    names: Names = field(default_factory=Names)

    def read(self, index: str, *, top: str) -> None:
        """Add the categories and articles of one version of the documentation. `top` is the folder around them."""
        try:
            tree = json.loads(decoded(self.source.whole(index, most=_LARGEST_INDEX)))
        except (Refused, ValueError, RecursionError) as error:
            self.refusals.append(ZipRefusal(index, f"The list of categories cannot be read: {error}."))
            return
        root, folder, version = posixpath.dirname(index), "", _version_of(index)
        if top:
            folder = self.names.free("", top, end="/")
            self.pages[f"{folder}index.md"] = Page(top, load=str, order=len(self.pages))
        place = _Place(root, folder, version)
        for category in _in_order(_rows(tree, "Categories")):
            self._add_category(category, place=place)
        for article in _in_order(_rows(tree, "Articles")):
            self._add_article(article, place=place)

    def _add_category(self, row: Mapping[str, Any], *, place: "_Place") -> None:
        variants = [Variant.of(each) for each in _rows(row, "Languages")] or [Variant.of(row)]
        file = place.file("categories", _text(row, "Path")) if _text(row, "Path") else ""
        if file and not any(variant.content for variant in variants):
            found = list(self._variants(file))
            variants, file = (found, file) if found else (variants, "")
        first = variants[0]
        title = first.title or _text(row, "Title") or "untitled"
        try:
            if place.folder.count("/") + 2 >= DEEPEST_FOLDER:
                raise Refused("the path is too long")
            folder = self.names.free(place.folder, title, end="/")
        except Refused as refusal:
            self.refusals.append(ZipRefusal(f"{place.folder}{title}", f"{refusal}."))
            return
        for number, variant in enumerate(variants):
            try:
                where = folder if number == 0 else self.names.free(place.folder, f"{title}.{variant.language}", end="/")
            except Refused as refusal:
                self.refusals.append(ZipRefusal(f"{place.folder}{title} ({variant.language})", f"{refusal}."))
                continue
            found_at = _Found(file if not variant.content else "", number)
            self.pages[f"{where}index.md"] = self._page(row, variant, path=f"{where}index.md", at=place, found=found_at)
        inside = place.inside(folder)
        for article in _in_order(_rows(row, "Articles")):
            self._add_article(article, place=inside)
        for category in _in_order(_rows(row, "SubCategories")):
            self._add_category(category, place=inside)

    def _add_article(self, row: Mapping[str, Any], *, place: "_Place") -> None:
        file = place.file("articles", _text(row, "Path"))
        stem = posixpath.splitext(posixpath.basename(file))[0]
        for number, variant in enumerate(self._variants(file)):
            title = variant.slug or variant.title or stem
            try:
                path = self.names.free(place.folder, title if number == 0 else f"{title}.{variant.language}", end=".md")
            except Refused as refusal:
                self.refusals.append(ZipRefusal(file, f"{refusal}."))
                continue
            self.pages[path] = self._page(row, variant, path=path, at=place, found=_Found(file, number, stem))

    def _variants(self, file: str) -> Iterator[Variant]:
        """Yield the languages of the file without their texts."""
        if file not in self.source.files and file not in self.source.others:
            self.refusals.append(
                ZipRefusal(file, "The list of categories names this file, but the zip doesn't have it.")
            )
            return
        try:
            for variant in parse_variants(file, decoded(self.source.whole(file, most=_LARGEST_TEXT))):
                yield variant.without_content()
        except Refused as refusal:
            self.refusals.append(ZipRefusal(file, f"{refusal}."))

    def _page(self, row: Mapping[str, Any], variant: Variant, *, path: str, at: "_Place", found: "_Found") -> Page:
        kind = "article" if found.stem else "category"
        group = f"document360:{at.version}:{kind}:{_text(row, 'Id') or found.stem or variant.slug or path}"[:400]

        def load() -> str:
            whole = self._whole(found) if found.file else variant
            return body_of(whole, as_markdown=self.conversion.is_markdown, resolve=lambda it: self._medium(it, path))

        return Page(
            title=variant.title or _text(row, "Title") or found.stem,
            load=load,
            content_type=self.conversion.content_type if variant.is_html else Version.ContentType.MARKDOWN,
            description=variant.description,
            language=variant.language,
            slug=variant.slug,
            order=_order(row),
            is_hidden=variant.is_hidden or row.get("Hidden") is True,
            group=group,
            identity=f"{group}:{variant.language}",
            aliases=_aliases(variant, version=at.version, is_first=found.number == 0),
        )

    def _whole(self, found: "_Found") -> Variant:
        """Read the text of the file again: the list of pages holds none. Raises Refused."""
        return list(parse_variants(found.file, decoded(self.source.whole(found.file, most=_LARGEST_TEXT))))[
            found.number
        ]

    def _medium(self, address: str, path: str) -> str | None:
        """Return the relative address of a picture on Document360's servers, if the zip has it."""
        parts = split_address(address)
        if not parts.netloc and not parts.path.lower().startswith("media/"):
            return None
        held = self.media.get(posixpath.basename(unquote(parts.path)).casefold())
        return None if held is None else relative(held, path=path)


@dataclass(frozen=True)
class _Place:
    """The folder of the zip with a version of the documentation, the folder to write into, and the version's name."""

    root: str
    folder: str
    version: str

    def file(self, kind: str, path: str) -> str:
        """Return the path of an article's or a category's file."""
        name = path.strip("/")
        return posixpath.normpath(posixpath.join(self.root, name if name.startswith(f"{kind}/") else f"{kind}/{name}"))

    def inside(self, folder: str) -> "_Place":
        """Return the place of what is in this folder."""
        return _Place(self.root, folder, self.version)


@dataclass(frozen=True)
class _Found:
    """The file with a text, and the number of the language in it. `stem` is the name of an article's file."""

    file: str = ""
    number: int = 0
    stem: str = ""


def _rows(row: Any, name: str) -> list[Mapping[str, Any]]:
    values = row.get(name) if isinstance(row, Mapping) else None
    return [value for value in values if isinstance(value, Mapping)] if isinstance(values, list) else []


def _text(row: Mapping[str, Any], name: str) -> str:
    value = row.get(name)
    return str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""


def _order(row: Mapping[str, Any]) -> int:
    value = row.get("Order")
    return max(0, min(value, 10**6)) if isinstance(value, int) and not isinstance(value, bool) else 0


def _in_order(rows: list[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    return sorted(rows, key=_order)


def _aliases(variant: Variant, *, version: str, is_first: bool) -> tuple[str, ...]:
    """Return the paths by which articles link to this one. A link without a language means the first one."""
    if not variant.slug:
        return ()
    languages = [f"{variant.language}/"] * bool(variant.language) + [""] * is_first
    return tuple(f"{start}docs/{language}{variant.slug}" for language in languages for start in ("", f"{version}/"))
