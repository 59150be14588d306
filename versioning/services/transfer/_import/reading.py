"""Turn the commits of git into what can be stored. Files that cannot be stored are refused by name."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from versioning.models.history.blob import text_digest
from versioning.services.documents.new_document import NOTHING, Stated, stated_in
from versioning.services.transfer._git.commit_object import CommitObject, parse_commit
from versioning.services.transfer._git.history import RENAME_LIMIT, CommitChanges, FileChange, ObjectReader
from versioning.text.front_matter.metadata import read_metadata
from versioning.text.front_matter.split import split_front_matter
from versioning.text.relative_references import LONGEST
from versioning.text.render.headings import first_heading
from versioning.text.storable import unstorable_in

# A transaction holds at least one commit, and ends once it reaches one of these sizes.
BATCH_VERSIONS = 1000
BATCH_COMMITS = 1000
BATCH_BYTES = 32 * 1024 * 1024
ALL_FILES = "*"
# Git LFS stores this text instead of the file (git-lfs.com/spec, "The Pointer").
LFS_POINTER = "version https://git-lfs.github.com/spec/v1\n"
# An index of PostgreSQL takes no much longer value.
MOST_PATH_BYTES = 2500


@dataclass(frozen=True)
class Refusal:
    """A file of one commit that was left out. `path` is safe to print, and ALL_FILES if it concerns the commit."""

    commit: str
    path: str
    reason: str

    @property
    def is_of_one_file(self) -> bool:
        return self.path != ALL_FILES


@dataclass(frozen=True)
class FileText:
    """A file as a commit wrote it. `renamed_from` is its former path if the commit moved it, else None.

    `title` is the one that its front matter states, or empty. `heading` is that, or else its first heading.
    """

    path: str
    renamed_from: str | None
    data: bytes
    digest: bytes
    heading: str
    executable: bool
    title: str = ""
    stated: Stated = NOTHING


class OwnText(NamedTuple):
    """A version of this project, as a commit of an export names it.

    `digests` are those of the file in exports of this release, and of former ones, which left out kept lines.
    """

    document: UUID
    version: UUID
    digests: frozenset[bytes]


@dataclass(frozen=True)
class ReadCommit:
    """A commit with the texts that it wrote and the paths that it removed."""

    sha: str
    stored: CommitObject
    files: tuple[FileText, ...]
    deleted: tuple[str, ...]
    refusals: tuple[Refusal, ...]

    @property
    def size(self) -> int:
        """Return the size of its texts in bytes."""
        return sum(len(file.data) for file in self.files)


def read_batches(*, reader: ObjectReader, commits: Sequence[CommitChanges]) -> Iterator[list[ReadCommit]]:
    """Yield the commits in their order, as many at a time as one transaction takes."""
    batch: list[ReadCommit] = []
    versions = size = 0
    for changes in commits:
        commit = read_commit(reader=reader, changes=changes)
        batch.append(commit)
        versions, size = versions + len(commit.files), size + commit.size
        if versions >= BATCH_VERSIONS or len(batch) >= BATCH_COMMITS or size >= BATCH_BYTES:
            yield batch
            batch, versions, size = [], 0, 0
    if batch:
        yield batch


def read_commit(*, reader: ObjectReader, changes: CommitChanges) -> ReadCommit:
    """Read the texts of one commit.

    If a change of a file is refused, its document stays as it was. If a rename is refused, the old file is removed.
    """
    written = [change for change in changes.changes if change.new_path is not None]
    stored, *texts = reader.read([changes.sha, *(change.blob for change in written)])
    deleted = [change.old_path for change in changes.changes if change.old_path and change.new_path is None]
    files, refusals = [], []
    if changes.renames_were_skipped:
        reason = f"too many files to look for renames (more than {RENAME_LIMIT:,}), so that renamed files begin anew"
        refusals.append(Refusal(commit=changes.sha, path=ALL_FILES, reason=reason))
    for change, data in zip(written, texts, strict=True):
        file = _read_file(change=change, data=data, commit=changes.sha)
        if isinstance(file, FileText):
            files.append(file)
            continue
        refusals.append(file)
        # The file was renamed to something that cannot be stored.
        if change.old_path not in (None, change.new_path):
            deleted.append(change.old_path or b"")
    return ReadCommit(
        sha=changes.sha,
        stored=parse_commit(stored or b""),
        files=tuple(files),
        deleted=tuple(path for path in map(_text_of, deleted) if path is not None),
        refusals=tuple(refusals),
    )


def _read_file(*, change: FileChange, data: bytes | None, commit: str) -> FileText | Refusal:
    raw_path = change.new_path or b""
    path = _text_of(raw_path)
    shown = raw_path.decode("utf-8", "backslashreplace")
    if path is None:
        return Refusal(commit=commit, path=shown, reason="the path is not UTF-8")
    if not is_safe_path(path):
        return Refusal(commit=commit, path=shown, reason="the path is not allowed")
    if len(raw_path) > MOST_PATH_BYTES:
        return Refusal(commit=commit, path=shown, reason="the path is too long")
    if data is None:
        return Refusal(commit=commit, path=shown, reason="the file or its commit is too large")
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return Refusal(commit=commit, path=shown, reason="the text is not UTF-8")
    if text.startswith(LFS_POINTER):
        return Refusal(commit=commit, path=shown, reason="the text is in Git LFS")
    metadata = read_metadata(split_front_matter(text))
    title = metadata.title or ""
    renamed = change.old_path not in (None, change.new_path)
    return FileText(
        path=path,
        renamed_from=_text_of(change.old_path or b"") if renamed else None,
        data=data,
        digest=text_digest(data),
        heading=title or first_heading(text),
        executable=change.executable,
        title=title,
        stated=stated_in(metadata),
    )


def _text_of(path: bytes) -> str | None:
    try:
        return path.decode()
    except UnicodeDecodeError:
        return None


def is_safe_path(path: str) -> bool:
    """Return whether a checkout would write this path. Forged git trees can hold paths such as `.git/config`."""
    return not any(part.lower() in ("", ".", "..", ".git") for part in path.split("/"))


def fault_of_place(path: str) -> str | None:
    """Return why no file can be noted at this path of a commit, or None. Bytes that are not UTF-8 are surrogates."""
    if unstorable_in(path):
        return "the path is not UTF-8"
    if not is_safe_path(path):
        return "the path is not allowed"
    return "the path is too long" if len(path.encode()) > LONGEST else None


def printable(path: str) -> str:
    """Return the path with escapes instead of bytes that are not UTF-8."""
    return path.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
