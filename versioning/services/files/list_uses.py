"""Find the versions that use a file."""

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import NamedTuple
from uuid import UUID

from django.db.models import QuerySet

from versioning.models import Attachment, Blob, File, HistoryFile, ImportedCommit, Version
from versioning.models.files.file import texts_of_zips, uses_of
from versioning.models.files.text_origin import origin_of
from versioning.text.relative_references import references_in

# The texts of imports are read to find which of them refer to a file. So these are the most, the newest ones.
MOST_PLACES, MOST_TEXTS = 20, 1000
# Texts in memory at a time.
_AT_ONCE = 100
# Letters and digits of ASCII, and other spellings of them in an address.
_LETTERS = re.compile("[a-z0-9]*")
_ENCODED = re.compile("%[3-7][0-9a-f]|&#")


class _Stay(NamedTuple):
    """The commits from `first` to before `end` have the file at `path`. `end` is None if all later ones have it."""

    path: str
    first: int
    end: int | None

    def has(self, position: int) -> bool:
        return self.first <= position and (self.end is None or position < self.end)


def list_uses(file: File) -> QuerySet[Version]:
    """Return the versions that use the file, newest first, with their documents. The caller authorizes the actor.

    Of a document that attaches the file, this is its newest version. Of an imported history, these are the versions
    whose commits have the file, among the MOST_TEXTS newest ones. Versions in the trash do not count.
    """
    return uses_of(file, or_among=[*_imported(file), *Attachment.objects.filter(file=file).newest_versions()])


def _imported(file: File) -> list[UUID]:
    places = list(HistoryFile.objects.filter(file=file).order_by("-position")[:MOST_PLACES])
    stays = [_stay_of(place) for place in places if place.origin == HistoryFile.Origin.GIT]
    zipped = [place for place in places if place.origin == HistoryFile.Origin.ZIP]
    return [*_of_commits(file, stays), *_of_zips(file, zipped)]


def _stay_of(place: HistoryFile) -> _Stay:
    rows = HistoryFile.objects.of_git().filter(project=place.project_id, folded=place.folded, path=place.path)
    end = rows.filter(position__gt=place.position).order_by("position").values_list("position", flat=True).first()
    return _Stay(_address(place.path), place.position, end)


def _address(path: str) -> str:
    """Return the path as texts mean it. Only that of a wiki link begins with a slash."""
    return (path if path.endswith("]]") else path.removeprefix("/")).casefold()


def _of_commits(file: File, stays: Sequence[_Stay]) -> Iterator[UUID]:
    positions = dict(islice(_in_commits(file, stays), MOST_TEXTS))
    paths = {stay.path for stay in stays}
    for pk, targets in _with_targets(list(positions), paths=paths, project_id=file.project_id):
        if any(stay.path in targets and stay.has(positions[pk]) for stay in stays):
            yield pk


def _in_commits(file: File, stays: Sequence[_Stay]) -> Iterator[tuple[UUID, int]]:
    """Yield the versions of the commits that have the file, newest first, with the positions of the commits."""
    if not stays:
        return
    first, ends = min(stay.first for stay in stays), [stay.end for stay in stays]
    commits = ImportedCommit.objects.filter(project=file.project_id, position__gte=first).order_by("-position")
    if None not in ends:
        commits = commits.filter(position__lt=max(end for end in ends if end is not None))
    for position, versions in commits.values_list("position", "versions").iterator(chunk_size=_AT_ONCE):
        if any(stay.has(position) for stay in stays):
            yield from ((UUID(pk), position) for pk in versions.values())


def _of_zips(file: File, places: Sequence[HistoryFile]) -> Iterator[UUID]:
    if not places:
        return
    paths = {place.path.casefold() for place in places}
    rows = texts_of_zips(file.project_id, positions=[place.position for place in places])
    keys = list(rows.order_by("-pk").values_list("pk", flat=True)[:MOST_TEXTS])
    yield from (pk for pk, _ in _with_targets(keys, paths=paths, project_id=file.project_id))


def _with_targets(keys: Sequence[UUID], *, paths: set[str], project_id: UUID) -> Iterator[tuple[UUID, set[str]]]:
    """Yield those of the versions whose texts refer to one of the paths, with these. Paths are without case."""
    # Most texts do not have the name of the file, and need no parser.
    parts = {max(_LETTERS.findall(path.rpartition("/")[2]), key=len) for path in paths}
    for start in range(0, len(keys), _AT_ONCE):
        rows = Version.objects.filter(pk__in=keys[start : start + _AT_ONCE], document__project=project_id)
        versions = list(rows.only("fields", "body_id"))
        texts = dict(Blob.objects.texts(sorted({version.body_id for version in versions})))
        for version in versions:
            text = texts[version.body_id].decode()
            folded = text.casefold()
            if not any(part in folded for part in parts) and not _ENCODED.search(folded):
                continue
            if found := paths & _targets(version, text):
                yield version.pk, found


def _targets(version: Version, text: str) -> set[str]:
    origin = origin_of(version.fields)
    if origin is None:
        return set()
    targets = (origin.target(reference) for reference in references_in(text))
    return {target.casefold() for target in targets if target is not None}
