"""Say what replacing a file everywhere would do."""

from collections.abc import Sequence
from dataclasses import dataclass

from versioning.models import Document, Draft, File, HistoryFile
from versioning.models.files.file import documents_showing

# Documents on a page. A replacement covers all of them.
LISTED = 200


@dataclass(frozen=True)
class ReplacementPlan:
    """Documents whose current version uses the file, the first LISTED of each kind.

    `ready` get a draft each. `busy` have an open draft on main already, which is with each of them.
    """

    ready: Sequence[Document]
    ready_count: int
    busy: Sequence[tuple[Document, Draft]]
    busy_count: int
    is_imported: bool


def plan_replacement(file: File) -> ReplacementPlan:
    """Return what a replacement of the file would do now. The caller authorizes the actor.

    If the file came with an import, texts refer to it by its path, and keep it.
    """
    open_drafts = Draft.objects.filter(branch__is_main=True)
    documents = documents_showing(file).select_related("current")
    ready = documents.exclude(pk__in=open_drafts.values("document"))
    busy = documents.filter(pk__in=open_drafts.values("document"))
    listed = {document.pk: document for document in busy[:LISTED]}
    drafts = open_drafts.filter(document__in=listed).select_related("version").order_by("document")
    return ReplacementPlan(
        ready=list(ready[:LISTED]),
        ready_count=ready.count(),
        busy=[(listed[draft.document_id], draft) for draft in drafts],
        busy_count=busy.count(),
        is_imported=HistoryFile.objects.filter(file=file).exists(),
    )
