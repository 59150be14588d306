"""What a project knows of a history that it imported: which path is which document, and how far the import came."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from uuid6 import uuid7

from versioning.models import ImportedCommit, Project, Version
from versioning.services.transfer._import.reading import FileText, ReadCommit


@dataclass(frozen=True)
class Effect:
    """What a commit does to documents, which are told by their keys.

    `deleted` are the paths whose documents it takes away, `renamed` those that documents had before; `written` tells of
    each file whose text it is. Of these documents `new` are not there yet, and `returning` had been taken away.
    """

    commit: ReadCommit
    deleted: Mapping[str, UUID]
    renamed: tuple[str, ...]
    written: tuple[tuple[FileText, UUID], ...]
    new: frozenset[UUID]
    returning: frozenset[UUID]


@dataclass
class ImportState:
    """The documents by path after the commits so far.

    `live` holds the files that exist, `gone` those that a commit took away, `newest` each document's newest imported
    version. `shas` are the imported commits, oldest first.
    """

    shas: list[str] = field(default_factory=list)
    live: dict[str, UUID] = field(default_factory=dict)
    gone: dict[str, UUID] = field(default_factory=dict)
    newest: dict[UUID, UUID] = field(default_factory=dict)

    def forget(self, documents: Iterable[UUID]) -> None:
        """Documents that were deleted for good: a file of theirs that changes again becomes a new document."""
        purged = set(documents)
        self.live = {path: pk for path, pk in self.live.items() if pk not in purged}
        self.gone = {path: pk for path, pk in self.gone.items() if pk not in purged}

    def take_away(self, path: str) -> UUID | None:
        """The document whose file is not there any more, for a deletion or a rename."""
        return self.live.pop(path, None)

    def put(self, *, path: str, document_id: UUID) -> None:
        self.gone.pop(path, None)
        self.live[path] = document_id

    def copy(self) -> "ImportState":
        return ImportState(list(self.shas), dict(self.live), dict(self.gone), dict(self.newest))

    def apply(self, commit: ReadCommit) -> Effect:
        """Move on by one commit. Paths are taken away before any is written: names may be passed on."""
        deleted = {path: pk for path in commit.deleted if (pk := self.take_away(path)) is not None}
        self.gone.update(deleted)
        moved = {
            file.path: (pk, file.renamed_from)
            for file in commit.files
            if file.renamed_from is not None and (pk := self.take_away(file.renamed_from)) is not None
        }
        written, new, returning = list[tuple[FileText, UUID]](), set[UUID](), set[UUID]()
        for file in commit.files:
            document_id = moved[file.path][0] if file.path in moved else self.live.get(file.path)
            if document_id is None and (document_id := self.gone.get(file.path)) is not None:
                returning.add(document_id)
            if document_id is None:
                document_id = uuid7()
                new.add(document_id)
            self.put(path=file.path, document_id=document_id)
            written.append((file, document_id))
        self.shas.append(commit.sha)
        renamed = tuple(path for _, path in moved.values())
        return Effect(commit, deleted, renamed, tuple(written), frozenset(new), frozenset(returning))


def load_state(project: Project) -> ImportState:
    """Replay what the commits of the project did; documents that were deleted for good meanwhile are left out."""
    document_of = dict(Version.objects.filter(document__project=project).values_list("pk", "document"))
    state = ImportState()
    commits = ImportedCommit.objects.filter(project=project).order_by("position")
    for sha, versions, deleted in commits.values_list("sha", "versions", "deleted_paths").iterator():
        state.shas.append(sha)
        written = {path: UUID(pk) for path, pk in versions.items() if UUID(pk) in document_of}
        _replay(state=state, written=written, deleted=deleted, document_of=document_of)
    return state


def _replay(
    *, state: ImportState, written: Mapping[str, UUID], deleted: Iterable[str], document_of: Mapping[UUID, UUID]
) -> None:
    documents = {document_of[version_id] for version_id in written.values()}
    for path in deleted:
        document_id = state.take_away(path)
        # A document that has a file in the same commit was renamed.
        if document_id is not None and document_id not in documents:
            state.gone[path] = document_id
    for path, version_id in written.items():
        state.put(path=path, document_id=document_of[version_id])
        state.newest[document_of[version_id]] = version_id
