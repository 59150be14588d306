"""Read the files of a zip: the metadata that each one states, and where it belongs."""

import posixpath
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath
from typing import Any

from versioning.models.front_matter import KEPT_LINES
from versioning.models.history.blob import text_digest
from versioning.models.limits import LANGUAGE, NAME_LENGTH
from versioning.models.sql.references import IDENTIFIER
from versioning.services.documents.new_document import stated_in
from versioning.services.kernel.names import slug_of
from versioning.services.transfer._import.documents import title_of
from versioning.services.transfer._import.reading import LFS_POINTER
from versioning.services.transfer._layouts.plan import Place
from versioning.services.transfer._layouts.tree import is_index, is_text
from versioning.services.transfer._zip.archives import Refused
from versioning.services.transfer._zip.headers import CONTENT_TYPES, HEADED, checked, without_header
from versioning.services.transfer._zip.heads import read_head
from versioning.text.render.headings import first_heading

# Static site generators give a folder its own text under these names.
INDEXES = ("index", "_index")
_TEXTS = ("title", "description", "language", "document", KEPT_LINES)


@dataclass(frozen=True)
class ZipText:
    """A file of the zip, ready to be imported.

    `path` is the path of the file or, for a category, the path of its folder with a slash at the end. `document` and
    `version` name what it was exported from, and `placement` says where it was. A bare folder has no text of its own.
    `place` is set if a layout says where it goes. Its `path` is then the key of the place, and `file` that of the file.
    `identity` names a page of another product, which keeps it wherever it goes. Links may also mean `aliases`.
    """

    path: str
    sha256: bytes
    slug: str
    title: str
    description: str
    language: str
    body: str
    front_matter: str
    document: str
    version: int | None
    content_type: str = "markdown"
    is_bare: bool = False
    placement: Mapping[str, Any] = field(default_factory=dict)
    identity: str = ""
    aliases: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    place: Place | None = None
    file: str = ""

    @property
    def folder(self) -> str:
        """Return the path of the category around it, with a slash at the end, or an empty string."""
        return _parent(self.path) if self.place is None else self.place.parent

    @property
    def own_path(self) -> str:
        """Return the path from which its relative addresses lead."""
        return self.file or self.path

    @property
    def was_moved(self) -> bool:
        """Return whether somebody put the file into another folder since it was exported."""
        exported = self.placement.get("path")
        return exported is not None and _parent(folder_of_index(exported) or exported) != self.folder

    @property
    def is_category(self) -> bool:
        return self.path.endswith("/")

    @property
    def says_nothing(self) -> bool:
        """Return whether this is a folder only, or the export of a category without a current version."""
        return self.is_bare or bool(self.document and self.version is None and not self.body.strip())

    def snapshot(self) -> dict[str, Any]:
        """Return the fields of a version, without its metadata."""
        return {
            "title": self.title,
            "description": self.description,
            "body": self.body,
            "content_type": self.content_type,
        }


def _parent(path: str) -> str:
    head, slash, _ = path.removesuffix("/").rpartition("/")
    return head + slash


def folder_of_index(path: str) -> str:
    """Return the folder that this file is the text of, with its slash, or an empty string for other files."""
    file = PurePosixPath(path)
    return f"{file.parent}/" if file.stem.lower() in INDEXES and str(file.parent) != "." else ""


def read_text(*, path: str, data: bytes, place: Place | None = None) -> ZipText:
    """Parse the file. Raises Refused."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Refused("the text is not UTF-8") from None
    if text.startswith(LFS_POINTER):
        raise Refused("the text is in Git LFS")
    if path.lower().endswith(HEADED):
        return _read_headed(path, text, sha256=text_digest(data))
    head = read_head(text)
    metadata, exported = head.metadata, head.exported
    folder = folder_of_index(path)
    name = PurePosixPath(folder or path)
    heading = metadata.title or (place.title if place else "") or first_heading(head.prose)
    heading = heading or (place.default_title if place else "")
    version = exported.get("version")
    read = ZipText(
        path=folder or path,
        sha256=text_digest(data),
        slug=_slug(name.name if folder else name.stem),
        title=(_own_title(metadata.title) if exported else "")
        or title_of(heading=heading or (_title_from_name(name) if folder else ""), path=path),
        description=metadata.description or "",
        language=metadata.language or "",
        body=head.body,
        front_matter=head.lines,
        document=exported.get("document", ""),
        # At most nine digits, which fit into the column.
        version=version if isinstance(version, int) and 0 < version < 10**9 else None,
        content_type=exported.get("content_type", "markdown"),
        placement=head.placement,
        tags=() if exported else stated_in(metadata).tags,
    )
    return read if place is None else placed_text(read, place=place)


def placed_text(text: ZipText, *, place: Place) -> ZipText:
    """Return the text as a document at the place."""
    title = (place.title or place.default_title)[:NAME_LENGTH].strip() if text.is_bare else ""
    title = title or text.title
    # The names of all indexes are the same.
    name = place.key.removesuffix("/") if place.is_category else "" if is_index(place.path) else place.path
    stem = posixpath.basename(name) if place.is_category else PurePosixPath(name).stem
    if place.is_category and is_text(stem):
        stem = PurePosixPath(stem).stem
    slug = slug_of(stem or title)[:NAME_LENGTH] or "untitled"
    return replace(text, path=place.key, file=place.path, place=place, title=title, slug=slug)


def _read_headed(path: str, text: str, *, sha256: bytes) -> ZipText:
    """Parse rich text or blocks that an export wrote. Raises Refused."""
    found = without_header(path, text)
    if found is None:
        raise Refused("its first line, which Stemma wrote, was changed")
    values, body = found
    texts = {name: values[name] if isinstance(values.get(name), str) else "" for name in _TEXTS}
    version = values.get("version")
    name = PurePosixPath(path)
    return ZipText(
        path=path,
        sha256=sha256,
        slug=_slug(name.stem),
        title=_own_title(texts["title"]) or title_of(heading="", path=path),
        description=texts["description"],
        language=texts["language"] if LANGUAGE.fullmatch(texts["language"]) else "",
        body=body,
        front_matter=texts[KEPT_LINES],
        document=texts["document"] if IDENTIFIER.fullmatch(texts["document"]) else "",
        version=version if type(version) is int and 0 < version < 10**9 else None,
        content_type=CONTENT_TYPES[name.suffix.lower()],
        placement=checked(values),
    )


def _own_title(title: str | None) -> str:
    """Return the title of an export to the letter, or an empty string if a document cannot have it."""
    return title if title and title.strip() and len(title) <= NAME_LENGTH else ""


def bare_folder(path: str) -> ZipText:
    """Return a folder without a text of its own."""
    name = PurePosixPath(path)
    return ZipText(
        path=path,
        sha256=text_digest(b""),
        slug=_slug(name.name),
        title=title_of(heading=_title_from_name(name), path=path),
        description="",
        language="",
        body="",
        front_matter="",
        document="",
        version=None,
        is_bare=True,
    )


def _slug(name: str) -> str:
    return slug_of(name)[:255] or "untitled"


def _title_from_name(name: PurePosixPath) -> str:
    """Return a title for a name: `getting-started` becomes `Getting started`."""
    words = name.name.replace("-", " ").replace("_", " ").strip() or name.name
    return words[:1].upper() + words[1:]
