"""The base of every page of one document: its heading, its tabs and its primary button."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef
from django.http import HttpResponse
from django.urls import reverse

from versioning.models import Actor, Attachment, Document, DocumentLink, Draft, Schedule, Watch
from versioning.models.sql.annotations import annotation
from versioning.policies import Action, Decision, decide
from versioning.services.lookups import find_document
from versioning.web.desk import DeskView

# Open drafts in the rail.
SHOWN_DRAFTS = 20


@dataclass(frozen=True)
class Frame:
    """What the heading and the rail show.

    `above` are the document's categories, top level first. `drafts` are its open drafts, last saved first.
    """

    document: Document
    above: Sequence[Document]
    drafts: Sequence[Draft]
    may_fork: Decision

    @property
    def main(self) -> Draft | None:
        """The open draft on the branch `main`: the one that Edit continues."""
        return next((draft for draft in self.drafts if draft.branch is not None and draft.branch.is_main), None)


def frame_of(*, actor: Actor, document: Document) -> Frame:
    """Return the frame of a document's page."""
    drafts = list(Draft.objects.open_on(document)[:SHOWN_DRAFTS])
    # They all belong to the document at hand: without this, each would load it again.
    for draft in drafts:
        draft.document = draft.version.document = document
    return Frame(
        document=document,
        above=Document.objects.above(document),
        drafts=drafts,
        may_fork=decide(actor=actor, action=Action.FORK, project_id=document.project_id),
    )


class DocumentView(DeskView):
    """A page below `/d/<identifier>/`."""

    def find(self, identifier: str, *, action: Action = Action.VIEW) -> Document:
        """Return the document with project, category and current version, without text. Raises NotFound, NotAllowed."""
        rows = Document.objects.with_current().select_related("project", "parent", "workspace")
        # So that a page of a document without schedules needs no statement more.
        rows = rows.annotate(is_scheduled=Schedule.objects.needing_attention().of_row())
        rows = rows.annotate(is_watched=Exists(Watch.objects.filter(document=OuterRef("pk"), user=self.actor.user)))
        rows = rows.annotate(
            is_linked=Exists(DocumentLink.objects.filter(target=OuterRef("pk"))),
            has_attachments=Exists(Attachment.objects.filter(document=OuterRef("pk"))),
        )
        document = find_document(actor=self.actor, reference=identifier, action=action, within=rows)
        if document.current is not None:
            document.current.document = document
        return document

    @property
    def default_back(self) -> str:
        return reverse("desk:document", args=(self.kwargs["identifier"],))

    def document_page(
        self, template: str, *, document: Document, tab: str, status: int = 200, **context: Any
    ) -> HttpResponse:
        """Return a page that extends document_base.html. `tab` is text, versions, stemma, compare, links or details."""
        frame = frame_of(actor=self.actor, document=document)
        known = {name: annotation(document, name) for name in ("is_watched", "is_linked")}
        context = {"document": document, **known, **context}
        return self.page(template, status=status, frame=frame, tab=tab, **context)
