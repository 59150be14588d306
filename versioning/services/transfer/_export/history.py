"""Write the planned commits: imported ones unchanged, one for each version published here, last the trash."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from uuid import UUID

from django.utils import timezone

from versioning.models import Blob, Document, Event, File, HistoryFile, ImportedCommit, Project, Verb, Version
from versioning.models.front_matter import has_kept_lines, with_kept_lines
from versioning.ops.files.store import file_store
from versioning.services.kernel.file_bytes import key_of
from versioning.services.transfer._export.files import files_beside
from versioning.services.transfer._export.plan import ExportPlan
from versioning.services.transfer._git.fast_import import EXECUTABLE, REGULAR, FastImport, FileEntry, signature_of
from versioning.services.transfer._git.trailers import Exported, with_trailer
from versioning.text.portable_names import is_portable

_AT_ONCE = 200


def _mode_of(version: Version) -> str:
    """Return the mode of the version's file. The metadata may come from the project file of another server."""
    git = version.fields.get("git")
    return EXECUTABLE if isinstance(git, dict) and git.get("mode") == EXECUTABLE else REGULAR


@dataclass
class ExportedHistory:
    """The repository while it is written.

    `path_of` is where the file of each document is or last was. `present` holds the documents whose file exists now.
    `marks` are the names that fast-import gave to the texts, by blob, and `file_marks` those of files, by SHA-256.
    Texts with front matter that is kept beside them have `whole_marks`, by version.
    """

    project: Project
    plan: ExportPlan
    target: FastImport
    marks: dict[int, int] = field(default_factory=dict)
    file_marks: dict[str, int] = field(default_factory=dict)
    whole_marks: dict[UUID, int] = field(default_factory=dict)
    path_of: dict[UUID, str] = field(default_factory=dict)
    present: set[UUID] = field(default_factory=set)
    modes: dict[UUID, str] = field(default_factory=dict)
    missing: int = 0

    def write(self, report: Callable[[], None]) -> None:
        """Write everything, and call `report` after each planned commit."""
        self.path_of.update(self.plan.paths)
        for start in range(0, len(self.plan.commits), _AT_ONCE):
            # Read a part of the history at a time, to bound the memory.
            keys = self.plan.commits[start : start + _AT_ONCE]
            commits = list(ImportedCommit.objects.filter(pk__in=keys).order_by("position"))
            versions = self._read([UUID(pk) for commit in commits for pk in commit.versions.values()])
            places = self._places_of(commits)
            for index, commit in enumerate(commits, start=start):
                self._write_own(self.plan.before.get(index, ()), report=report)
                self._write_imported(commit, versions=versions, places=places[commit.position])
                report()
        self._write_own(self.plan.after, report=report)
        self._write_trash()

    def _read(self, keys: Sequence[UUID]) -> dict[UUID, Version]:
        """Return these versions, and write their texts as blobs if they are new.

        Raises CorruptBlob.
        """
        read: dict[UUID, Version] = {}
        for start in range(0, len(keys), _AT_ONCE):
            part = keys[start : start + _AT_ONCE]
            versions = Version.objects.filter(pk__in=part, document__project=self.project)
            versions = versions.select_related("created_by", "published_by")
            read.update({version.pk: version for version in versions})
            new = {read[pk].body_id for pk in part if pk in read} - self.marks.keys()
            for blob_id, text in Blob.objects.texts(sorted(new)):
                self.marks[blob_id] = self.target.add_blob(text)
            self._add_whole([read[pk] for pk in part if pk in read and has_kept_lines(read[pk])])
        return read

    def _add_whole(self, versions: Sequence[Version]) -> None:
        """Write the texts together with the front matter that is kept beside them."""
        new = [version for version in versions if version.pk not in self.whole_marks]
        texts = dict(Blob.objects.texts(sorted({version.body_id for version in new})))
        for version in new:
            text = with_kept_lines(texts[version.body_id].decode(), fields=version.fields)
            self.whole_marks[version.pk] = self.target.add_blob(text.encode())

    def _places_of(self, commits: Sequence[ImportedCommit]) -> dict[int, list[HistoryFile]]:
        """Return the files beside the texts by the position of their commit, and write their bytes if they are new."""
        places: dict[int, list[HistoryFile]] = defaultdict(list)
        positions = [commit.position for commit in commits]
        rows = HistoryFile.objects.of_git().of_paths().filter(project=self.project, position__in=positions)
        for row in rows.select_related("file").order_by("position", "path"):
            places[row.position].append(row)
            if row.file is not None:
                self._add_file(row.file)
        return places

    def _add_file(self, file: File) -> int:
        """Write the bytes of the file if they are new. Return their mark."""
        if file.digest not in self.file_marks:
            self.file_marks[file.digest] = self.target.add_blob(b"".join(file_store().read(key_of(file))))
        return self.file_marks[file.digest]

    def _write_imported(
        self, commit: ImportedCommit, *, versions: dict[UUID, Version], places: Sequence[HistoryFile]
    ) -> None:
        """Write one imported commit. Files of documents that were deleted for good are skipped and counted."""
        gone = set(commit.deleted_paths)
        self.present = {pk for pk in self.present if self.path_of[pk] not in gone} if gone else self.present
        files = []
        for path, key in sorted(commit.versions.items()):
            version = versions.get(UUID(key))
            if version is None:
                self.missing += 1
                continue
            files.append(self._place(version, path=path, mode=_mode_of(version)))
        for place in places:
            if place.file is not None:
                mode = EXECUTABLE if place.executable else REGULAR
                files.append(FileEntry(path=place.path, mark=self.file_marks[place.file.digest], mode=mode))
        self.target.add_commit(
            author=bytes(commit.author),
            committer=bytes(commit.committer),
            encoding=bytes(commit.encoding),
            message=bytes(commit.message),
            deleted=[*commit.deleted_paths, *(place.path for place in places if place.file is None)],
            files=files,
        )

    def _write_own(self, keys: Sequence[UUID], *, report: Callable[[], None]) -> None:
        """Write the versions that were published here, one commit each."""
        versions = self._read(keys)
        for key in keys:
            version = versions.get(key)
            if version is not None:
                self._write_version(version)
            report()

    def _write_version(self, version: Version) -> None:
        publisher = version.published_by or version.created_by
        path = self.path_of[version.document_id]
        self.target.add_commit(
            author=signature_of(version.created_by, at=version.modified_at),
            committer=signature_of(publisher, at=version.published_at or version.modified_at),
            message=with_trailer(version.name, Exported(version=version.pk)),
            files=[
                self._place(version, path=path, mode=self.modes.get(version.document_id, REGULAR)),
                *self._beside(version, path=path),
            ],
        )

    def _beside(self, version: Version, *, path: str) -> Iterator[FileEntry]:
        """Yield what the text of a version that was published here refers to.

        The files of an imported history stay as its commits left them.
        """
        ((_, text),) = Blob.objects.texts([version.body_id])
        fields = {key: value for key, value in version.fields.items() if key != "git"}
        beside = files_beside(text.decode(), project_id=self.project.pk, fields=fields, path=path)
        for target, file in sorted(beside.items()):
            # One name that git or the disk refuses, and nobody can check out the export.
            if target not in self.imported and all(map(is_portable, target.split("/"))):
                yield FileEntry(path=target, mark=self._add_file(file))

    @cached_property
    def imported(self) -> frozenset[str]:
        """The paths of texts and of files that imported commits write, or that a document has."""
        files = HistoryFile.objects.of_git().of_paths().filter(project=self.project)
        return frozenset(self.plan.taken).union(files.values_list("path", flat=True))

    def _place(self, version: Version, *, path: str, mode: str) -> FileEntry:
        """Note where the file of the document is now. Return its entry for the commit."""
        document_id = version.document_id
        self.path_of[document_id], self.modes[document_id] = path, mode
        self.present.add(document_id)
        mark = self.whole_marks.get(version.pk, self.marks[version.body_id])
        return FileEntry(path=path, mark=mark, mode=mode)

    def _write_trash(self) -> None:
        """Write a commit for each document that went to the trash, or came back, since its file was last written."""
        documents = Document.objects.filter(project=self.project).order_by("pk").select_related("updated_by")
        for document in documents.iterator():
            if document.pk not in self.path_of:
                continue
            if document.trashed_at is not None and document.pk in self.present:
                exported = Exported(trashed=document.pk)
                self._write_move(document, word="Trash", exported=exported, deleted=[self.path_of[document.pk]])
            elif document.trashed_at is None and document.pk not in self.present and document.current_id is not None:
                version = self._read([document.current_id])[document.current_id]
                entry = self._place(version, path=self.path_of[document.pk], mode=self.modes.get(document.pk, REGULAR))
                self._write_move(document, word="Restore", exported=Exported(version=version.pk), files=[entry])

    def _write_move(
        self,
        document: Document,
        *,
        word: str,
        exported: Exported,
        deleted: Iterable[str] = (),
        files: Iterable[FileEntry] = (),
    ) -> None:
        moves = Event.objects.filter(document=document, verb__in=(Verb.DOCUMENT_TRASHED, Verb.DOCUMENT_RESTORED))
        move = moves.select_related("actor").newest_first().first()
        # A document that went to the trash along with its category has no event of its own.
        who = document.updated_by if move is None else move.actor
        line = signature_of(who, at=move.at if move else document.trashed_at or timezone.now())
        message = with_trailer(f"{word} {document.title}", exported)
        self.target.add_commit(author=line, committer=line, message=message, deleted=deleted, files=files)
