"""Import one file of a zip as a new document, a new version, or a draft if somebody continued the document here."""

import posixpath
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import NamedTuple
from uuid import UUID

from versioning.exceptions import VersioningError
from versioning.models import (
    Actor,
    Document,
    DocumentPath,
    Draft,
    HistoryFile,
    ImportedFile,
    Project,
    Version,
    Workspace,
)
from versioning.models.files.text_origin import origin_of
from versioning.models.sql.references import IDENTIFIER
from versioning.services.documents.create_document import create_document
from versioning.services.documents.new_document import NewText, Placement
from versioning.services.documents.update_document import update_document
from versioning.services.drafts.fork_document import ForkMode, fork_document
from versioning.services.drafts.save_draft import save_draft
from versioning.services.kernel.placing import lock_tree
from versioning.services.transfer._layouts.placing import Placing
from versioning.services.transfer._layouts.plan import Place
from versioning.services.transfer._layouts.tree import is_index
from versioning.services.transfer._zip.attachments import ReadyAttachment, attach_missing
from versioning.services.transfer._zip.changes import base_of, changes_of, fields_of
from versioning.services.transfer._zip.files import FileBeside, place_files
from versioning.services.transfer._zip.source import ZipRefusal
from versioning.services.transfer._zip.texts import ZipText
from versioning.services.versions.publish_and_promote import publish_and_promote

TRASHED = "The document is in the trash. Restore it first."
NAMED_TWICE = "Two files name the document {}. Remove stemma, document and version from the front matter of the copy."
NO_ORIGINAL = "The page that it translates was refused."
NOT_PLACED = "The folder was refused."


class Outcome(Enum):
    """What became of a file. The values are the words that pages and commands show for several."""

    CREATED = "new documents"
    CHANGED = "new versions"
    WAITING = "outdated drafts, because another version became current"
    MOVED = "moved documents"
    UNCHANGED = "unchanged"

    @property
    def one(self) -> str:
        """The words for a single file."""
        return self.value.replace("documents", "document").replace("versions", "version").replace("drafts", "draft")


class Written(NamedTuple):
    """The document that a file became, and the attachments that were refused."""

    outcome: Outcome
    document: Document
    refusals: list[ZipRefusal]


