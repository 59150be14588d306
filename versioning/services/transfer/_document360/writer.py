"""Write the versions of one text of Document360: those that this project doesn't have yet, in their order."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction

from versioning.exceptions import CurrentChanged, DraftChanged, DraftExists, VersionFrozen, VersioningError
from versioning.models import Actor, Document, DocumentPath, Draft, HistoryFile, Project, Version, Workspace
from versioning.models.history.blob import text_digest
from versioning.models.limits import SLUG_LENGTH
from versioning.models.sql.get_or_none import get_or_none
from versioning.services.documents.create_document import create_document
from versioning.services.documents.new_document import NewText, Placement
from versioning.services.documents.update_document import update_document
from versioning.services.drafts.fork_document import ForkMode, fork_document
from versioning.services.drafts.save_draft import save_draft
from versioning.services.kernel.names import slug_of
from versioning.services.kernel.placing import lock_tree
from versioning.services.transfer._document360.texts import UNPUBLISHED, Place, SourceText
from versioning.services.transfer._layouts.placing import was_placed_by_people
from versioning.services.versions.archive_version import archive_version
from versioning.services.versions.preconditions import Preconditions
from versioning.services.versions.promote_version import promote_version
from versioning.services.versions.publish_version import publish_version

# The member of a version's metadata that says what it was in Document360.
KEY = "document360"


@dataclass(frozen=True)
class Written:
    """A version that was imported. `modified_at` is what Document360 said of it then."""

    pk: UUID
    status: str
    modified_at: str


@dataclass
class TextWriter:
    """One text in one language. `document` is None until its first version is written."""

    actor: Actor
    project: Project
    workspace: Workspace
    place: Place
    language: str
    parent_id: UUID | None
    translation_key: UUID | None
    document: Document | None = None

    @property
    def identity(self) -> str:
        """Return the path under which the text is found again."""
        return f"{KEY}:{self.place.noun}:{self.place.id}:{self.language}"

    def find(self) -> None:
        """Look for what an earlier import made of this text. Raises VersioningError if it is in the trash."""
        paths = DocumentPath.objects.filter(project=self.project, origin=HistoryFile.Origin.ZIP, path=self.identity)
        self.document = Document.objects.filter(pk__in=paths.values("document")).first()
        if self.document is not None and self.document.trashed_at is not None:
            raise VersioningError("The document is in the trash. Restore it first.")

    def written(self) -> dict[int, Written]:
        """Return the versions that were imported, by their numbers in Document360."""
        if self.document is None:
            return {}
        found = dict[int, Written]()
        # Versions that were forked here from an imported one have its metadata, and come after it.
        for version in Version.objects.of(self.document.pk).only("status", "fields").order_by("number"):
            claim = version.fields.get(KEY)
            if isinstance(claim, dict) and isinstance(claim.get("version"), int):
                written = Written(version.pk, version.status, str(claim.get("modified_at", "")))
                found.setdefault(claim["version"], written)
        return found

    def add(self, text: SourceText, *, body: str, content_type: str, base: UUID | None) -> UUID:
        """Write the version, published if it is there. Return its key. The whole of it is written or nothing."""
        values = _values(text, body=body, content_type=content_type)
        with transaction.atomic():
            # Always before the locks of documents, as everywhere.
            lock_tree(self.project.pk)
            draft = self._new(text, values) if self.document is None else self._next(text, values, base=base)
            # Claims, as those of a git history. They cannot be written once the version is published.
            Version.objects.filter(pk=draft.version_id).update(
                author_name=text.author_name, author_email=text.author_email, authored_at=text.created_at
            )
            return self._settle(draft, text)

    def save(self, former: Written, text: SourceText, *, body: str, content_type: str) -> bool:
        """Write what changed in a draft of Document360 into the draft here.

        Return False, and change nothing, if the draft was edited or closed here.
        """
        draft = get_or_none(Draft.objects.with_everything().filter(version=former.pk))
        if draft is None or not _is_as_imported(draft.version):
            return False
        values = _values(text, body=body, content_type=content_type)
        try:
            with transaction.atomic():
                saved = save_draft(actor=self.actor, draft=draft, changes=values, expected_revision=draft.revision)
                self._settle(saved, text)
        except (DraftChanged, VersionFrozen):
            return False
        return True

    def promote(self, number: int, *, written: Mapping[int, Written]) -> bool:
        """Make the version that readers see there the current one. Return False if this project continued otherwise."""
        assert self.document is not None  # noqa: S101  it has a version
        document = Document.objects.get(pk=self.document.pk)
        wanted = written.get(number)
        if wanted is None or document.current_id == wanted.pk or wanted.status != Version.Status.PUBLISHED:
            return True
        if document.current_id is not None and document.current_id not in {each.pk for each in written.values()}:
            return False
        version = Version.objects.with_text().select_related("document").get(pk=wanted.pk)
        try:
            promote_version(actor=self.actor, version=version, expected=Preconditions(document.current_id))
        except CurrentChanged:
            return False
        return True

    def move(self) -> bool:
        """Move the document into its present category, unless somebody has placed it. Return whether it moved."""
        document = self.document
        if document is None or document.parent_id == self.parent_id or was_placed_by_people(document):
            return False
        update_document(actor=self.actor, document=document, changes={"parent_id": self.parent_id}, layout=KEY)
        return True

    def _new(self, text: SourceText, values: Mapping[str, Any]) -> Draft:
        slug = slug_of(text.slug or values["title"])[:SLUG_LENGTH]
        draft = create_document(
            actor=self.actor,
            workspace=self.workspace,
            text=NewText(name=f"v{text.number}", **values),
            placement=Placement(
                kind=Document.Kind.CATEGORY if self.place.is_category else Document.Kind.DOCUMENT,
                slug=slug,
                language=self.language,
                translation_key=self.translation_key,
                parent_id=self.parent_id,
                order=self.place.order,
                hidden=text.is_hidden,
            ),
        )
        self.document = draft.document
        for path in (self.identity, *_aliases(text, language=self.language)):
            self._note_path(path)
        return draft

    def _next(self, text: SourceText, values: Mapping[str, Any], *, base: UUID | None) -> Draft:
        assert self.document is not None  # noqa: S101  the caller has looked
        source, name = None if base is None else str(base), f"v{text.number}"
        mode = ForkMode.FREE if text.was_published else ForkMode.STRICT
        try:
            fork = fork_document(actor=self.actor, document=self.document, mode=mode, source=source, name=name)
        except DraftExists:
            fork = fork_document(actor=self.actor, document=self.document, mode=ForkMode.FREE, source=source, name=name)
        return save_draft(actor=self.actor, draft=fork.draft, changes=values)

    def _settle(self, draft: Draft, text: SourceText) -> UUID:
        if text.was_published:
            version = publish_version(
                actor=self.actor,
                version=Version.objects.with_text().select_related("document").get(pk=draft.version_id),
            )
            if text.status == UNPUBLISHED:
                archive_version(actor=self.actor, version=version)
        return draft.version_id

    def _note_path(self, path: str) -> None:
        assert self.document is not None  # noqa: S101  it was just created
        origin = HistoryFile.Origin.ZIP
        row = DocumentPath.of(path, project_id=self.project.pk, document_id=self.document.pk, origin=origin, position=0)
        DocumentPath.objects.get_or_create(
            project=self.project,
            origin=origin,
            position=0,
            path=path,
            defaults={"document_id": self.document.pk, "key": row.key, "name": row.name},
        )


def _values(text: SourceText, *, body: str, content_type: str) -> dict[str, Any]:
    title = text.title or "untitled"
    claim = {"version": text.number, "modified_at": text.modified_at, "digest": _digest(title, body)}
    return {
        "title": title,
        "description": text.description,
        "body": body,
        "content_type": content_type,
        "fields": {KEY: claim},
    }


def _is_as_imported(version: Version) -> bool:
    """Return whether the version has the title and text that the import wrote."""
    claim = version.fields.get(KEY)
    return isinstance(claim, dict) and claim.get("digest") == _digest(version.title, version.text)


def _digest(title: str, body: str) -> str:
    return text_digest(f"{title}\n{body}".encode()).hex()


def _aliases(text: SourceText, *, language: str) -> Iterable[str]:
    """Yield the paths by which texts link to this one. The last one is that of the document."""
    if text.slug:
        yield f"docs/{language}/{text.slug}"
        yield f"docs/{text.slug}"
