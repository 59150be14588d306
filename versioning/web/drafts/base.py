"""The base of the pages below `/drafts/<identifier>/`."""

from django.urls import reverse

from versioning.models import Document, Draft, Version
from versioning.policies import Action
from versioning.services.lookups import find_draft, find_version
from versioning.web.desk import DeskView


class DraftView(DeskView):
    """A page of one open draft. A refusal leads to the page of its version, which exists even if it is closed."""

    draft: Draft | None = None

    def find(self, identifier: str, *, action: Action = Action.VIEW) -> Draft:
        """Return the stored draft, with its text. Raises NotFound, NotAllowed."""
        self.draft = find_draft(actor=self.actor, identifier=identifier, action=action)
        self.draft.version.document = self.draft.document
        return self.draft

    @property
    def default_back(self) -> str:
        if self.draft is None:
            return super().default_back
        return reverse("desk:version", args=(self.draft.document.identifier, self.draft.version.number))


def current_of(document: Document) -> Version | None:
    """Return the document's current version with its text, or None if no version is current."""
    return find_version(document=document, reference="current") if document.current_id else None
