"""Deciding on what one saw: a refusal where it is not so any more. The caller holds the document's lock."""

from dataclasses import dataclass
from uuid import UUID

from versioning.exceptions import CurrentChanged, VersionFrozen
from versioning.models import Document, Draft
from versioning.models.sql.get_or_none import get_or_none
from versioning.services.kernel.saving import changed_meanwhile


@dataclass(frozen=True)
class Seen:
    """What somebody had before their eyes: the current version, or that there was none."""

    current_id: UUID | None

    def refuse_other(self, document: Document) -> None:
        """Raise CurrentChanged where readers see another version now."""
        if document.current_id != self.current_id:
            raise CurrentChanged


@dataclass(frozen=True)
class SeenDraft(Seen):
    """That, and a draft at this revision."""

    revision: int

    def refuse_other_draft(self, draft: Draft) -> Draft:
        """The draft as it is stored. Raises DraftChanged where it was saved since, VersionFrozen where it is closed."""
        stored = get_or_none(Draft.objects.filter(pk=draft.pk).select_related("version", "base", "last_saved_by"))
        if stored is None:
            raise VersionFrozen("This draft was published or discarded meanwhile.")
        if stored.revision != self.revision:
            raise changed_meanwhile(draft=stored, changes={})
        return stored
