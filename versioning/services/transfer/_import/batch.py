"""Collect the rows of one batch of commits, and write them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from operator import attrgetter
from typing import Any
from uuid import UUID

from versioning.models import Document, DocumentPath, Event, HistoryFile, ImportedCommit, Project, Verb, Version
from versioning.models.quotas.usage import Amounts
from versioning.models.sql.rows import insert_rows
from versioning.models.version import default_name
from versioning.services.kernel.quota import bytes_beside_body
from versioning.services.transfer._import.authors import EMAIL_LENGTH, NAME_LENGTH, Authors
from versioning.services.transfer._import.bodies import BatchBodies
from versioning.services.transfer._import.counts import ChangeKey
from versioning.services.transfer._import.documents import BatchDocuments, title_of
from versioning.services.transfer._import.history_files import PlacedFile
from versioning.services.transfer._import.reading import FileText, ReadCommit
from versioning.services.transfer._import.rows import give_keys, history_file
from versioning.services.transfer._import.state import Effect
from versioning.services.transfer._layouts.plan import Place

_NAME_LENGTH = 255


@dataclass
class Tally:
    """Counts of what an import did, for its summary."""

    commits: int = 0
    versions: int = 0
    created: int = 0
    trashed: int = 0
    restored: int = 0
    drafts: int = 0
    files: int = 0
    # Versions of this project that an export wrote into the history.
    known: int = 0
    placed: int = 0
    # Documents that readers get another version of: each with the version that its new ones continue. Their drafts are
    # opened at the end of the import.
    waiting: dict[UUID, UUID] = field(default_factory=dict)


@dataclass
class Batch:
    """The rows to write, in the order of the history.

    `position` is the position of the last commit before this batch. `newest` maps each document to its newest imported
    version. `places` are those that a layout gives to paths.
    """

    project: Project
    position: int
    newest: dict[UUID, UUID]
    authors: Authors
    documents: BatchDocuments
    tally: Tally
    bodies: BatchBodies
    ids: Mapping[ChangeKey, UUID]
    placed: Mapping[str, Sequence[PlacedFile]]
    places: Mapping[str, Place] = field(default_factory=dict)
    versions: list[Version] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    commits: list[ImportedCommit] = field(default_factory=list)
    history_files: list[HistoryFile] = field(default_factory=list)
    paths: list[DocumentPath] = field(default_factory=list)

    def add(self, effect: Effect) -> None:
        """Add one commit with its versions and events."""
        commit = effect.commit
        for document_id in effect.deleted.values():
            self._delete(document_id, commit=commit)
        versions = {file.path: str(self._write(file, pk=pk, effect=effect).pk) for file, pk in effect.written}
        for file, text in effect.own:
            versions[file.path], self.newest[text.document] = str(text.version), text.version
            self.tally.known += 1
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
        self.history_files += [
            history_file(each, position=self.position + len(self.commits), project_id=self.project.pk)
            for each in self.placed.get(commit.sha, ())
        ]
        self._note_paths(effect)
        self.tally.commits += 1

    def _note_paths(self, effect: Effect) -> None:
        """Note which documents the new paths and the new names of files are. That of the file comes last."""
        self.paths += [
            DocumentPath.of(
                path,
                project_id=self.project.pk,
                document_id=pk,
                origin=HistoryFile.Origin.GIT,
                position=self.position + len(self.commits),
            )
            for file, pk in effect.written
            if pk in effect.new or file.renamed_from is not None
            for path in (self._address_of(file.path), file.path)
            if path
        ]

    def _address_of(self, path: str) -> str:
        place = self.places.get(path)
        return "" if place is None else place.address

    def _delete(self, document_id: UUID, *, commit: ReadCommit) -> None:
        document = self.documents.trash(document_id)
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
        document = self.documents.create(pk, path=file.path, stated=file.stated)
        title = self._title(file)
        self._record(Verb.DOCUMENT_CREATED, commit=commit, document=document, title=title)
        self.tally.created += 1
        return document

    def _add_version(self, file: FileText, *, commit: ReadCommit, document: Document) -> Version:
        authored, now = commit.stored.authored, self.documents.time_of(document.pk)
        number, author_id = document.last_number + 1, self.authors.id_of(authored)
        version = Version(
            pk=self.ids[commit.sha, document.pk],
            document_id=document.pk,
            number=number,
            name=_name_of(commit) or default_name(number),
            status=Version.Status.PUBLISHED,
            source_id=self.newest.get(document.pk),
            title=self._title(file),
            description=file.stated.description,
            fields={"git": _link(file, commit=commit)},
            body_id=self.bodies.key_of(document_id=document.pk, digest=file.digest),
            created_at=now,
            created_by_id=author_id,
            modified_at=now,
            modified_by_id=author_id,
            published_at=now,
            published_by_id=self.authors.importer.pk,
            author_name=authored.name[:NAME_LENGTH],
            author_email=authored.email[:EMAIL_LENGTH],
            authored_at=authored.at,
        )
        if size := self.bodies.sizes.get((commit.sha, document.pk)):
            version.words, version.words_added, version.words_removed = size.words, size.added, size.removed
        self.versions.append(version)
        former = self.newest.get(document.pk)
        self.newest[document.pk] = version.pk
        self._record(Verb.VERSION_PUBLISHED, commit=commit, document=document, version=version, number=number)
        if former is not None and document.current_id != former:
            # Somebody changed here what readers get. They keep it.
            self.tally.waiting.setdefault(document.pk, former)
            self.documents.add_number(version)
        else:
            self._promote(version, commit=commit, document=document)
        self.tally.versions += 1
        return version

    def _title(self, file: FileText) -> str:
        """Return the title of the front matter, the navigation or the first heading, or the name of the file."""
        place = self.places.get(file.path)
        heading = file.heading if place is None else file.title or place.title or file.heading or place.default_title
        return title_of(heading=heading, path=file.path)

    def _promote(self, version: Version, *, commit: ReadCommit, document: Document) -> None:
        authored = commit.stored.authored
        since, former = self.documents.promote(version=version, claimed_at=authored.at)
        self._record(
            Verb.VERSION_PROMOTED,
            commit=commit,
            document=document,
            version=version,
            claimed_at=since,
            number=version.number,
            former=former and str(former),
        )

    def _record(
        self,
        verb: Verb,
        *,
        commit: ReadCommit,
        document: Document,
        version: Version | None = None,
        claimed_at: datetime | None = None,
        **data: Any,
    ) -> None:
        """Add an event of the importer, dated now. The date of the commit is kept as a claim."""
        self.events.append(
            Event(
                at=self.documents.time_of(document.pk),
                claimed_at=claimed_at or commit.stored.authored.at,
                verb=verb,
                actor_id=self.authors.importer.pk,
                project_id=self.project.pk,
                document_id=document.pk,
                version_id=None if version is None else version.pk,
                data={**data, "commit": commit.sha},
            )
        )

    def added(self) -> Amounts:
        """Return what `write` will store. All versions are published."""
        beside = (bytes_beside_body({"description": one.description, "fields": one.fields}) for one in self.versions)
        return Amounts(bytes=self.bodies.added_bytes() + sum(beside), versions=len(self.versions))

    def write(self) -> None:
        """Insert the documents first, because the other rows refer to them.

        The documents refer back to their versions. The databases check those keys when the transaction ends.
        """
        self.documents.write_created()
        self.bodies.write(project_id=self.project.pk)
        give_keys(self.versions)
        # Versions of one document lie together on disk, so that listing them reads few pages.
        insert_rows(sorted(self.versions, key=attrgetter("pk")))
        self.documents.write_changed()
        self.documents.write_search_entries()
        insert_rows(self.events)
        insert_rows(self.commits)
        insert_rows(self.history_files)
        insert_rows(self.paths)


def _link(file: FileText, *, commit: ReadCommit) -> dict[str, str]:
    """Return where the version comes from. `mode` is set for executable files only."""
    link = {"commit": commit.sha, "path": file.path}
    return {**link, "mode": "100755"} if file.executable else link


def _name_of(commit: ReadCommit) -> str:
    """Return the subject of the commit, or an empty string if it is blank."""
    name = commit.stored.subject[:_NAME_LENGTH]
    return name if name.strip() else ""
