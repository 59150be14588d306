"""Writing what readers see of a project as a zip of Markdown files in folders."""

import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from uuid import UUID
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from django.utils.text import slugify

from versioning.models import Actor, Blob, Document, Project, Version
from versioning.policies import Action, authorize
from versioning.services.transfer._zip.texts import FRONT_MATTER, INDEXES
from versioning.text.render.front_matter import with_front_matter

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

SUFFIXES = {"markdown": ".md", "wysiwyg": ".html", "block": ".json"}
_AT_ONCE = 100
_FILE_MODE = 0o100644 << 16


def export_zip(*, actor: Actor, project: Project) -> Iterator[bytes]:
    """The zip, piece by piece: each document's current version, below the folders of its categories.

    Each Markdown file says above its text which document and version it is, so that `import_zip` brings it back.
    Rich text is an .html file and a block document a .json file, as they are kept. Raises CorruptBlob on the way.
    """
    authorize(actor=actor, action=Action.VIEW, project_id=project.pk)
    return _zipped(_files(project))


@dataclass(frozen=True)
class _File:
    path: str
    data: bytes
    version: Version | None


class _Pipe(io.RawIOBase):
    """What a zip is written to, and read from as it grows; it cannot be wound back."""

    def __init__(self) -> None:
        self.pieces: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: "ReadableBuffer", /) -> int:
        self.pieces.append(bytes(data))
        return len(self.pieces[-1])

    def take(self) -> bytes:
        taken = b"".join(self.pieces)
        self.pieces.clear()
        return taken


def _zipped(files: Iterable[_File]) -> Iterator[bytes]:
    pipe = _Pipe()
    with ZipFile(pipe, "w") as archive:
        for file in files:
            archive.writestr(_entry(file), file.data)
            yield pipe.take()
    yield pipe.take()


def _entry(file: _File) -> ZipInfo:
    info = ZipInfo(file.path)
    moment = None if file.version is None else file.version.published_at
    if moment is not None and 1980 <= moment.year < 2108:
        info.date_time = moment.timetuple()[:6]
    info.compress_type, info.external_attr = ZIP_DEFLATED, _FILE_MODE
    return info


def _files(project: Project) -> Iterator[_File]:
    """In the order in which the documents were made: whatever is made meanwhile comes last."""
    paths, after = _Paths.of(project), UUID(int=0)
    rows = Document.objects.filter(project=project, trashed_at=None).select_related("current", "project").order_by("pk")
    while documents := list(rows.filter(pk__gt=after)[:_AT_ONCE]):
        after = documents[-1].pk
        shown = [document for document in documents if document.current is not None or paths.is_folder(document)]
        bodies = {document.current.body_id for document in shown if document.current is not None}
        texts = dict(Blob.objects.texts(sorted(bodies)))
        for document in shown:
            version = document.current
            data = b"" if version is None else texts[version.body_id]
            path = paths.give(document)
            yield _File(path=path, data=_headed(document, data=data) if path.endswith(".md") else data, version=version)


def _headed(document: Document, *, data: bytes) -> bytes:
    version = document.current
    values: dict[str, str | int] = {"title": document.title}
    if version is not None:
        values |= {"title": version.title} | ({"description": version.description} if version.description else {})
    if document.language != document.project.language:
        values["language"] = document.language
    values["document"] = document.identifier
    if version is not None:
        values["version"] = version.number
    lines = "" if version is None else version.fields.get(FRONT_MATTER, "")
    return with_front_matter(data.decode(), values=values, lines=lines if isinstance(lines, str) else "").encode()


@dataclass
class _Paths:
    """Where each document's file lies; no two in one place, on file systems too that know no case."""

    folders: dict[UUID, str]
    given: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, project: Project) -> "_Paths":
        paths = cls(folders={})
        rows = Document.objects.filter(project=project, trashed_at=None, kind=Document.Kind.CATEGORY)
        categories = {row.pk: row for row in rows.only("slug", "identifier", "parent_id", "project_id").order_by("pk")}
        for category in categories.values():
            paths._place_folder(category, categories=categories)
        return paths

    def is_folder(self, document: Document) -> bool:
        return document.pk in self.folders

    def give(self, document: Document) -> str:
        """Of a category, the text of its folder."""
        if document.pk in self.folders:
            return f"{self.folders[document.pk]}{INDEXES[0]}.md"
        folder = "" if document.parent_id is None else self.folders.get(document.parent_id, "")
        suffix = SUFFIXES[document.current.content_type] if document.current else ".md"
        return self._free(folder, document=document, end=suffix)

    def _place_folder(self, category: Document, *, categories: dict[UUID, Document]) -> None:
        """Those above it first; none nests deeper than Python can follow."""
        if category.pk in self.folders:
            return
        above = ""
        if category.parent_id is not None and category.parent_id in categories:
            self._place_folder(categories[category.parent_id], categories=categories)
            above = self.folders[category.parent_id]
        self.folders[category.pk] = self._free(above, document=category, end="/")

    def _free(self, folder: str, *, document: Document, end: str) -> str:
        name = slugify(document.slug)
        name = document.identifier if not name or name in INDEXES else name
        path = f"{folder}{name}{end}"
        if path.lower() in self.given:
            path = f"{folder}{name}-{document.identifier}{end}"
        self.given.add(path.lower())
        return path
