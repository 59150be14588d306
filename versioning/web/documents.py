"""Reading: a document as readers see it, and any one of its versions."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from versioning.models import Version
from versioning.policies import Action, decide
from versioning.services.last_promotion import last_promotion
from versioning.services.lookups import find_draft, find_version
from versioning.services.render_version import render_version
from versioning.web.desk import DeskView, SeeOther
from versioning.web.document_pages import DocumentView


class DocumentPage(DocumentView):
    """What readers see now, rendered."""

    def get(self, request: HttpRequest, identifier: str) -> HttpResponse:
        document = self.find(identifier)
        if document.current is None:
            return self.document_page("desk/document.html", document=document, tab="text")
        version = find_version(document=document, reference="current")
        return self.document_page(
            "desk/document.html",
            document=document,
            tab="text",
            version=version,
            html=render_version(version),
            promotion=last_promotion(document=document),
        )


class VersionPage(DocumentView):
    """One version, whichever, rendered; with what may be done with it."""

    def get(self, request: HttpRequest, identifier: str, number: int) -> HttpResponse:
        document = self.find(identifier)
        version = find_version(document=document, reference=str(number))
        return self.document_page(
            "desk/version.html",
            document=document,
            tab="versions",
            version=version,
            html=render_version(version),
            may_promote=decide(actor=self.actor, action=Action.PROMOTE, project_id=document.project_id),
            may_archive=decide(actor=self.actor, action=Action.ARCHIVE, project_id=document.project_id),
            older=Version.objects.of(document.pk).number_before(number),
            newer=Version.objects.of(document.pk).number_after(number),
        )


class DraftPage(DeskView):
    """An open draft, to be read."""

    def get(self, request: HttpRequest, identifier: str) -> HttpResponse:
        draft = find_draft(actor=self.actor, identifier=identifier)
        return SeeOther(reverse("desk:version", args=(draft.document.identifier, draft.version.number)))
