"""What a project knows of an imported history: which path is which document, and which commits it has."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from uuid6 import uuid7

from versioning.models import ImportedCommit, Project, Version
from versioning.services.transfer._import.reading import FileText, OwnText, ReadCommit


@dataclass(frozen=True)
class Effect:
    """What a commit does to documents, which are named by their keys.

    `deleted` maps the paths that it removes to their documents. `renamed` holds the former paths of documents.
    `written` holds each file with the document that its text belongs to. `new` documents do not exist yet. `returning`
    ones had been deleted by an earlier commit. `own` holds the files that are texts of versions of this project.
    """

    commit: ReadCommit
    deleted: Mapping[str, UUID]
    renamed: tuple[str, ...]
    written: tuple[tuple[FileText, UUID], ...]
    new: frozenset[UUID]
    returning: frozenset[UUID]
    own: tuple[tuple[FileText, OwnText], ...] = ()


@dataclass
class ImportState:
    """The documents by path after the commits so far.

    `live` holds the existing files, `gone` those that a commit deleted. `newest` maps each document to its newest
    imported version. `shas` are the imported commits, oldest first.
    """

    shas: list[str] = field(default_factory=list)
    live: dict[str, UUID] = field(default_factory=dict)
    gone: dict[str, UUID] = field(default_factory=dict)
    newest: dict[UUID, UUID] = field(default_factory=dict)

    def forget(self, documents: Iterable[UUID]) -> None:
        """Forget documents that were deleted for good. If their file changes again, it becomes a new document."""
        purged = set(documents)
        self.live = {path: pk for path, pk in self.live.items() if pk not in purged}
        self.gone = {path: pk for path, pk in self.gone.items() if pk not in purged}

    def take_away(self, path: str) -> UUID | None:
        """Remove the path, for a deletion or a rename. Return its document, or None."""
        return self.live.pop(path, None)

    def put(self, *, path: str, document_id: UUID) -> None:
        """Note that the path holds this document now."""
        self.gone.pop(path, None)
        self.live[path] = document_id

    def copy(self) -> "ImportState":
        return ImportState(list(self.shas), dict(self.live), dict(self.gone), dict(self.newest))

    def apply(self, commit: ReadCommit, *, own: OwnText | None = None) -> Effect:
        """Move on by one commit and return its effect. `own` is the version that an export wrote the commit for.

        All paths are removed before any is written, because one file may take the former name of another.
        """
        deleted = {path: pk for path in commit.deleted if (pk := self.take_away(path)) is not None}
        # If the file comes back later, its document comes back.
        self.gone.update(deleted)
        moved = {
            file.path: (pk, file.renamed_from)
            for file in commit.files
            if file.renamed_from is not None and (pk := self.take_away(file.renamed_from)) is not None
        }
        written, new, returning = list[tuple[FileText, UUID]](), set[UUID](), set[UUID]()
        known = {file.path: own for file in commit.files if own is not None and file.digest in own.digests}
        for path, text in known.items():
            self.put(path=path, document_id=text.document)
        for file in commit.files:
            if file.path in known:
                continue
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
        texts = tuple((file, known[file.path]) for file in commit.files if file.path in known)
        return Effect(commit, deleted, renamed, tuple(written), frozenset(new), frozenset(returning), texts)


def load_state(project: Project) -> ImportState:
    """Replay the imported commits of the project. Documents that were deleted for good are left out."""
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
        # If the document has another file in the same commit, it was renamed, not deleted.
        if document_id is not None and document_id not in documents:
            state.gone[path] = document_id
    for path, version_id in written.items():
        state.put(path=path, document_id=document_of[version_id])
        state.newest[document_of[version_id]] = version_id
