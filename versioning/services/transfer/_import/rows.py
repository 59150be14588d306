"""Choose ids and keys for versions that are written many at a time."""

from collections.abc import Iterable, Sequence
from operator import itemgetter
from uuid import UUID

from uuid6 import uuid7

from versioning.models import Version
from versioning.services.transfer._import.counts import ChangeKey
from versioning.services.transfer._import.documents import chunks
from versioning.services.transfer._import.state import Effect


def new_ids(effects: Iterable[Effect]) -> dict[ChangeKey, UUID]:
    """Return an id for each version that these effects write.

    The ids of one document follow each other, so that indexes grow at their ends.
    """
    keys = ((effect.commit.sha, document_id) for effect in effects for _, document_id in effect.written)
    return {key: uuid7() for key in sorted(keys, key=itemgetter(1))}


def give_keys(versions: Sequence[Version]) -> None:
    """Give each version the key `draft_<epoch milliseconds>` of the moment at which its author wrote it.

    The key is counted up if another version of the document has it.
    """
    steps = {version.pk: int(version.written_at.timestamp()) * 1000 for version in versions}
    taken: set[tuple[UUID, str]] = set()
    pending = list(versions)
    while pending:
        for version in pending:
            # Keys of one document must differ, also within this batch.
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
