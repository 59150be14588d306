"""What versions that are written many at a time are known by."""

from collections.abc import Iterable, Sequence
from operator import itemgetter
from uuid import UUID

from uuid6 import uuid7

from versioning.models import Version
from versioning.services.transfer._import.counts import Place
from versioning.services.transfer._import.documents import chunks
from versioning.services.transfer._import.state import Effect


def new_ids(effects: Iterable[Effect]) -> dict[Place, UUID]:
    """Of the versions that these write: a document's follow each other, so that indexes grow at their ends."""
    places = ((effect.commit.sha, document_id) for effect in effects for _, document_id in effect.written)
    return {place: uuid7() for place in sorted(places, key=itemgetter(1))}


def give_keys(versions: Sequence[Version]) -> None:
    """`draft_<epoch milliseconds>` of each version's first day, counted up where its document has one of that key."""
    steps = {version.pk: int(version.created_at.timestamp()) * 1000 for version in versions}
    taken: set[tuple[UUID, str]] = set()
    pending = list(versions)
    while pending:
        for version in pending:
            while (version.document_id, key := f"draft_{steps[version.pk]}") in taken:
                steps[version.pk] += 1
            version.key = key
            taken.add((version.document_id, key))
        stored: set[tuple[UUID, str]] = set()
        for part in chunks(pending):
            rows = Version.objects.filter(
                document__in={version.document_id for version in part}, key__in={version.key for version in part}
            )
            stored.update(rows.values_list("document", "key"))
        pending = [version for version in pending if (version.document_id, version.key) in stored]
