"""Writing one batch of commits: a transaction that leaves the project as it was after the last of them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from versioning.exceptions import VersioningError
from versioning.models import Document, Event, ImportedCommit, Project, Verb, Version, Workspace
from versioning.models.version import default_name
from versioning.services.import_bodies import BatchBodies, known_blobs
from versioning.services.import_documents import BatchDocuments, title_of
from versioning.services.import_people import People
from versioning.services.import_reading import FileText, ReadCommit
from versioning.services.import_rows import give_keys
from versioning.services.import_state import ImportState

_NAME_LENGTH = 255


@dataclass
class Tally:
    """What an import did, for its summary."""

    commits: int = 0
    versions: int = 0
    created: int = 0
    trashed: int = 0
    restored: int = 0


@dataclass
class Batch:
    """The rows to write, in the order of the history."""

    project: Project
    state: ImportState
    people: People
    documents: BatchDocuments
    tally: Tally
    bodies: BatchBodies
    versions: list[Version] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    commits: list[ImportedCommit] = field(default_factory=list)

    def add(self, commit: ReadCommit) -> None:
        """Apply one commit to the documents. Paths are taken away before any is written: names may be passed on."""
        gone = [path for path in commit.deleted if self._delete(path, commit=commit)]
        moved = {
            file.path: document_id
            for file in commit.files
            if file.renamed_from is not None and (document_id := self.state.take_away(file.renamed_from)) is not None
        }
        gone += [file.renamed_from or "" for file in commit.files if file.path in moved]
        versions = {file.path: str(self._write(file, commit=commit, moved=moved).pk) for file in commit.files}
        self.commits.append(
            ImportedCommit(
                project=self.project,
                position=len(self.state.shas) + 1,
                sha=commit.sha,
                author=commit.stored.author,
                committer=commit.stored.committer,
                encoding=commit.stored.encoding,
                message=commit.stored.message,
                versions=versions,
                deleted_paths=gone,
            )
        )
        self.state.shas.append(commit.sha)
        self.tally.commits += 1

    def _delete(self, path: str, *, commit: ReadCommit) -> bool:
        document_id = self.state.take_away(path)
        if document_id is None:
            return False
        self.state.gone[path] = document_id
        document = self.documents.trash(document_id, at=commit.stored.committed.at)
        if document is not None:
            self._record(Verb.DOCUMENT_TRASHED, commit=commit, document=document, title=document.title, along=[])
            self.tally.trashed += 1
        return True

    def _write(self, file: FileText, *, commit: ReadCommit, moved: dict[str, UUID]) -> Version:
        document_id = moved.get(file.path) or self.state.live.get(file.path)
        if document_id is not None:
            return self._add_version(file, commit=commit, document=self.documents.known[document_id])
        document_id = self.state.gone.get(file.path)
        if document_id is not None:
            document = self.documents.known[document_id]
            if self.documents.restore(document_id) is not None:
                self._record(Verb.DOCUMENT_RESTORED, commit=commit, document=document, title=document.title, along=0)
                self.tally.restored += 1
            return self._add_version(file, commit=commit, document=document)
        authored = commit.stored.authored
        document = self.documents.create(path=file.path, author_id=self.people.id_of(authored), at=authored.at)
        title = title_of(heading=file.heading, path=file.path)
        self._record(Verb.DOCUMENT_CREATED, commit=commit, document=document, title=title)
        self.tally.created += 1
        return self._add_version(file, commit=commit, document=document)

    def _add_version(self, file: FileText, *, commit: ReadCommit, document: Document) -> Version:
        authored, committed = commit.stored.authored, commit.stored.committed
        number, author_id = document.last_number + 1, self.people.id_of(authored)
        version = Version(
            document=document,
            number=number,
            name=_name_of(commit) or default_name(number),
            status=Version.Status.PUBLISHED,
            source_id=self.state.newest.get(document.pk),
            title=title_of(heading=file.heading, path=file.path),
            fields={"git": _link(file, commit=commit)},
            body=self.bodies.blob_of(file, document_id=document.pk),
            created_at=authored.at,
            created_by_id=author_id,
            modified_at=authored.at,
            modified_by_id=author_id,
            published_at=committed.at,
            published_by_id=self.people.id_of(committed),
        )
        self.versions.append(version)
        self.state.put(path=file.path, document_id=document.pk, version_id=version.pk)
        self._record(Verb.VERSION_PUBLISHED, commit=commit, document=document, version=version, number=number)
        moment, former = self.documents.promote(version=version, text=file.data, at=committed.at)
        self._record(
            Verb.VERSION_PROMOTED,
            commit=commit,
            document=document,
            version=version,
            at=moment,
            number=number,
            former=former and str(former),
        )
        self.tally.versions += 1
        return version

    def _record(
        self,
        verb: Verb,
        *,
        commit: ReadCommit,
        document: Document,
        version: Version | None = None,
        at: datetime | None = None,
        **data: Any,
    ) -> None:
        """An event of the commit's day, done by its committer; a document is created by the commit's author."""
        who = commit.stored.authored if verb == Verb.DOCUMENT_CREATED else commit.stored.committed
        self.events.append(
            Event(
                at=at or who.at,
                verb=verb,
                actor_id=self.people.id_of(who),
                project=self.project,
                document=document,
                version=version,
                data={**data, "commit": commit.sha},
            )
        )

    def write(self) -> None:
        """Documents first, as the others point at them; their own pointers are checked when the transaction ends."""
        self.documents.write_created()
        self.bodies.write()
        give_keys(self.versions)
        Version.objects.bulk_create(self.versions)
        self.documents.write_changed()
        self.documents.write_findable()
        Event.objects.bulk_create(self.events)
        ImportedCommit.objects.bulk_create(self.commits)


def write_batch(
    *,
    project: Project,
    workspace: Workspace,
    state: ImportState,
    people: People,
    tally: Tally,
    commits: Sequence[ReadCommit],
) -> None:
    """All of these commits or none. Raises VersioningError where another import of the project wrote meanwhile.

    After a raise, `state`, `people` and `tally` are of no use any more.
    """
    with transaction.atomic():
        _claim(project=project, state=state)
        people.learn(who for commit in commits for who in (commit.stored.authored, commit.stored.committed))
        documents = BatchDocuments(project=project, workspace=workspace)
        if purged := documents.lock(_touched(state=state, commits=commits)):
            state.forget(purged)
        digests = {file.digest for commit in commits for file in commit.files}
        bodies = BatchBodies(known=known_blobs(documents=documents.known, digests=digests))
        bodies.load_newest({pk: state.newest[pk] for pk in documents.known if pk in state.newest})
        batch = Batch(project=project, state=state, people=people, documents=documents, bodies=bodies, tally=tally)
        for commit in commits:
            batch.add(commit)
        batch.write()


def _claim(*, project: Project, state: ImportState) -> None:
    """Wait for another import's batch to end, then see that there was none."""
    Project.objects.select_for_update(no_key=True).get(pk=project.pk)
    if ImportedCommit.objects.filter(project=project).count() != len(state.shas):
        raise VersioningError(
            "Another import into this project is running. This one stopped; nothing is lost. Run it again afterwards."
        )


def _touched(*, state: ImportState, commits: Sequence[ReadCommit]) -> set[UUID]:
    """Every existing document that a path of these commits names."""
    paths = {path for commit in commits for path in commit.deleted}
    for commit in commits:
        paths.update(path for file in commit.files for path in (file.path, file.renamed_from) if path is not None)
    return {known[path] for path in paths for known in (state.live, state.gone) if path in known}


def _link(file: FileText, *, commit: ReadCommit) -> dict[str, str]:
    """Where the version comes from; `mode` is there for executable files alone."""
    link = {"commit": commit.sha, "path": file.path}
    return {**link, "mode": "100755"} if file.executable else link


def _name_of(commit: ReadCommit) -> str:
    name = commit.stored.subject[:_NAME_LENGTH]
    return name if name.strip() else ""
