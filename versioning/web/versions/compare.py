"""Comparing any two versions of a document, drafts among them."""

from django.http import HttpRequest, HttpResponse

from versioning.exceptions import VersionNotFound
from versioning.models import Document, Version
from versioning.policies import Action, decide
from versioning.services.drafts.merge_snapshots import snapshot_of
from versioning.services.lookups import find_version
from versioning.services.versions.compare_versions import VersionComparison, compare_versions
from versioning.services.versions.render_version import render_version
from versioning.text.compare.diff import CONTEXT_LINES, LIMIT_LINES
from versioning.text.compare.layout import unfold
from versioning.text.compare.rendered import CONTEXT_BLOCKS, RenderedComparison
from versioning.web.library.base import DocumentView
from versioning.web.versions.compare_address import Asked, CompareForm, Shown, is_there, numbered, suggested
from versioning.web.versions.differences import (
    MOST_LINES,
    Layout,
    View,
    difference,
    name_of,
    parts_of,
    rendered_between,
)

WHOLE = 1_000_000_000


class ComparePage(DocumentView):
    """Fields first, then the text; the address is the one to share."""

    def get(self, request: HttpRequest, identifier: str) -> HttpResponse:
        document = self.find(identifier)
        form = CompareForm(request.GET)
        if not form.is_valid():
            return self._refused(
                CompareForm.blank(document), status=422, fault="The address asks for what is not known."
            )
        asked = form.asked(document)
        try:
            found = self._compare(asked)
        except VersionNotFound:
            return self._refused(asked, status=404, fault=_missing(asked))
        return self._fragment(asked, found) if "fragment" in request.GET else self._shown(asked, found)

    def _compare(self, asked: Asked) -> VersionComparison:
        return compare_versions(
            actor=self.actor,
            base=_named(asked.base, of=asked.document),
            head=_named(asked.head, of=asked.document),
            context=WHOLE if asked.is_whole else CONTEXT_LINES,
            limit_lines=LIMIT_LINES if asked.is_whole else MOST_LINES,
        )

    def _shown(self, asked: Asked, found: VersionComparison) -> HttpResponse:
        asked = asked.fitting(found.head)
        project_id = asked.document.project_id
        return self.document_page(
            "desk/versions/compare.html",
            document=asked.document,
            tab="compare",
            asked=asked,
            base=found.base,
            head=found.head,
            difference=difference(found=found, head=snapshot_of(found.head), layout=_layout(asked, found)),
            rendered=_rendered(asked, found) if asked.shown is Shown.RENDERED else None,
            draft=found.head.open_draft,
            may_publish=decide(actor=self.actor, action=Action.PUBLISH, project_id=project_id),
            may_promote=decide(actor=self.actor, action=Action.PROMOTE, project_id=project_id),
            suggested=suggested(asked.document),
        )

    def _fragment(self, asked: Asked, found: VersionComparison) -> HttpResponse:
        """The lines of one fold. Where it is not there any more, because a draft was saved, 409: read the page anew."""
        parts = parts_of(found, head=snapshot_of(found.head), view=asked.view)
        if asked.fold is None or asked.fold not in [part.fold for part in parts]:
            return HttpResponse(
                "One of the two was changed. Load the page again.", status=409, content_type="text/plain"
            )
        rows = unfold(asked.fold, head=found.head.text)
        tables = _layout(asked, found).tables(found)
        return HttpResponse(tables.side_rows(rows) if asked.view is View.SIDE else tables.inline_rows(rows))

    def _refused(self, asked: Asked, *, status: int, fault: str) -> HttpResponse:
        document = asked.document
        return self.document_page(
            "desk/versions/compare.html",
            document=document,
            tab="compare",
            status=status,
            asked=asked,
            fault=fault,
            suggested=suggested(document),
        )


def _layout(asked: Asked, found: VersionComparison) -> Layout:
    layout = Layout(
        base=name_of(found.base), head=name_of(found.head), unfold=asked.unfolded, opened=asked.fold, view=asked.view
    )
    return layout.whole() if asked.is_whole else layout


def _rendered(asked: Asked, found: VersionComparison) -> RenderedComparison | None:
    return rendered_between(
        base=render_version(found.base),
        head=render_version(found.head),
        context=None if asked.is_whole else CONTEXT_BLOCKS,
    )


def _named(reference: str, *, of: Document) -> Version:
    """Raises VersionNotFound."""
    return find_version(document=of, reference=numbered(of, reference=reference))


def _missing(asked: Asked) -> str:
    missing = next(one for one in (asked.base, asked.head) if not is_there(asked.document, reference=one))
    if missing == "current":
        return "No version of this document is current."
    return "This document has no open draft." if missing == "draft" else f"This document has no version {missing}."
