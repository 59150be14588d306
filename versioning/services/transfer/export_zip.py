"""Write what readers see of a project as a zip of Markdown files in folders, with what their texts refer to."""

import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any
from uuid import UUID
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from versioning.models import Actor, Attachment, Blob, Document, File, Project, Version
from versioning.models.front_matter import KEPT_LINES
from versioning.ops.files.store import file_store
from versioning.policies import Action, authorize
from versioning.services.kernel.file_bytes import key_of
from versioning.services.transfer._export.files import files_beside, path_of_own
from versioning.services.transfer._export.origins import origins_of, usable_name, with_suffix
from versioning.services.transfer._export.plan import file_stem
from versioning.services.transfer._import.documents import path_slug
from versioning.services.transfer._zip.headers import (
    EXPORT_KEYS,
    HEADED,
    KEY,
    LINES,
    headed,
    originals_of,
    placement_of,
)
from versioning.services.transfer._zip.heads import with_own_block
from versioning.services.transfer._zip.manifest import NAME, ZipManifest
from versioning.services.transfer._zip.texts import INDEXES
from versioning.text.front_matter.values import yaml_values
from versioning.text.front_matter.writing import with_front_matter

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

SUFFIXES = {"markdown": ".md", "wysiwyg": ".html", "block": ".json"}
# How many documents, with their texts, are in memory at a time.
_AT_ONCE = 100
# A regular file with mode 0644. Without it, some programs unpack files that nobody may read.
_FILE_MODE = 0o100644 << 16
# In bytes. A larger file needs longer fields.
LARGEST_OF_ZIP32 = 1 << 31


def export_zip(*, actor: Actor, project: Project) -> Iterator[bytes]:
    """Yield the zip piece by piece: the current version of each document, below the folders of its categories.

    Each Markdown file names its document and version in its front matter, so that `import_zip` recognizes it. They are
    in the author's own front matter if the text has some. Rich text becomes an .html file and a block document a .json
    file, as they are stored, below a line that says the same.

    The files that the texts refer to lie where their addresses lead, and those of `/files/` in a folder of this name.
    So do the attachments of the documents. A hidden file names them, and the alternative texts of pictures.

    Raises NotAllowed and NotFound at once, CorruptBlob and StoreUnavailable on the way.
    """
    authorize(actor=actor, action=Action.VIEW, project_id=project.pk)
    return _zipped(_files(project))


@dataclass(frozen=True)
class _File:
    """A file of the zip. Pictures and attachments are packed as they are."""

    path: str
    pieces: Iterable[bytes]
    moment: datetime | None = None
    size: int = 0
    method: int = ZIP_DEFLATED


class _Pipe(io.RawIOBase):
    """A stream that a zip is written to and read from while it grows. It cannot seek."""

    def __init__(self) -> None:
        self.pieces: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: "ReadableBuffer", /) -> int:
        self.pieces.append(bytes(data))
        return len(self.pieces[-1])

    def take(self) -> bytes:
        """Return what was written since the last call."""
        data = b"".join(self.pieces)
        self.pieces.clear()
        return data


def _zipped(files: Iterable[_File]) -> Iterator[bytes]:
    pipe = _Pipe()
    with ZipFile(pipe, "w") as archive:
        for file in files:
            with archive.open(_entry(file), "w", force_zip64=file.size >= LARGEST_OF_ZIP32) as target:
                for piece in file.pieces:
                    target.write(piece)
                    yield pipe.take()
            yield pipe.take()
    yield pipe.take()


def _entry(file: _File) -> ZipInfo:
    """Return the header of the file, dated with the publication of its version, or with its upload."""
    info = ZipInfo(file.path)
    # A zip holds no dates outside these years.
    if file.moment is not None and 1980 <= file.moment.year < 2108:
        info.date_time = file.moment.timetuple()[:6]
    info.compress_type, info.external_attr = file.method, _FILE_MODE
    return info


def _files(project: Project) -> Iterator[_File]:
    """Yield the files in the order in which the documents were created.

    A document that is created meanwhile comes last.
    """
    paths, after, originals = _Paths.of(project), UUID(int=0), originals_of(project)
    manifest = ZipManifest(project=str(project.pk))
    rows = Document.objects.filter(project=project, trashed_at=None).select_related("current", "project").order_by("pk")
    while documents := list(rows.filter(pk__gt=after)[:_AT_ONCE]):
        after = documents[-1].pk
        # A category without a current version still needs its folder.
        exported = [each for each in documents if each.current is not None or paths.is_folder(each)]
        bodies = {document.current.body_id for document in exported if document.current is not None}
        texts = dict(Blob.objects.texts(sorted(bodies)))
        attachments = Attachment.objects.by_document(exported)
        for document in exported:
            version = document.current
            data = b"" if version is None else texts[version.body_id]
            path = paths.give(document)
            written = _headed(document, data=data, placement=placement_of(document, path=path, originals=originals))
            yield _File(path, pieces=[written], moment=None if version is None else version.published_at)
            if version is not None:
                beside = files_beside(data.decode(), project_id=project.pk, fields=version.fields, path=path)
                yield from _new_files(beside, paths=paths, manifest=manifest)
            attached = attachments.get(document.pk, [])
            beside = {path_of_own(row.file): row.file for row in attached if row.file is not None}
            yield from _new_files(beside, paths=paths, manifest=manifest)
            manifest.attach(document, attached)
    if not manifest.is_empty:
        yield _File(NAME, pieces=[manifest.written()])


