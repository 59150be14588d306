"""The pages of an export of another product, in the form in which a zip is imported."""

import posixpath
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import SplitResult, quote, urlsplit
from zipfile import ZipInfo

from versioning.models import Version
from versioning.models.history.blob import text_digest
from versioning.models.limits import DESCRIPTION_LENGTH, LANGUAGE
from versioning.services.kernel.names import slug_of
from versioning.services.transfer._import.documents import title_of
from versioning.services.transfer._zip.archives import Refused
from versioning.services.transfer._zip.source import LONGEST_PATH, ZipRefusal, ZipSource
from versioning.services.transfer._zip.texts import INDEXES, ZipText, folder_of_index
from versioning.text.render.refusals import TooCostly
from versioning.text.storable import replace_unstorable

# Of a name in a path. The folders around it need their part of LONGEST_PATH.
_LONGEST_NAME = 80
# What the names of files cannot have, control characters and lone surrogates.
_NO_NAME = re.compile(r'[/\\:*?"<>|#%\x00-\x1f\ud800-\udfff]')


@dataclass(frozen=True)
class Page:
    """A text of another product.

    `load` returns the text, and raises Refused or TooCostly. Texts with the same `group` are translations of each
    other. `identity` names the page in its product, so that it is found again after it was renamed or moved. `aliases`
    are further paths by which links mean it.
    """

    title: str
    load: Callable[[], str]
    content_type: str = Version.ContentType.MARKDOWN
    description: str = ""
    language: str = ""
    slug: str = ""
    order: int | None = None
    is_hidden: bool = False
    group: str = ""
    identity: str = ""
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True)
class ConvertedSource(ZipSource):
    """A zip whose texts are converted when they are read. `pages` has them by their new paths."""

    pages: Mapping[str, Page] = field(default_factory=dict)

    def text(self, path: str) -> ZipText:
        """Return the text of the page. Raises Refused."""
        page = self.pages[path]
        try:
            body = page.load()
        except TooCostly as error:
            raise Refused(f"the text cannot be converted: {error}") from error
        place = folder_of_index(path) or path
        title = title_of(heading=_line(page.title), path=PurePosixPath(place).name)
        described = f"{page.content_type}\n{title}\n{page.description}\n{page.language}\n{body}"
        return ZipText(
            path=place,
            sha256=text_digest(described.encode(errors="replace")),
            slug=slug_of(page.slug or PurePosixPath(place).stem)[:255] or "untitled",
            title=title,
            description=_line(page.description)[:DESCRIPTION_LENGTH],
            language=page.language if LANGUAGE.fullmatch(page.language) else "",
            # JSON can name characters that no database stores.
            body=replace_unstorable(body),
            front_matter="",
            document="",
            version=None,
            content_type=page.content_type,
            placement=_placement(page),
            identity=replace_unstorable(page.identity),
            aliases=tuple(replace_unstorable(each) for each in page.aliases if len(each) <= LONGEST_PATH),
        )


def converted(
    source: ZipSource,
    *,
    pages: Mapping[str, Page],
    others: Mapping[str, ZipInfo],
    refusals: list[ZipRefusal] | None = None,
) -> ConvertedSource:
    """Return the zip with these pages instead of its texts. `others` are the files that pages may refer to."""
    return ConvertedSource(
        archive=source.archive,
        # Only the paths count: `text` reads the pages.
        files=dict.fromkeys(pages, ZipInfo()),
        others=dict(others),
        folded={path.casefold(): path for path in others},
        refusals=[*source.refusals, *(refusals or ())],
        hidden=source.hidden,
        pages=pages,
    )


def _placement(page: Page) -> dict[str, Any]:
    values: dict[str, Any] = {"hidden": page.is_hidden}
    if page.order is not None:
        values["order"] = page.order
    if page.group:
        # In the form of an identifier, which names the text for this import only.
        values["translation_of"] = text_digest(page.group.encode()).hex()[:8]
    return values


def _line(text: str) -> str:
    return str(replace_unstorable(" ".join(text.split())))


class Names:
    """Give out paths. No two differ in case only."""

    def __init__(self) -> None:
        self._given: set[str] = set()
        # The number that the last of several equal names got. Counting from 1 for each would take its square.
        self._last: dict[str, int] = {}

    def free(self, folder: str, title: str, *, end: str) -> str:
        """Return a new path in the folder for a title. `end` is `.md`, or a slash for a folder."""
        name = " ".join(_NO_NAME.sub(" ", title).split())
        name = name[:_LONGEST_NAME].strip(" .") or "untitled"
        # These names mean the folder itself.
        name = f"{name}-page" if name.lower() in INDEXES else name
        usual = path = f"{folder}{name}{end}"
        number = self._last.get(usual.lower(), 1)
        while path.lower() in self._given:
            number += 1
            path = f"{folder}{name}-{number}{end}"
        self._last[usual.lower()] = number
        if len(path) > LONGEST_PATH - len("index.md"):
            raise Refused("the path is too long")
        self._given.add(path.lower())
        return path


def relative(target: str, *, path: str) -> str:
    """Return the address of a file or page of the zip, as a text at `path` writes it."""
    return quote(posixpath.relpath(target, posixpath.dirname(path) or "."), safe="/~!$&'()*+,;=:@-._")


def split_address(address: str) -> SplitResult:
    """Return the parts of an address. One that is not valid has no parts."""
    try:
        return urlsplit(address)
    except ValueError:
        return SplitResult("", "", "", "", "")


def decoded(data: bytes) -> str:
    """Return the text of UTF-8. Raises Refused."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Refused("the text is not UTF-8") from None
