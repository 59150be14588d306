"""Prove that an imported project breaks no invariant, before its import is committed."""

from uuid import UUID

from django.db.models import Count

from versioning.models import (
    Attachment,
    Blob,
    Branch,
    Document,
    Draft,
    File,
    FileTag,
    FileUse,
    Folder,
    HistoryFile,
    Project,
    Version,
)
from versioning.models.files.attachment import MOST_ATTACHMENTS
from versioning.models.files.file_tag import MOST_TAGS
from versioning.models.files.folder import MOST_FOLDERS
from versioning.services.invariants.breach import Breach, Invariant
from versioning.services.invariants.documents import DOCUMENT_INVARIANTS
from versioning.services.invariants.drafts import DRAFT_INVARIANTS
from versioning.services.invariants.files import FILE_INVARIANTS
from versioning.services.invariants.structure import STRUCTURE_INVARIANTS
from versioning.services.invariants.versions import VERSION_INVARIANTS
from versioning.services.transfer._project.archive import damaged

# Where the rows of each table have their project.
_PROJECT = {
    Project: "pk",
    **dict.fromkeys((Branch, Document, File, Folder, HistoryFile), "project"),
    FileUse: "file_set__project",
    **dict.fromkeys((Attachment, Version, Draft, Blob), "document__project"),
}
_INVARIANTS: tuple[Invariant, ...] = (
    *STRUCTURE_INVARIANTS,
    *DOCUMENT_INVARIANTS,
    *VERSION_INVARIANTS,
    *DRAFT_INVARIANTS,
    *FILE_INVARIANTS,
)


def prove(project_id: UUID) -> None:
    """Raise InvalidValue (file) if a row of the project breaks an invariant."""
    breach = next((found for each in _INVARIANTS if (found := _first_breach(each, project_id))), None)
    if breach is not None:
        raise damaged(f"The project file contradicts itself: {breach.sentence} ({breach.table} {breach.id}).")


def refuse_excess(project_id: UUID) -> None:
    """Raise InvalidValue (file) if the project has more of something than lists without pages can show."""
    if Folder.objects.filter(project=project_id).count() > MOST_FOLDERS:
        raise damaged(f"A project can have {MOST_FOLDERS:,} folders at most.")
    attachments = Attachment.objects.filter(document__project=project_id).order_by().values("document")
    if attachments.annotate(count=Count("pk")).filter(count__gt=MOST_ATTACHMENTS).exists():
        raise damaged(f"A document can have {MOST_ATTACHMENTS} attachments at most.")
    tags = FileTag.objects.filter(file__project=project_id).order_by().values("file")
    if tags.annotate(count=Count("pk")).filter(count__gt=MOST_TAGS).exists():
        raise damaged(f"A file can have {MOST_TAGS} tags at most.")


def _first_breach(invariant: Invariant, project_id: UUID) -> Breach | None:
    """Return the first breach in the project. Invariants of the whole database were proved when the file was read."""
    if invariant.within is None:
        return None
    return next(invariant.within(lambda rows: rows.filter(**{_PROJECT[rows.model]: project_id})), None)