def _new_files(beside: Mapping[str, File], *, paths: "_Paths", manifest: ZipManifest) -> Iterator[_File]:
    """Yield what a text refers to, unless it was written already.

    If two texts mean different files by the same path, because their documents were moved, the first one has it.
    """
    for target, file in beside.items():
        if target.lower() not in paths.given:
            paths.given.add(target.lower())
            if file.alt_text:
                manifest.alt_texts[target] = file.alt_text
            pieces = file_store().read(key_of(file))
            yield _File(target, pieces=pieces, moment=file.created_at, size=file.size, method=ZIP_STORED)


def _headed(document: Document, *, data: bytes, placement: Mapping[str, Any]) -> bytes:
    """Return the text with what `import_zip` needs, in its own front matter if it has some."""
    version = document.current
    suffix = PurePosixPath(placement["path"]).suffix
    lines = "" if version is None else version.fields.get(KEPT_LINES, "")
    lines = lines if isinstance(lines, str) else ""
    values = _values(document)
    if suffix in HEADED:
        values |= {KEPT_LINES: lines} if lines else {}
        return headed(data.decode(), suffix=suffix, values={**values, **placement}).encode()
    is_markdown = version is not None and version.content_type == Version.ContentType.MARKDOWN
    if is_markdown and not lines:
        primary = document.project.language
        own = with_own_block(data.decode(), values=values, placement=placement, primary=primary)
        if own is not None:
            return own.encode()
    if EXPORT_KEYS & (yaml_values(lines) or {}).keys():
        # Two values of one key: the file would name another document, or none.
        placement, lines = {**placement, LINES: lines.split("\n")}, ""
    return with_front_matter(data.decode(), values={**values, KEY: placement}, lines=lines).encode()


def _values(document: Document) -> dict[str, Any]:
    version = document.current
    values: dict[str, Any] = {"title": document.title}
    if version is not None:
        values |= {"title": version.title} | ({"description": version.description} if version.description else {})
    if document.language != document.project.language:
        values["language"] = document.language
    values["document"] = document.identifier
    if version is not None:
        values["version"] = version.number
        if version.content_type != Version.ContentType.MARKDOWN:
            values["content_type"] = version.content_type
    return values


@dataclass
class _Paths:
    """Where the file of each document goes.

    No two paths differ in case only, because some file systems would put both in one place.
    """

    folders: dict[UUID, str]
    # Where documents came from: their files have these names, so that links between them still work.
    origins: Mapping[UUID, str]
    # No text has a file of its own under the name of the manifest.
    given: set[str] = field(default_factory=lambda: {NAME})

    @classmethod
    def of(cls, project: Project) -> "_Paths":
        """Place the folders of all categories of the project."""
        paths = cls(folders={}, origins=origins_of(project))
        rows = Document.objects.filter(project=project, trashed_at=None, kind=Document.Kind.CATEGORY)
        categories = {row.pk: row for row in rows.only("slug", "identifier", "parent_id", "project_id").order_by("pk")}
        for category in categories.values():
            paths._place_folder(category, categories=categories)
        return paths

    def is_folder(self, document: Document) -> bool:
        return document.pk in self.folders

    def give(self, document: Document) -> str:
        """Return the path of the document. For a category it is the text inside its folder."""
        if document.pk in self.folders:
            name = PurePosixPath(self.origins.get(document.pk, "")).stem
            return f"{self.folders[document.pk]}{name if name in INDEXES else INDEXES[0]}.md"
        folder = "" if document.parent_id is None else self.folders.get(document.parent_id, "")
        suffix = SUFFIXES[document.current.content_type] if document.current else ".md"
        return self._free(folder, document=document, end=suffix)

    def _place_folder(self, category: Document, *, categories: dict[UUID, Document]) -> None:
        """Place the folders above it first. No category nests deeper than Python can recurse."""
        if category.pk in self.folders:
            return
        above = ""
        if category.parent_id is not None and category.parent_id in categories:
            self._place_folder(categories[category.parent_id], categories=categories)
            above = self.folders[category.parent_id]
        self.folders[category.pk] = self._free(above, document=category, end="/")

    def _free(self, folder: str, *, document: Document, end: str) -> str:
        """Return a path that no other file has, with the identifier of the document if needed."""
        name = self._origin_name(document, folder=folder, end=end)
        if not name or f"{folder}{name}".lower() in self.given:
            stem = file_stem(document.slug)
            # A slug may have no letters, or may mean the folder itself.
            stem = document.identifier if not stem or stem in INDEXES else stem
            name = f"{stem}{end}"
            if f"{folder}{name}".lower() in self.given:
                name = f"{stem}-{document.identifier}{end}"
        self.given.add(f"{folder}{name}".lower())
        return f"{folder}{name}"

    def _origin_name(self, document: Document, *, folder: str, end: str) -> str:
        """Return the name that the file or folder had where it came from, or an empty string."""
        origin = self.origins.get(document.pk, "")
        path = PurePosixPath(origin)
        if end == "/":
            name = path.name if origin.endswith("/") else path.parent.name if path.stem in INDEXES else path.stem
            return f"{name}/" if name and usable_name(name) else ""
        if folder:
            # There, an index is the text of the category.
            is_usable = path.stem.lower() not in INDEXES
        else:
            # The documents of a history without categories have their whole paths as slugs.
            is_usable = "/" not in origin or document.slug != path_slug(origin)
        return usable_name(with_suffix(path.name, end)) if is_usable else ""
