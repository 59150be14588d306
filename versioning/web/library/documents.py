"""Reading a document as readers see it, or any one of its versions."""

import re
from collections.abc import Iterable
from html import unescape

from django.http import HttpRequest, HttpResponse
from django.utils.html import strip_tags

from versioning.models import Attachment, Document, Schedule, Version
from versioning.models.sql.annotations import annotation
from versioning.policies import Action, decide
from versioning.services.lookups import find_version
from versioning.services.versions.last_promotion import last_promotion
from versioning.services.versions.render_version import render_version
from versioning.web.library.base import DocumentView
from versioning.web.versions.stemma import draw_rail

TITLE = re.compile(r"\s*<h1[^>]*>(.*?)</h1>", re.DOTALL)


def without_title(html: str, *, title: str) -> str:
    """Return the rendered text without its first heading if that repeats the title."""
    heading = TITLE.match(html)
    # Compare words, so that markup and white space within the heading make no difference.
    repeats = heading is not None and unescape(strip_tags(heading[1])).split() == title.split()
    return html[heading.end() :] if heading is not None and repeats else html


def _schedules_of(document: Document) -> Iterable[Schedule]:
    """Return those that wait or failed, without a statement if there are none."""
    if not annotation(document, "is_scheduled"):
        return ()
    return Schedule.objects.needing_attention().filter(document=document).with_related()


def _attachments_of(document: Document) -> Iterable[Attachment]:
    """Return them in the order in which they were added, without a statement if there are none."""
    if not annotation(document, "has_attachments"):
        return ()
    return Attachment.objects.filter(document=document).select_related("file").order_by("id")


class DocumentPage(DocumentView):
    """The current version, rendered."""

    def get(self, request: HttpRequest, identifier: str) -> HttpResponse:
        document = self.find(identifier)
        if document.current is None:
            return self.document_page("desk/library/document.html", document=document, tab="text")
        version = find_version(document=document, reference="current")
        return self.document_page(
            "desk/library/document.html",
            document=document,
            tab="text",
            version=version,
            html=without_title(render_version(version), title=document.title),
            promotion=last_promotion(document=document),
            may_undo=decide(actor=self.actor, action=Action.PROMOTE, project_id=document.project_id),
            rail=draw_rail(document),
            schedules=_schedules_of(document),
            attachments=_attachments_of(document),
        )


class VersionPage(DocumentView):
    """Any one version, rendered, with its actions."""

    def get(self, request: HttpRequest, identifier: str, number: int) -> HttpResponse:
        document = self.find(identifier)
        version = find_version(document=document, reference=str(number))
        return self.document_page(
            "desk/library/version.html",
            document=document,
            tab="versions",
            version=version,
            html=without_title(render_version(version), title=document.title),
            may_promote=decide(actor=self.actor, action=Action.PROMOTE, project_id=document.project_id),
            may_archive=decide(actor=self.actor, action=Action.ARCHIVE, project_id=document.project_id),
            older=Version.objects.of(document.pk).number_before(number),
            newer=Version.objects.of(document.pk).number_after(number),
        )
