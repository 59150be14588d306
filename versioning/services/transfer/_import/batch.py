"""Writing one batch of commits: a transaction that leaves the project as it was after the last of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from operator import attrgetter
from typing import Any
from uuid import UUID

from django.db import transaction

from versioning.exceptions import VersioningError
from versioning.models import Document, Event, ImportedCommit, Project, Verb, Version, Workspace
from versioning.models.sql.many_rows import insert_rows
from versioning.models.version import default_name
from versioning.services.transfer._import.bodies import BatchBodies, pack_bodies
from versioning.services.transfer._import.counts import Place
from versioning.services.transfer._import.documents import BatchDocuments, title_of
from versioning.services.transfer._import.people import People
from versioning.services.transfer._import.reading import FileText, ReadCommit
from versioning.services.transfer._import.rows import give_keys, new_ids
from versioning.services.transfer._import.state import Effect, ImportState
from versioning.text.search.plain import plain_text

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
    """The rows to write, in the order of the history.

    `position` is that of the last commit before, `newest` each document's newest imported version.
    """

    project: Project
    position: int
    newest: dict[UUID, UUID]
    people: People
    documents: BatchDocuments
    tally: Tally
    bodies: BatchBodies
    ids: Mapping[Place, UUID]
    versions: list[Version] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    commits: list[ImportedCommit] = field(default_factory=list)

    def add(self, effect: Effect) -> None:
        """Write one commit."""
        commit = effect.commit
        for document_id in effect.deleted.values():
            self._delete(document_id, commit=commit)
        versions = {file.path: str(self._write(file, pk=pk, effect=effect).pk) for file, pk in effect.written}
        self.commits.append(
            ImportedCommit(
                project_id=self.project.pk,
                position=self.position + len(self.commits) + 1,
                sha=commit.sha,
                author=commit.stored.author,
                committer=commit.stored.committer,
                encoding=commit.stored.encoding,
                message=commit.stored.message,
                versions=versions,
                deleted_paths=[*effect.deleted, *effect.renamed],
            )
        )
        self.tally.commits += 1

    def _delete(self, document_id: UUID, *, commit: ReadCommit) -> None:
        document = self.documents.trash(document_id, at=commit.stored.committed.at)
        if document is not None:
            self._record(Verb.DOCUMENT_TRASHED, commit=commit, document=document, title=document.title, along=[])
            self.tally.trashed += 1

    def _write(self, file: FileText, *, pk: UUID, effect: Effect) -> Version:
        commit = effect.commit
        if pk in effect.new:
            document = self._create(file, pk=pk, commit=commit)
        else:
            document = self.documents.known[pk]
            if pk in effect.returning and self.documents.restore(pk) is not None:
                self._record(Verb.DOCUMENT_RESTORED, commit=commit, document=document, title=document.title, along=0)
                self.tally.restored += 1
        return self._add_version(file, commit=commit, document=document)

    def _create(self, file: FileText, *, pk: UUID, commit: ReadCommit) -> Document:
        authored = commit.stored.authored
        document = self.documents.create(pk, path=file.path, author_id=self.people.id_of(authored), at=authored.at)
        title = title_of(heading=file.heading, path=file.path)
        self._record(Verb.DOCUMENT_CREATED, commit=commit, document=document, title=title)
        self.tally.created += 1
        return document

    def _add_version(self, file: FileText, *, commit: ReadCommit, document: Document) -> Version:
        authored, committed = commit.stored.authored, commit.stored.committed
        number, author_id = document.last_number + 1, self.people.id_of(authored)
        version = Version(
            pk=self.ids[commit.sha, document.pk],
            document_id=document.pk,
            number=number,
            name=_name_of(commit) or default_name(number),
            status=Version.Status.PUBLISHED,
            source_id=self.newest.get(document.pk),
            title=title_of(heading=file.heading, path=file.path),
            fields={"git": _link(file, commit=commit)},
            body_id=self.bodies.key_of(document_id=document.pk, digest=file.digest),
            created_at=authored.at,
            created_by_id=author_id,
            modified_at=authored.at,
            modified_by_id=author_id,
            published_at=committed.at,
            published_by_id=self.people.id_of(committed),
        )
        if size := self.bodies.sizes.get((commit.sha, document.pk)):
            version.words, version.words_added, version.words_removed = size.words, size.added, size.removed
        self.versions.append(version)
        self.newest[document.pk] = version.pk
        self._record(Verb.VERSION_PUBLISHED, commit=commit, document=document, version=version, number=number)
        moment, former = self.documents.promote(version=version, at=committed.at)
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
                project_id=self.project.pk,
                document_id=document.pk,
                version_id=None if version is None else version.pk,
                data={**data, "commit": commit.sha},
            )
        )

    def write(self) -> None:
        """Documents first, as the others point at them; their own pointers are checked when the transaction ends.

        A document's versions lie together then, so that a list of them reads few pages.
        """
        self.documents.write_created()
        self.bodies.write()
        give_keys(self.versions)
        insert_rows(sorted(self.versions, key=attrgetter("pk")))
        self.documents.write_changed()
        self.documents.write_findable()
        insert_rows(self.events)
        insert_rows(self.commits)


class DocumentsPurged(Exception):
    """Documents of the history that are not there any more, since the import read of them or since it ran last."""

    def __init__(self, keys: set[UUID]) -> None:
        super().__init__(keys)
        self.keys = keys


def write_batch(
    *,
    project: Project,
    workspace: Workspace,
    state: ImportState,
    people: People,
    tally: Tally,
    commits: Sequence[ReadCommit],
) -> ImportState:
    """All of these commits or none; returned is the state after them.

    The texts are compressed, counted and rendered before any lock is taken. Raises VersioningError where another import
    of the project wrote meanwhile. After a raise, `people` and `tally` are of no use any more.
    """
    while True:
        after = state.copy()
        effects = [after.apply(commit) for commit in commits]
        bodies = pack_bodies(effects=effects, newest=state.newest)
        documents = BatchDocuments(project=project, workspace=workspace, said=_said(effects))
        try:
            with transaction.atomic():
                _claim(project=project, imported=len(state.shas))
                _lock(documents, effects=effects)
                people.learn(who for commit in commits for who in (commit.stored.authored, commit.stored.committed))
                bodies.settle()
                batch = Batch(
                    project=project,
                    position=len(state.shas),
                    newest=after.newest,
                    people=people,
                    documents=documents,
                    bodies=bodies,
                    ids=new_ids(effects),
                    tally=tally,
                )
                for effect in effects:
                    batch.add(effect)
                batch.write()
        except DocumentsPurged as purged:
            state.forget(purged.keys)
        else:
            return after


def _said(effects: Sequence[Effect]) -> dict[UUID, str]:
    last = {pk: file.data.decode() for effect in effects for file, pk in effect.written}
    return {pk: plain_text(text, content_type=Version.ContentType.MARKDOWN) for pk, text in last.items()}


def _claim(*, project: Project, imported: int) -> None:
    """Wait for another import's batch to end, then see that there was none."""
    Project.objects.select_for_update(no_key=True).get(pk=project.pk)
    if ImportedCommit.objects.filter(project=project).count() != imported:
        raise VersioningError(
            "Another import into this project is running. This one stopped; nothing is lost. Run it again afterwards."
        )


def _lock(documents: BatchDocuments, *, effects: Sequence[Effect]) -> None:
    """Every document of these commits that is there already. Raises DocumentsPurged."""
    touched = {pk for effect in effects for pk in (*effect.deleted.values(), *(pk for _, pk in effect.written))}
    purged = documents.lock(touched.difference(*(effect.new for effect in effects)))
    if purged:
        raise DocumentsPurged(purged)


def _link(file: FileText, *, commit: ReadCommit) -> dict[str, str]:
    """Where the version comes from; `mode` is there for executable files alone."""
    link = {"commit": commit.sha, "path": file.path}
    return {**link, "mode": "100755"} if file.executable else link


def _name_of(commit: ReadCommit) -> str:
    name = commit.stored.subject[:_NAME_LENGTH]
    return name if name.strip() else ""
