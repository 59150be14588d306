"""Recognize the commits that `export_git` wrote for versions that were published here."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from versioning.exceptions import VersioningError
from versioning.models import Document, File, ImportedCommit, Project, Version
from versioning.models.front_matter import KEPT_LINES, has_kept_lines, with_kept_lines
from versioning.models.history.blob import text_digest
from versioning.services.transfer._git.commit_object import CommitObject, parse_commit
from versioning.services.transfer._git.history import (
    CommitChanges,
    ObjectReader,
    changes_after,
    first_parent_shas,
    object_reader,
)
from versioning.services.transfer._git.source import GitSource
from versioning.services.transfer._git.trailers import exported_from
from versioning.services.transfer._import.documents import chunks
from versioning.services.transfer._import.reading import OwnText, ReadCommit

_ALL = ("**",)


@dataclass(frozen=True)
class Known:
    """How far a project knows a history. `sha` is the newest imported commit.

    `woven` counts the commits up to it that an export wrote for versions of this project.
    """

    sha: str | None = None
    woven: int = 0


def own_texts(project: Project, commits: Sequence[ReadCommit]) -> dict[str, OwnText]:
    """Return the version that each of these commits was exported from, by the name of the commit.

    Only published versions of this project count, as only they are exported. Anybody can write any line into a message,
    so the caller compares the texts.
    """
    named = {commit.sha: exported_from(commit.stored.message) for commit in commits}
    versions = {sha: each.version for sha, each in named.items() if each is not None and each.version}
    texts = _texts(project, set(versions.values()))
    return {sha: texts[version] for sha, version in versions.items() if version in texts}


def _texts(project: Project, versions: set[UUID]) -> dict[UUID, OwnText]:
    found: dict[UUID, OwnText] = {}
    for part in chunks(versions):
        rows = Version.objects.filter(document__project=project, pk__in=part, published_at__isnull=False)
        for pk, document, digest in rows.values_list("pk", "document", "body__sha256"):
            found[pk] = OwnText(document, pk, frozenset({bytes(digest or b"")}))
        # An export puts the lines above the text. Those of former releases did not.
        for version in filter(has_kept_lines, rows.filter(fields__has_key=KEPT_LINES).with_text()):
            digest = text_digest(with_kept_lines(version.text, fields=version.fields).encode())
            bare = found[version.pk]
            found[version.pk] = bare._replace(digests=bare.digests | {digest})
    return found


def without_own_end(
    commits: Sequence[CommitChanges], *, project: Project, reader: ObjectReader
) -> Sequence[CommitChanges]:
    """Return the commits without the last ones if an export wrote them and nothing changed since.

    So an export that nobody edited leaves nothing behind, and the history that the project was imported from continues.
    """
    end = len(commits)
    while end and _is_unchanged(commits[end - 1], project=project, reader=reader):
        end -= 1
    return commits[:end]


def own_paths(
    commits: Sequence[CommitChanges], *, imported: Sequence[CommitChanges], source: GitSource, known: Known
) -> set[str]:
    """Return the files of the commits at the end that are not imported, also those that are no texts."""
    since = imported[-1].sha if imported else known.sha
    own = {commit.sha for commit in commits[len(imported) :]}
    every = changes_after(source=source, known=since, paths=("**",))
    written = (change.new_path for commit in every if commit.sha in own for change in commit.changes)
    return {path.decode(errors="replace") for path in written if path is not None}


def _is_unchanged(commit: CommitChanges, *, project: Project, reader: ObjectReader) -> bool:
    stored = reader.read([commit.sha])[0]
    exported = exported_from(parse_commit(stored or b"").message)
    if exported is None:
        return False
    written = [change.blob for change in commit.changes if change.new_path is not None]
    if exported.trashed is not None:
        in_trash = Document.objects.filter(project=project, pk=exported.trashed, trashed_at__isnull=False)
        return not written and len(commit.changes) == 1 and in_trash.exists()
    assert exported.version is not None  # noqa: S101  one of the two is there
    own = _texts(project, {exported.version}).get(exported.version)
    if own is None or len(written) != len(commit.changes):
        return False
    return _is_text_with_files(written, digests=own.digests, project=project, reader=reader)


def _is_text_with_files(
    blobs: Sequence[str], *, digests: Collection[bytes], project: Project, reader: ObjectReader
) -> bool:
    """Return whether these are the text with one of these digests, and else files that the project has."""
    others = [_digest(reader, blob) for blob in blobs]
    text = next((each for each in others if each in digests), None)
    if text is None:
        return False
    others.remove(text)
    files = File.objects.filter(project=project, sha256__in=[each for each in others if each is not None])
    return set(others) == set(map(bytes, files.values_list("sha256", flat=True)))


def last_known(*, opened: GitSource, project: Project, imported: Sequence[str]) -> Known:
    """Return how far the project knows the history. Raise VersioningError unless the history has all that it knows."""
    if not imported:
        return Known()
    history = first_parent_shas(opened)
    there = set(history)
    missing = next((sha for sha in imported if sha not in there), None)
    if missing is None:
        return Known(imported[-1])
    woven = _woven(opened=opened, project=project, history=history[::-1])
    if woven is None:
        raise VersioningError(
            f"The imported commit {missing[:12]} is missing from this history. The history was rewritten, or this is "
            "another branch or repository. Nothing was changed. Import it into a new project."
        )
    return woven


def tree_of(sha: str, *, reader: ObjectReader) -> str:
    """Return the name of the commit's tree."""
    return parse_commit(reader.read([sha])[0] or b"").tree


