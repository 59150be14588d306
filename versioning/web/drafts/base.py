"""What the pages below `/drafts/<identifier>/` share."""

from django.urls import reverse

from versioning.models import Document, Draft, Version
from versioning.policies import Action
from versioning.services.lookups import find_draft, find_version
from versioning.web.desk import DeskView


class DraftView(DeskView):
    """A page of one open draft. Where it was closed meanwhile, one is told so on the page of its version."""

    draft: Draft | None = None

    def find(self, identifier: str, *, action: Action = Action.VIEW) -> Draft:
        """As it is stored now, with its text. Raises NotFound, NotAllowed."""
        self.draft = find_draft(actor=self.actor, identifier=identifier, action=action)
        self.draft.version.document = self.draft.document
        return self.draft

    @property
    def default_back(self) -> str:
        if self.draft is None:
            return super().default_back
        return reverse("desk:version", args=(self.draft.document.identifier, self.draft.version.number))


def current_of(document: Document) -> Version | None:
    """What readers see, with its text."""
    return find_version(document=document, reference="current") if document.current_id else None