@dataclass
class ZipDocuments:
    """The documents of one import.

    `folders` maps paths to the categories that were imported so far. `order` counts the files, also those that an
    import before this one wrote. `copied` are the identifiers that more than one file names. `paths` are those of all
    files and folders.
    """

    actor: Actor
    project: Project
    placing: Placing
    folders: dict[str, UUID] = field(default_factory=dict)
    order: int = 0
    copied: frozenset[str] = frozenset()
    # The text that documents of the zip are translations of, by the identifier of its original.
    keys: dict[str, UUID] = field(default_factory=dict)
    paths: frozenset[str] = frozenset()
    # The documents of this import by the keys of their places.
    placed: dict[str, Document] = field(default_factory=dict)

    @property
    def workspace(self) -> Workspace:
        return self.placing.workspace("")

    def has(self, text: ZipText) -> bool:
        """Return whether the project has the document of this file. Raises VersioningError if it is in the trash."""
        return self._document(text, known=self._known(text)) is not None

    def write(
        self, text: ZipText, *, files: Sequence[FileBeside] = (), attachments: Sequence[ReadyAttachment] = ()
    ) -> Written:
        """Write the whole file or nothing of it. `files` are those that it refers to. Raises VersioningError.

        An attachment that is refused does not hold up the text.
        """
        self.order += 1
        if text.document in self.copied:
            raise VersioningError(NAMED_TWICE.format(text.document))
        with self.placing.together():
            # Always before the locks of documents, as everywhere.
            lock_tree(self.project.pk)
            known = self._known(text) or self._identified(text) or self._renamed(text)
            was_renamed = known is not None and unicodedata.normalize("NFC", known.path) != text.path
            document = self._document(text, known=known)
            # If the file names another document, what this path became earlier does not count.
            known = known if document is not None and known and known.document_id == document.pk else None
            if document is not None and text.place is not None:
                self.placing.set_kind(document, is_category=text.is_category)
            if document is None:
                outcome, version = self._create(text, files=files)
                document = version.document
            else:
                outcome, version = self._revise(document, text, known=known, files=files)
                if self._put(document, text, was_renamed=was_renamed) and outcome is Outcome.UNCHANGED:
                    outcome = Outcome.MOVED
            if text.place is not None:
                self.set_language(document, place=text.place)
            if known is not None and known.path != text.path:
                known.delete()
            ImportedFile.objects.update_or_create(
                project=self.project,
                path=text.path,
                defaults={"document_id": version.document_id, "version": version, "sha256": text.sha256},
            )
            self._note_paths(text, known=known, document_id=version.document_id)
            refusals = list(attach_missing(attachments, document=document, actor=self.actor))
        if text.is_category:
            self.folders[text.path] = version.document_id
        if text.place is not None:
            self.placed[text.place.key] = document
        return Written(outcome, document, refusals)

    def set_language(self, document: Document, *, place: Place) -> bool:
        """Give the document the language of its place. Return whether it changed.

        Raises VersioningError if what it translates was refused, or has a document in this language.
        """
        if place.original and place.original not in self.placed:
            raise VersioningError(NO_ORIGINAL)
        return self.placing.set_language(document, place=place, original=self.placed.get(place.original))

    def _note_paths(self, text: ZipText, *, known: ImportedFile | None, document_id: UUID) -> None:
        """Store by which paths links mean the document. That of the file comes last, as the document's own."""
        address = text.place.address if text.place else ""
        others = [path for path in (text.identity, address, *text.aliases) if path]
        if others:
            zipped = DocumentPath.objects.filter(document=document_id, origin=HistoryFile.Origin.ZIP)
            held = set(zipped.values_list("path", flat=True))
            if former := [path for path in held if path.startswith("/") and path not in others]:
                zipped.filter(path__in=former).delete()
            for path in sorted(set(others) - held):
                self._note_path(path, document_id=document_id)
        is_new = known is None or known.path != text.path
        # A category that is only in the navigation has no path.
        if is_new and not text.own_path.startswith("/"):
            self._note_path(text.own_path, document_id=document_id)

    def _note_path(self, path: str, *, document_id: UUID) -> None:
        zipped = HistoryFile.Origin.ZIP
        row = DocumentPath.of(path, project_id=self.project.pk, document_id=document_id, origin=zipped, position=0)
        values = {"document_id": document_id, "key": row.key, "name": row.name}
        DocumentPath.objects.update_or_create(
            project=self.project, origin=zipped, position=0, path=path, defaults=values
        )

    def _document(self, text: ZipText, *, known: ImportedFile | None) -> Document | None:
        """Return the document that the file names, else the one that this path became, else None."""
        documents = Document.objects.filter(project=self.project)
        named = documents.filter(identifier=text.document).first() if IDENTIFIER.fullmatch(text.document) else None
        document = named or (None if known is None else documents.get(pk=known.document_id))
        if document is not None and document.trashed_at is not None:
            raise VersioningError(TRASHED)
        return document

    def _known(self, text: ZipText) -> ImportedFile | None:
        """Return what this path became earlier. Earlier imports may have it in another normalization form."""
        spellings = {text.path, unicodedata.normalize("NFD", text.path)}
        if text.place is not None and text.place.path:
            # The page became a category, or the category a page.
            spellings |= {text.place.path, f"{text.place.path}/"}
            spellings |= {f"{posixpath.dirname(text.place.path)}/"} if is_index(text.place.path) else set()
        return ImportedFile.objects.filter(project=self.project, path__in=spellings).order_by("pk").first()

    def _identified(self, text: ZipText) -> ImportedFile | None:
        """Return what this page of another product became, if it had another name or place then."""
        if not text.identity:
            return None
        rows = DocumentPath.objects.filter(project=self.project, origin=HistoryFile.Origin.ZIP, path=text.identity)
        files = ImportedFile.objects.filter(project=self.project, document__in=rows.values("document"))
        return files.order_by("pk").first()

    def _renamed(self, text: ZipText) -> ImportedFile | None:
        """Return the file that was imported with these very bytes under a path that the zip no longer has.

        None if there are several, or if the file names a document itself.
        """
        if text.document or text.is_bare or text.identity:
            return None
        same = ImportedFile.objects.filter(project=self.project, sha256=text.sha256)
        gone = [row for row in same if row.path not in self.paths and row.path.endswith("/") == text.is_category]
        return gone[0] if len(gone) == 1 else None

    def _put(self, document: Document, text: ZipText, *, was_renamed: bool) -> bool:
        """Move the document to the place that its layout gives it or, if its file was moved, to the new folder.

        Return whether it moved.
        """
        if text.place is None and not text.was_moved and not was_renamed:
            return False
        if text.folder and text.folder not in self.folders:
            raise VersioningError(NOT_PLACED)
        parent = self.folders.get(text.folder)
        if text.place is not None:
            return self.placing.put(document, place=text.place, parent_id=parent)
        if document.parent_id == parent:
            return False
        update_document(actor=self.actor, document=document, changes={"parent_id": parent})
        return True

    def _translation_key(self, text: ZipText) -> UUID | None:
        """Return the key of the text that the file is a translation of, as far as it is known by now."""
        group = text.placement.get("translation_of") or text.document
        if group not in self.keys and text.placement.get("translation_of"):
            original = Document.objects.filter(project=self.project, identifier=group, trashed_at=None).first()
            return None if original is None else original.translation_key
        return self.keys.get(group)

    def _remember(self, text: ZipText, document: Document) -> None:
        group = text.placement.get("translation_of") or text.document
        if group:
            self.keys.setdefault(group, document.translation_key)

    def _create(self, text: ZipText, *, files: Sequence[FileBeside]) -> tuple[Outcome, Version]:
        if text.folder and text.folder not in self.folders:
            raise VersioningError(NOT_PLACED)
        origin = place_files(files, project=self.project, path=text.own_path, base=None)
        draft = create_document(
            actor=self.actor,
            workspace=self.placing.workspace(text.place.workspace if text.place else ""),
            text=NewText(fields=fields_of(text, origin=origin, former={}), **text.snapshot()),
            placement=Placement(
                kind=Document.Kind.CATEGORY if text.is_category else Document.Kind.DOCUMENT,
                slug=text.placement.get("slug") or text.slug,
                language=text.language,
                translation_key=self._translation_key(text),
                parent_id=self.folders.get(text.folder),
                order=text.place.order if text.place else text.placement.get("order", self.order),
                hidden=text.place.hidden if text.place else text.placement.get("hidden", False),
                tags=text.tags,
            ),
        )
        self._remember(text, draft.document)
        return Outcome.CREATED, publish_and_promote(actor=self.actor, draft=draft)

    def _revise(
        self, document: Document, text: ZipText, *, known: ImportedFile | None, files: Sequence[FileBeside]
    ) -> tuple[Outcome, Version]:
        """Write a change of the version that the file was made from.

        It becomes current, unless another version became current since that version.
        """
        self._remember(text, document)
        base = base_of(document, text=text, known=known)
        former = origin_of(base.fields)
        origin = place_files(files, project=self.project, path=text.own_path, base=former)
        # Equal bytes of the text, but perhaps other pictures.
        is_known = known is not None and bytes(known.sha256) == text.sha256 and origin == former
        # The title may be one that only the navigation has.
        is_known = is_known and (text.place is None or base.title == text.title)
        changes = {} if is_known or text.says_nothing else changes_of(text, origin=origin, base=base)
        if not changes:
            return Outcome.UNCHANGED, base
        draft = fork_document(actor=self.actor, document=document, mode=ForkMode.FREE, source=str(base.pk)).draft
        if draft.base_id != base.pk:
            # Date the fork back to the export, so that a sync merges everything that came after it.
            Draft.objects.filter(pk=draft.pk).update(base=base)
            saved = save_draft(actor=self.actor, draft=draft, changes=changes)
            return Outcome.WAITING, saved.version
        saved = save_draft(actor=self.actor, draft=draft, changes=changes)
        return Outcome.CHANGED, publish_and_promote(actor=self.actor, draft=saved)
