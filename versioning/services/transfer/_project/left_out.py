"""Say what of a project file the project does not get."""

from collections import Counter
from collections.abc import Iterator

from versioning.models import Document
from versioning.services.transfer._import.documents import chunks
from versioning.services.transfer._project.identities import Identities
from versioning.services.transfer._project.inserting import Standing
from versioning.services.transfer._project.kinds import COMMITS, EVENTS, MEMBERS, PLACES
from versioning.services.transfer._project.survey import Survey

OWN_SETTINGS = "The project keeps its own settings. Those of the file are left out."
OWN_MEMBERS = "The project keeps its own members. Those of the file are left out."
OWN_HISTORY = "The project has an imported history already. That of the file is left out."
OWN_ACTIVITY = (
    "The project has documents already. What the file's activity says about the project as a whole is left out."
)
LACKS_ONE = "The document was there already and stays as it is. A version of the file is left out."
LACKS_SOME = "The document was there already and stays as it is. {:,} versions of the file are left out."


def notes_on(survey: Survey, *, standing: Standing) -> Iterator[str]:
    """Yield sentences about the lists of the file that a project with contents of its own does not get."""
    counts = survey.counts
    if standing.is_new:
        return
    yield OWN_SETTINGS
    if counts[MEMBERS.name]:
        yield OWN_MEMBERS
    if standing.has_history and (counts[COMMITS.name] or counts[PLACES.name]):
        yield OWN_HISTORY
    if not standing.is_empty and counts[EVENTS.name]:
        yield OWN_ACTIVITY


def lacking_versions(identities: Identities) -> Iterator[tuple[str, str]]:
    """Yield the titles of documents that do not get versions of the file, with the reason, in the order of titles."""
    lacking = Counter(identities.now(identities.survey.document_of[version]) for version in identities.gone)
    parts = (Document.objects.filter(pk__in=part).values_list("pk", "title") for part in chunks(lacking))
    for title, count in sorted((title, lacking[pk]) for part in parts for pk, title in part):
        yield title, LACKS_ONE if count == 1 else LACKS_SOME.format(count)
