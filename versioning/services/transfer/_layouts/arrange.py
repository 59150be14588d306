"""Place the documents of a git history as the layout of its newest commit says."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from versioning.exceptions import VersioningError
from versioning.models import Document
from versioning.services.kernel.placing import lock_tree
from versioning.services.transfer._import.documents import chunks
from versioning.services.transfer._layouts.placing import Placing
from versioning.services.transfer._layouts.plan import Place
from versioning.services.transfer._zip.documents import NOT_PLACED, Outcome, ZipDocuments
from versioning.services.transfer._zip.texts import bare_folder, placed_text


@dataclass
class Arrangement:
    """What `arrange` did. `refused` has paths with reasons. `outside` counts the texts that the layout leaves out."""

    placed: int = 0
    outside: int = 0
    refused: list[tuple[str, str]] = field(default_factory=list)


def arrange(*, placing: Placing, places: Sequence[Place], live: Mapping[str, UUID]) -> Arrangement:
    """Put each document in its place, and create the categories that have no text. `live` has the documents by path.

    Documents that the layout leaves out come at the end, hidden. A document that somebody has placed stays where it is.
    Each is put in a transaction of its own, so a run that was stopped is continued by the next one.
    """
    done = Arrangement()
    known = {row.pk: row for part in chunks(live.values()) for row in Document.objects.filter(pk__in=part)}
    documents = {path: known[pk] for path, pk in live.items() if pk in known and known[pk].trashed_at is None}
    # The categories without a text are those that an import of a zip would create.
    folders = ZipDocuments(actor=placing.actor, project=placing.project, placing=placing)
    wanted = _with_pages(places, documents)
    rest = _outside(places, documents)
    for place in (*wanted, *rest):
        try:
            done.placed += _put(place, documents.get(place.path), folders=folders)
        except VersioningError as refusal:
            done.refused.append((place.path or place.key, refusal.message.rstrip(".")))
    done.outside = len(rest)
    return done


def _with_pages(places: Sequence[Place], documents: Mapping[str, Document]) -> list[Place]:
    """Leave out pages without a document, and categories in which none lies."""
    found: list[Place] = []
    needed: set[str] = set()
    for place in reversed(places):
        if place.path in documents or place.key in needed:
            needed.add(place.parent)
            found.append(place)
    kept = {place.key for place in found}
    # Categories in other languages come after all others.
    return [*found[::-1], *(place for place in places if not place.path and place.original in kept)]


def _outside(places: Sequence[Place], documents: Mapping[str, Document]) -> list[Place]:
    placed = {place.path for place in places}
    last = max((place.order for place in places if not place.parent and not place.workspace), default=0)
    left = sorted(documents.keys() - placed)
    return [Place(path, path, "", last + count, hidden=True) for count, path in enumerate(left, start=1)]


def _put(place: Place, document: Document | None, *, folders: ZipDocuments) -> bool:
    """Return whether the document was somewhere else, or is a new category."""
    if document is None:
        return folders.write(placed_text(bare_folder(place.key), place=place)).outcome is not Outcome.UNCHANGED
    if place.parent and place.parent not in folders.folders:
        raise VersioningError(NOT_PLACED)
    with folders.placing.together():
        lock_tree(document.project_id)
        folders.placing.set_kind(document, is_category=place.is_category)
        spoken = folders.set_language(document, place=place)
        moved = folders.placing.put(document, place=place, parent_id=folders.folders.get(place.parent))
    folders.placed[place.key] = document
    if place.is_category:
        folders.folders[place.key] = document.pk
    return moved or spoken
