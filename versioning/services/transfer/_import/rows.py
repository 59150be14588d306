"""Choose ids and keys for versions that are written many at a time, and make the rows of the files beside them."""

from collections.abc import Iterable, Sequence
from operator import itemgetter
from uuid import UUID

from uuid6 import uuid7

from versioning.models import HistoryFile, Version
from versioning.models.version_keys import key_at, last_keys
from versioning.services.transfer._import.counts import ChangeKey
from versioning.services.transfer._import.documents import chunks
from versioning.services.transfer._import.history_files import PlacedFile
from versioning.services.transfer._import.state import Effect


def new_ids(effects: Iterable[Effect]) -> dict[ChangeKey, UUID]:
    """Return an id for each version that these effects write.

    The ids of one document follow each other, so that indexes grow at their ends.
    """
    keys = ((effect.commit.sha, document_id) for effect in effects for _, document_id in effect.written)
    return {key: uuid7() for key in sorted(keys, key=itemgetter(1))}


def give_keys(versions: Sequence[Version]) -> None:
    """Give each version the key `draft_<epoch milliseconds>` of when it was written or, if that is later, the next key.

    Versions of one document come in the order of their numbers. The caller holds the locks of their documents.
    """
    moments = {version.pk: int(version.written_at.timestamp()) * 1000 for version in versions}
    documents = {version.document_id for version in versions}
    last = {document: moment for part in chunks(documents) for document, moment in last_keys(part).items()}
    while True:
        latest = dict(last)
        for version in versions:
            moment = max(moments[version.pk], latest.get(version.document_id, -1) + 1)
            moments[version.pk] = latest[version.document_id] = moment
            version.key = key_at(moment)
        # Keys that were given before they ascended: an older version may have a later key than the last one.
        taken = _taken_keys(versions)
        if not taken:
            return
        for version in versions:
            moments[version.pk] += (version.document_id, version.key) in taken


def _taken_keys(versions: Sequence[Version]) -> set[tuple[UUID, str]]:
    """Return the keys that other versions of the same documents have."""
    taken: set[tuple[UUID, str]] = set()
    for part in chunks(versions):
        rows = Version.objects.filter(
            document__in={version.document_id for version in part}, key__in={version.key for version in part}
        )
        taken.update(rows.values_list("document", "key"))
    return taken


def history_file(placed: PlacedFile, *, position: int, project_id: UUID) -> HistoryFile:
    """Return the row for the commit at the position."""
    return HistoryFile(
        project_id=project_id,
        position=position,
        path=placed.path,
        folded=placed.path.casefold(),
        executable=placed.executable,
        file_id=placed.file_id,
    )
