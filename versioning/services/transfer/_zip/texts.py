"""Read the files of a zip: the metadata that each one states, and where it belongs."""

import re
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from django.utils.text import slugify

from versioning.models.history.blob import text_digest
from versioning.services.transfer._import.documents import title_of
from versioning.services.transfer._zip.source import Refused
from versioning.text.render.front_matter import split_front_matter
from versioning.text.render.headings import first_heading

# Static site generators give a folder its own text under these names.
INDEXES = ("index", "_index")
# The keys of the front matter that an export writes and an import reads. Other keys are kept as they are.
OWN_KEYS = ("title", "description", "language", "document", "version")
_LANGUAGE = re.compile(r"[a-z]{2}(-[A-Z]{2})?")
FRONT_MATTER = "front_matter"


@dataclass(frozen=True)
class ZipText:
    """A file of the zip, ready to be imported.

    `path` is the path of the file or, for a category, the path of its folder with a slash at the end. `document` and
    `version` name what it was exported from. A bare folder has no text of its own.
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
    is_bare: bool = False

    @property
    def folder(self) -> str:
        """Return the folder around it, with a slash at the end, or an empty string."""
        head, slash, _ = self.path.removesuffix("/").rpartition("/")
        return head + slash

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
            "content_type": "markdown",
        }


def folder_of_index(path: str) -> str:
    """Return the folder that this file is the text of, with its slash, or an empty string for other files."""
    file = PurePosixPath(path)
    return f"{file.parent}/" if file.stem.lower() in INDEXES and str(file.parent) != "." else ""


def read_text(*, path: str, data: bytes) -> ZipText:
    """Parse the file. Raises Refused."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Refused("the text is not UTF-8") from None
    headed = split_front_matter(text)
    folder = folder_of_index(path)
    name = PurePosixPath(folder or path)
    heading = headed.values.get("title", "").strip() or first_heading(headed.text)
    language, version = headed.values.get("language", ""), headed.values.get("version", "")
    return ZipText(
        path=folder or path,
        sha256=text_digest(data),
        slug=_slug(name),
        title=title_of(heading=heading, path=_title_from_name(name) if folder else path),
        description=headed.values.get("description", ""),
        language=language if _LANGUAGE.fullmatch(language) else "",
        body=headed.text,
        front_matter=headed.lines_without(OWN_KEYS),
        document=headed.values.get("document", ""),
        # At most nine digits, which fit into the column.
        version=int(version) if version.isascii() and version.isdecimal() and len(version) < 10 else None,
    )


def bare_folder(path: str) -> ZipText:
    """Return a folder without a text of its own."""
    name = PurePosixPath(path)
    return ZipText(
        path=path,
        sha256=text_digest(b""),
        slug=_slug(name),
        title=title_of(heading="", path=_title_from_name(name)),
        description="",
        language="",
        body="",
        front_matter="",
        document="",
        version=None,
        is_bare=True,
    )


def _slug(name: PurePosixPath) -> str:
    return slugify(name.stem)[:255] or "untitled"


def _title_from_name(name: PurePosixPath) -> str:
    """Return a title for a name: `getting-started` becomes `Getting started`."""
    words = name.name.replace("-", " ").replace("_", " ").strip() or name.name
    return words[:1].upper() + words[1:]
