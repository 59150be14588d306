"""List what an import does with each document, for its preview."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeVar
from uuid import UUID

from versioning.models import Actor, Document, Event, Project, Verb
from versioning.services.transfer._apart import Report
from versioning.services.transfer._export.origins import origins_of
from versioning.services.transfer._zip.documents import Outcome

Summary = TypeVar("Summary")
# Of one kind. A preview says how many there are in all.
MOST = 300
# Categories around one document.
_DEEPEST = 50
NEW, CHANGED, WAITING = Outcome.CREATED.value, Outcome.CHANGED.value, Outcome.WAITING.value
MOVED = Outcome.MOVED.value
KNOWN = "documents that were there already"
TRASHED, RESTORED = "documents moved to the trash", "documents restored"
# In the order in which a preview has them. The first verb that a document has counts.
_KINDS = (
    (NEW, Verb.DOCUMENT_CREATED),
    (TRASHED, Verb.DOCUMENT_TRASHED),
    (RESTORED, Verb.DOCUMENT_RESTORED),
    (CHANGED, Verb.VERSION_PROMOTED),
    (WAITING, Verb.DRAFT_FORKED),
    (CHANGED, Verb.VERSION_PUBLISHED),
    (MOVED, Verb.DOCUMENT_UPDATED),
)


# What would become of documents, by kind, as it is stored: `what`, `count`, and the first `documents`. Each of these
# has `title`, `place` and `file`, and `document`, the identifier, which is empty for a new one.
Foreseen = list[dict[str, Any]]


def foreseeing(
    work: Callable[[Report], Summary], *, actor: Actor, project: Project
) -> Callable[[Report], tuple[Summary, Foreseen]]:
    """Let the work return what it did with each document as well. It is done in one transaction."""

    def noted(tell: Report) -> tuple[Summary, Foreseen]:
        last = Event.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        return work(tell), _changes_since(last, actor=actor, project=project)

    return noted


def _changes_since(last: int, *, actor: Actor, project: Project) -> Foreseen:
    verbs: dict[UUID, set[str]] = {}
    # Events of others come in between.
    events = Event.objects.filter(project=project, actor=actor.user, pk__gt=last, document__isnull=False)
    for document, verb in events.order_by("pk").values_list("document", "verb").iterator():
        verbs.setdefault(document, set()).add(verb)
    kinds: dict[str, list[UUID]] = {what: [] for what, _ in _KINDS}
    for document, had in verbs.items():
        what = next((what for what, verb in _KINDS if verb in had), None)
        if what is not None:
            kinds[what].append(document)
    return foreseen_of(kinds, project=project)


def foreseen_of(kinds: Mapping[str, Sequence[UUID]], *, project: Project) -> Foreseen:
    """Return what would become of these documents, by kind, as it is stored."""
    places = _Places(project)
    return [
        {"what": what, "count": len(documents), "documents": places.rows(documents, is_new=what == NEW)}
        for what, documents in kinds.items()
        if documents
    ]


class _Places:
    """Where the documents of a project are, and which files they came from."""

    def __init__(self, project: Project) -> None:
        self._origins = origins_of(project)
        rows = Document.objects.filter(project=project).select_related("workspace").order_by("pk")
        names = ("title", "identifier", "parent_id", "order", "workspace__name", "workspace__order")
        self._documents = {row.pk: row for row in rows.only(*names).iterator()}
        self._has_workspaces = len({row.workspace_id for row in self._documents.values()}) > 1

    def rows(self, documents: Iterable[UUID], *, is_new: bool) -> list[dict[str, str]]:
        """Return the first of these documents in the order of the tree."""
        known = [self._documents[pk] for pk in documents if pk in self._documents]
        return [self._row(each, is_new=is_new) for each in sorted(known, key=self._order)[:MOST]]

    def _row(self, document: Document, *, is_new: bool) -> dict[str, str]:
        trail = [each.title for each in self._above(document)][::-1]
        trail = [document.workspace.name, *trail] if self._has_workspaces else trail
        origin = self._origins.get(document.pk, "")
        identifier = "" if is_new else document.identifier
        return {"title": document.title, "place": " / ".join(trail), "file": origin, "document": identifier}

    def _order(self, document: Document) -> list[tuple[int, str]]:
        above = [(each.order, each.title) for each in (document, *self._above(document))]
        return [(document.workspace.order, ""), *above[::-1]]

    def _above(self, document: Document) -> Iterator[Document]:
        for _ in range(_DEEPEST):
            if document.parent_id is None or document.parent_id not in self._documents:
                return
            document = self._documents[document.parent_id]
            yield document
