"""`/d/<identifier>/compare`: any two versions of a document, drafts included."""

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse

from versioning.exceptions import VersionNotFound
from versioning.models import Document, Version
from versioning.policies import Action, decide
from versioning.services.drafts.merge_snapshots import snapshot_of
from versioning.services.files.compare_files import FileChange, compare_files
from versioning.services.lookups import find_version
from versioning.services.versions.compare_versions import VersionComparison, compare_versions
from versioning.services.versions.render_version import render_version
from versioning.text.compare.diff import CONTEXT_LINES, LIMIT_LINES
from versioning.text.compare.layout import unfold
from versioning.text.compare.rendered import CONTEXT_BLOCKS, RenderedComparison
from versioning.web.library.base import DocumentView
from versioning.web.versions.comparison_address import (
    CompareForm,
    ComparisonAddress,
    TextDisplay,
    exists,
    version_choices,
    with_number,
)
from versioning.web.versions.differences import (
    MOST_LINES,
    DiffView,
    Layout,
    difference,
    name_of,
    parts_of,
    rendered_between,
)

# As many lines of context as any text has.
WHOLE = 1_000_000_000


class ComparePage(DocumentView):
    """Changed fields first, then the text. The URL says all that the page shows, so it can be shared."""

    def get(self, request: HttpRequest, identifier: str) -> HttpResponse:
        document = self.find(identifier)
        form = CompareForm(request.GET)
        if not form.is_valid():
            return self._refuse(CompareForm.default(document), status=422, fault=_invalid(form))
        address = form.address(document)
        try:
            comparison = self._compare(address)
        except VersionNotFound:
            return self._refuse(address, status=404, fault=_missing(address))
        return self._fragment(address, comparison) if "fragment" in request.GET else self._show(address, comparison)

    def _compare(self, address: ComparisonAddress) -> VersionComparison:
        return compare_versions(
            actor=self.actor,
            base=_find(address.base, document=address.document),
            head=_find(address.head, document=address.document),
            context=WHOLE if address.is_whole else CONTEXT_LINES,
            # A page of changes is cut early. The full text is shown only if the person asks for it.
            limit_lines=LIMIT_LINES if address.is_whole else MOST_LINES,
        )

    def _show(self, address: ComparisonAddress, comparison: VersionComparison) -> HttpResponse:
        address = address.with_display(comparison.head)
        project_id = address.document.project_id
        files = compare_files(base=comparison.base, head=comparison.head)
        return self.document_page(
            "desk/versions/compare.html",
            document=address.document,
            tab="compare",
            comparison=address,
            base=comparison.base,
            head=comparison.head,
            base_name=name_of(comparison.base).capitalize(),
            head_name=name_of(comparison.head).capitalize(),
            difference=difference(
                comparison=comparison,
                base=snapshot_of(comparison.base),
                head=snapshot_of(comparison.head),
                layout=_layout(address, comparison),
                files=files,
            ),
            rendered=_rendered(address, comparison, files) if address.display is TextDisplay.RENDERED else None,
            draft=comparison.head.open_draft,
            may_publish=decide(actor=self.actor, action=Action.PUBLISH, project_id=project_id),
            may_promote=decide(actor=self.actor, action=Action.PROMOTE, project_id=project_id),
            choices=version_choices(address),
        )

    def _fragment(self, address: ComparisonAddress, comparison: VersionComparison) -> HttpResponse:
        """Return the lines of one fold, or 409 if a save moved it since the page was made."""
        parts = parts_of(comparison, head=snapshot_of(comparison.head), view=address.view)
        if address.fold is None or address.fold not in [part.fold for part in parts]:
            return HttpResponse("One of the versions changed. Reload the page.", status=409, content_type="text/plain")
        rows = unfold(address.fold, head=comparison.head.text)
        tables = _layout(address, comparison).tables(comparison)
        return HttpResponse(tables.side_rows(rows) if address.view is DiffView.SIDE else tables.inline_rows(rows))

    def _refuse(self, address: ComparisonAddress, *, status: int, fault: str) -> HttpResponse:
        document = address.document
        return self.document_page(
            "desk/versions/compare.html",
            document=document,
            tab="compare",
            status=status,
            comparison=address,
            fault=fault,
            choices=version_choices(address),
        )


def _layout(address: ComparisonAddress, comparison: VersionComparison) -> Layout:
    layout = Layout(
        base=name_of(comparison.base),
        head=name_of(comparison.head),
        unfold=address.unfolded_url,
        opened=address.fold,
        view=address.view,
    )
    return layout.whole() if address.is_whole else layout


def _rendered(
    address: ComparisonAddress, comparison: VersionComparison, files: Sequence[FileChange]
) -> RenderedComparison | None:
    return rendered_between(
        base=render_version(comparison.base),
        head=render_version(comparison.head),
        context=None if address.is_whole else CONTEXT_BLOCKS,
        files=files,
        view=address.view,
    )


def _find(reference: str, *, document: Document) -> Version:
    """Return the version that the URL names. Raises VersionNotFound."""
    return find_version(document=document, reference=with_number(document, reference=reference))


def _invalid(form: CompareForm) -> str:
    """Return a sentence that names each wrong parameter, with its faults."""
    faults = [f"{name}: {' '.join(map(str, errors))}" for name, errors in form.errors.items()]
    return f"The address of this comparison is not valid. {' '.join(faults)}"


def _missing(address: ComparisonAddress) -> str:
    """Return a sentence that names the missing side."""
    missing = next(side for side in (address.base, address.head) if not exists(address.document, reference=side))
    if missing == "current":
        return "No version of this document is current."
    return "This document has no open draft." if missing == "draft" else f"This document has no version {missing}."
