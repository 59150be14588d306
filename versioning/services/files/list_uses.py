"""Find the versions that use a file."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import QuerySet

from versioning.models import Attachment, Blob, File, HistoryFile, ImportedCommit, Version
from versioning.models.files.file import texts_of_zips, uses_of
from versioning.models.files.text_origin import origin_of
from versioning.text.relative_references import references_in

# The texts of imports are read to find which of them refer to a file. So these are the most, the newest ones.
MOST_PLACES, MOST_TEXTS = 20, 200


def list_uses(file: File) -> QuerySet[Version]:
    """Return the versions that use the file, newest first, with their documents. The caller authorizes the actor.

    Of a document that attaches the file, this is its newest version. Of an imported history, these are the versions
    that came with the file. Later ones may refer to the same path. If many texts refer to it, the oldest are left out.
    Versions in the trash do not count.
    """
    return uses_of(file, or_among=[*_imported(file), *Attachment.objects.filter(file=file).newest_versions()])


def _imported(file: File) -> list[UUID]:
    places = list(HistoryFile.objects.filter(file=file).order_by("-position")[:MOST_PLACES])
    if not places:
        return []
    paths = {place.path.casefold() for place in places}
    versions = list(_candidates(file, places).only("fields", "body_id").order_by("-pk")[:MOST_TEXTS])
    texts = dict(Blob.objects.texts(sorted({version.body_id for version in versions})))
    return [version.pk for version in versions if paths & _targets(version, texts[version.body_id])]


def _candidates(file: File, places: Iterable[HistoryFile]) -> QuerySet[Version]:
    """Return the versions that were imported together with the file."""
    positions: dict[int, list[int]] = {origin: [] for origin in HistoryFile.Origin}
    for place in places:
        positions[place.origin].append(place.position)
    commits = ImportedCommit.objects.filter(project=file.project_id, position__in=positions[HistoryFile.Origin.GIT])
    named = [UUID(pk) for versions in commits.values_list("versions", flat=True) for pk in versions.values()]
    zipped = texts_of_zips(file.project_id, positions=positions[HistoryFile.Origin.ZIP])
    keys = [*named[:MOST_TEXTS], *zipped.values_list("pk", flat=True)[:MOST_TEXTS]]
    return Version.objects.filter(pk__in=keys, document__project=file.project_id)


def _targets(version: Version, text: bytes) -> set[str]:
    origin = origin_of(version.fields)
    if origin is None:
        return set()
    targets = (origin.target(reference) for reference in references_in(text.decode()))
    return {target.casefold() for target in targets if target is not None}