def _woven(*, opened: GitSource, project: Project, history: Sequence[str]) -> Known | None:
    """Return how far the project knows an export of its own, or None if the history is something else.

    An export puts versions that were published here between imported commits, and lacks the files that were not
    imported. So its commits have other parents or trees, and other names. Everything else in them is as it was, their
    texts included.
    """
    rows = ImportedCommit.objects.filter(project=project).order_by("position").iterator()
    expected, last = next(rows, None), None
    # The version of each path, by the commits that have other names than the imported ones.
    copies: dict[str, dict[str, UUID]] = {}
    own: dict[str, UUID] = {}
    for sha, commit in _read_all(opened, history):
        if expected is None:
            break
        exported = exported_from(commit.message)
        if sha == expected.sha:
            expected, last = next(rows, None), sha
        elif _same(commit, expected):
            copies[sha] = {path: UUID(version) for path, version in expected.versions.items()}
            expected, last = next(rows, None), sha
        elif exported is not None and exported.version is not None:
            own[sha] = exported.version
        else:
            return None
    is_known = expected is None and _have_texts(opened, project=project, copies=copies, own=own)
    return Known(last, len(own)) if is_known else None


def _have_texts(
    opened: GitSource, *, project: Project, copies: Mapping[str, Mapping[str, UUID]], own: Mapping[str, UUID]
) -> bool:
    """Return whether these commits write the very texts of the versions that they are for."""
    wanted = {**copies, **{sha: {"": version} for sha, version in own.items()}}
    named = {version for versions in wanted.values() for version in versions.values()}
    texts = _texts(project, named)
    if named - texts.keys():
        return False
    with object_reader(opened) as reader:
        for commit in changes_after(source=opened, known=None, paths=_ALL):
            versions = wanted.get(commit.sha, {})
            written = {change.new_path: change.blob for change in commit.changes if change.new_path is not None}
            if commit.sha in own:
                blobs, own_text = list(written.values()), texts[own[commit.sha]]
                if not _is_text_with_files(blobs, digests=own_text.digests, project=project, reader=reader):
                    return False
            elif any(
                _digest(reader, written.get(path.encode())) not in texts[pk].digests for path, pk in versions.items()
            ):
                return False
    return True


def _digest(reader: ObjectReader, blob: str | None) -> bytes | None:
    data = None if blob is None else reader.read([blob])[0]
    return None if data is None else text_digest(data)


def _read_all(opened: GitSource, history: Sequence[str]) -> Iterator[tuple[str, CommitObject]]:
    with object_reader(opened) as reader:
        for part in chunks(history):
            for sha, stored in zip(part, reader.read(part), strict=True):
                yield sha, parse_commit(stored or b"")


def _same(commit: CommitObject, row: ImportedCommit) -> bool:
    now = (commit.author, commit.committer, commit.encoding, commit.message)
    return now == tuple(map(bytes, (row.author, row.committer, row.encoding, row.message)))
