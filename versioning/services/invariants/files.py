"""Invariants of files: each has its bytes, and each use is of the text's own project."""

import hashlib
from collections.abc import Iterator

from django.db.models import Exists, F, OuterRef

from versioning.models import Attachment, Blob, File, FileSet, FileUse, Folder, HistoryFile, ImportedCommit, Project
from versioning.ops.files.store import MissingBytes, file_store
from versioning.services.invariants.breach import CHUNK, Breach, Invariant, no_row
from versioning.services.kernel.file_bytes import key_of, project_prefix
from versioning.services.kernel.file_sets import digest_of

# After the end of a list.
_NOTHING = ("", 0)


def _files() -> Iterator[File]:
    columns = ("project", "sha256", "size")
    return File.objects.order_by("pk").only(*columns).iterator(chunk_size=CHUNK)


def _breach(file: File, code: str, sentence: str) -> Breach:
    return Breach(code=code, table=File._meta.db_table, id=str(file.pk), sentence=sentence)


def _find_without_bytes() -> Iterator[Breach]:
    """List the bytes of each project, in the order of its files, instead of asking the store for each file."""
    store = file_store()
    for project in Project.objects.order_by("pk"):
        files = File.objects.filter(project=project).order_by("sha256").only("project", "sha256", "size")
        listed = store.sizes(project_prefix(project.pk))
        key, size = next(listed, _NOTHING)
        for file in files.iterator(chunk_size=CHUNK):
            while key and key < key_of(file):
                key, size = next(listed, _NOTHING)
            # What the list lacks may have been stored since the store listed it.
            stored = size if key == key_of(file) else store.size_of(key_of(file))
            if stored is None:
                yield _breach(file, "file_bytes_missing", "the file store has no bytes of this file")
            elif stored != file.size:
                yield _breach(file, "file_size_wrong", f"the file store has {stored} bytes instead of {file.size}")


def _find_damaged() -> Iterator[Breach]:
    store = file_store()
    for file in _files():
        digest = hashlib.sha256()
        try:
            for piece in store.read(key_of(file)):
                digest.update(piece)
        except MissingBytes:
            # The check of the sizes reports it.
            continue
        if digest.digest() != bytes(file.sha256):
            yield _breach(file, "file_bytes_damaged", "the bytes do not match the SHA-256 of the file")


def _find_wrong_sets() -> Iterator[Breach]:
    for kept in FileSet.objects.order_by("pk").iterator(chunk_size=CHUNK):
        keys = list(FileUse.objects.filter(file_set=kept).order_by("file").values_list("file", flat=True))
        if digest_of(keys) != bytes(kept.digest):
            sentence = "the files of the set do not match its digest"
            yield Breach(code="file_set_wrong", table=FileSet._meta.db_table, id=str(kept.pk), sentence=sentence)


FILE_INVARIANTS = (
    Invariant(title="every file has its bytes", find=_find_without_bytes),
    Invariant(title="every set of files is complete", find=_find_wrong_sets),
    no_row(
        code="file_use_of_another_project",
        title="a set has files of its own project",
        sentence="the file of the use belongs to another project than the set",
        rows=lambda: FileUse.objects.exclude(file__project=F("file_set__project")),
    ),
    no_row(
        code="history_file_of_another_project",
        title="an imported text shows files of its own project",
        sentence="the file belongs to another project than the history",
        rows=lambda: HistoryFile.objects.exclude(file=None).exclude(file__project=F("project")),
    ),
    no_row(
        code="history_file_without_commit",
        title="every file of a git history has its commit",
        sentence="no imported commit has the position of the file",
        rows=lambda: HistoryFile.objects.of_git().filter(
            ~Exists(ImportedCommit.objects.filter(project=OuterRef("project"), position=OuterRef("position")))
        ),
    ),
    no_row(
        code="file_in_folder_of_another_project",
        title="a file is in a folder of its own project",
        sentence="the folder of the file belongs to another project",
        rows=lambda: File.objects.exclude(folder=None).exclude(folder__project=F("project")),
    ),
    no_row(
        code="folder_not_below_its_parent",
        title="a folder is one level below its parent",
        sentence="the parent of the folder belongs to another project, or is not one level above it",
        rows=lambda: Folder.objects.exclude(parent=None).exclude(
            parent__project=F("project"), parent__depth=F("depth") - 1
        ),
    ),
    no_row(
        code="attachment_of_another_project",
        title="a document attaches files of its own project",
        sentence="the file of the attachment belongs to another project than the document",
        rows=lambda: Attachment.objects.exclude(file=None).exclude(file__project=F("document__project")),
    ),
    no_row(
        code="file_set_of_another_project",
        title="a text uses files of its own project",
        sentence="the set of files belongs to another project than the document of the text",
        rows=lambda: Blob.objects.filter(
            Exists(FileSet.objects.filter(pk=OuterRef("file_set")).exclude(project=OuterRef("document__project")))
        ),
    ),
)
# Takes as long as it takes to read every byte.
FILE_BYTES_INVARIANTS = (Invariant(title="the bytes of every file are intact", find=_find_damaged),)
