"""From git's commits to what can be stored of them; what cannot is refused by name."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from versioning.models.history.blob import sha256_of
from versioning.services.transfer._git.commit_object import CommitObject, parse_commit
from versioning.services.transfer._git.history import CommitChanges, FileChange, ObjectReader
from versioning.text.render.headings import first_heading

# One transaction holds at least one commit, and no more than about this much.
BATCH_VERSIONS = 1000
BATCH_COMMITS = 1000
BATCH_BYTES = 32 * 1024 * 1024


@dataclass(frozen=True)
class Refusal:
    """A file of one commit that was left out; `path` is fit to be printed."""

    commit: str
    path: str
    reason: str


@dataclass(frozen=True)
class FileText:
    """A file as a commit wrote it; `renamed_from` is the path that it had before, where the commit moved it."""

    path: str
    renamed_from: str | None
    data: bytes
    digest: bytes
    heading: str
    executable: bool


@dataclass(frozen=True)
class ReadCommit:
    """A commit with the texts that it wrote and the paths that it took away. `size` is in bytes."""

    sha: str
    stored: CommitObject
    files: tuple[FileText, ...]
    deleted: tuple[str, ...]
    refusals: tuple[Refusal, ...]

    @property
    def size(self) -> int:
        return sum(len(file.data) for file in self.files)


def read_batches(*, reader: ObjectReader, commits: Sequence[CommitChanges]) -> Iterator[list[ReadCommit]]:
    """The commits in their order, so many at a time as one transaction takes."""
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
    """A refused change of a file leaves its document as it was; a refused rename takes the old file away."""
    written = [change for change in changes.changes if change.new_path is not None]
    stored, *texts = reader.read([changes.sha, *(change.blob for change in written)])
    deleted = [change.old_path for change in changes.changes if change.old_path and change.new_path is None]
    files, refusals = [], []
    for change, data in zip(written, texts, strict=True):
        file = _read_file(change=change, data=data, commit=changes.sha)
        if isinstance(file, FileText):
            files.append(file)
            continue
        refusals.append(file)
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
        return Refusal(commit=commit, path=shown, reason="its path is not UTF-8")
    if not _is_safe(path):
        return Refusal(commit=commit, path=shown, reason="no file may be written to such a path")
    if data is None:
        return Refusal(commit=commit, path=shown, reason="it is too large")
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return Refusal(commit=commit, path=shown, reason="its text is not UTF-8")
    renamed = change.old_path not in (None, change.new_path)
    return FileText(
        path=path,
        renamed_from=_text_of(change.old_path or b"") if renamed else None,
        data=data,
        digest=sha256_of(data),
        heading=first_heading(text),
        executable=change.executable,
    )


def _text_of(path: bytes) -> str | None:
    try:
        return path.decode()
    except UnicodeDecodeError:
        return None


def _is_safe(path: str) -> bool:
    """Git trees can be forged to hold paths that no checkout would write, such as `.git/config`."""
    return not any(part.lower() in ("", ".", "..", ".git") for part in path.split("/"))
