"""From a zip's files to texts that can be stored: what each says of itself, and where it lies."""

import re
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from django.utils.text import slugify

from versioning.models.history.blob import sha256_of
from versioning.services.transfer._import.documents import title_of
from versioning.services.transfer._zip.source import Refused
from versioning.text.render.front_matter import split_front_matter
from versioning.text.render.headings import first_heading

# A folder's own text, as static site generators call it.
INDEXES = ("index", "_index")
# What an export writes, and an import understands.
OWN_KEYS = ("title", "description", "language", "document", "version")
_LANGUAGE = re.compile(r"[a-z]{2}(-[A-Z]{2})?")
FRONT_MATTER = "front_matter"


@dataclass(frozen=True)
class ZipText:
    """`path` is the file's or, of a category, its folder's with a slash at the end; `folder` is the one around it.

    `document` and `version` are those that it was exported from. A bare folder has no text of its own.
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
        head, slash, _ = self.path.removesuffix("/").rpartition("/")
        return head + slash

    @property
    def is_category(self) -> bool:
        return self.path.endswith("/")

    @property
    def says_nothing(self) -> bool:
        """A folder alone, or one that was exported of a category that nobody could read."""
        return self.is_bare or bool(self.document and self.version is None and not self.body.strip())

    def snapshot(self) -> dict[str, Any]:
        """What a version of it says; the metadata apart."""
        return {
            "title": self.title,
            "description": self.description,
            "body": self.body,
            "content_type": "markdown",
        }


def folder_of_index(path: str) -> str:
    """The folder whose own text the file is, with its slash; empty where it is a text like others."""
    file = PurePosixPath(path)
    return f"{file.parent}/" if file.stem.lower() in INDEXES and str(file.parent) != "." else ""


def read_text(*, path: str, data: bytes) -> ZipText:
    """What the file says. Raises Refused."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Refused("its text is not UTF-8") from None
    headed = split_front_matter(text)
    folder = folder_of_index(path)
    name = PurePosixPath(folder or path)
    heading = headed.values.get("title", "").strip() or first_heading(headed.text)
    language, version = headed.values.get("language", ""), headed.values.get("version", "")
    return ZipText(
        path=folder or path,
        sha256=sha256_of(data),
        slug=_slug(name),
        title=title_of(heading=heading, path=_spoken(name) if folder else path),
        description=headed.values.get("description", ""),
        language=language if _LANGUAGE.fullmatch(language) else "",
        body=headed.text,
        front_matter=headed.lines_without(OWN_KEYS),
        document=headed.values.get("document", ""),
        version=int(version) if version.isascii() and version.isdecimal() and len(version) < 10 else None,
    )


def bare_folder(path: str) -> ZipText:
    """A folder without a text of its own."""
    name = PurePosixPath(path)
    return ZipText(
        path=path,
        sha256=sha256_of(b""),
        slug=_slug(name),
        title=title_of(heading="", path=_spoken(name)),
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


def _spoken(name: PurePosixPath) -> str:
    """`getting-started` is `Getting started`."""
    words = name.name.replace("-", " ").replace("_", " ").strip() or name.name
    return words[:1].upper() + words[1:]
