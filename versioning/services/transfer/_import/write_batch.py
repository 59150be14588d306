"""Write one batch of commits in one transaction, beside other writers."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple
from uuid import UUID

from django.db import transaction
from django.db.models import UUIDField, Value

from versioning.exceptions import VersioningError
from versioning.models import ImportedCommit, Project, Version, Workspace
from versioning.models.quotas.usage import Quota, QuotaColumn, read_quota
from versioning.services.kernel.quota import refuse_excess
from versioning.services.transfer._import.authors import Authors
from versioning.services.transfer._import.batch import Batch, Tally
from versioning.services.transfer._import.bodies import pack_bodies
from versioning.services.transfer._import.documents import BatchDocuments
from versioning.services.transfer._import.history_files import PlacedFile
from versioning.services.transfer._import.own_commits import own_texts
from versioning.services.transfer._import.reading import ReadCommit, Refusal
from versioning.services.transfer._import.rows import new_ids
from versioning.services.transfer._import.state import Effect, ImportState
from versioning.services.transfer._layouts.plan import Place
from versioning.text.search.plain import plain_text

# What was done so far, and the files that this write leaves out.
Record = Callable[[Tally, Sequence[Refusal]], None]
# The files that the texts of each commit refer to, by its hash.
Placed = Mapping[str, Sequence[PlacedFile]]


class ReadBatch(NamedTuple):
    """What one batch writes, and the files that it leaves out."""

    commits: Sequence[ReadCommit]
    placed: Placed
    refusals: Sequence[Refusal]


@dataclass
class ImportRun:
    """What all batches of one import share. `tally` grows with each write, `record` is called in its transaction.

    `texts` are the patterns of the files that become documents, and `patterns` those of other files to take along.
    `places` are those that a layout gives to paths. `own_paths` are the files of an export of this project, whose
    commits were passed over because nothing changed since.
    """

    project: Project
    workspace: Workspace
    authors: Authors
    record: Record
    texts: Sequence[str] = ()
    patterns: Sequence[str] = ()
    places: Mapping[str, Place] = field(default_factory=dict)
    tally: Tally = field(default_factory=Tally)
    own_paths: set[str] = field(default_factory=set)


class DocumentsPurged(Exception):
    """Documents of the history were deleted for good since the import read them, or since it ran last."""

    def __init__(self, keys: set[UUID]) -> None:
        super().__init__(keys)
        self.keys = keys


def write_batch(*, run: ImportRun, state: ImportState, read: ReadBatch) -> ImportState:
    """Write all of these commits or none. Return the state after them.

    Raises VersioningError if another import of the project wrote meanwhile, and QuotaExceeded. Do not use `run` after
    that.
    """
    while True:
        try:
            return _write(run=run, state=state, read=read)
        except DocumentsPurged as purged:
            state.forget(purged.keys)


def _write(*, run: ImportRun, state: ImportState, read: ReadBatch) -> ImportState:
    after = state.copy()
    own = own_texts(run.project, read.commits)
    effects = [after.apply(commit, own=own.get(commit.sha)) for commit in read.commits]
    # Compressing, counting and rendering the texts takes longest, so it comes before the locks.
    bodies = pack_bodies(effects=effects, newest=_newest(state, effects), importer=run.authors.importer)
    documents = BatchDocuments(
        project=run.project,
        workspace=run.workspace,
        importer=run.authors.importer,
        plain_texts=_plain_texts(effects, language=run.project.language),
    )
    with transaction.atomic():
        quota = _claim(run, imported=len(state.shas))
        _lock(documents, effects=effects)
        bodies.settle()
        batch = Batch(
            project=run.project,
            position=len(state.shas),
            newest=after.newest,
            authors=run.authors,
            documents=documents,
            bodies=bodies,
            ids=new_ids(effects),
            placed=read.placed,
            places=run.places,
            tally=run.tally,
        )
        for effect in effects:
            batch.add(effect)
        refuse_excess(quota, adding=batch.added())
        batch.write()
        run.record(run.tally, read.refusals)
    return after


def _newest(state: ImportState, effects: Sequence[Effect]) -> dict[UUID, UUID]:
    """Return the version that the texts of each document rest on."""
    return state.newest | {text.document: text.version for effect in effects for _, text in effect.own}


def _plain_texts(effects: Sequence[Effect], *, language: str) -> dict[UUID, str]:
    """Return the last text of each document, as searches look through it."""
    last = {pk: file.data.decode() for effect in effects for file, pk in effect.written}
    markdown = Version.ContentType.MARKDOWN
    return {pk: plain_text(text, content_type=markdown, language=language) for pk, text in last.items()}


def _claim(run: ImportRun, *, imported: int) -> Quota:
    """Wait for the batch of another import to end. Raise VersioningError if there was one.

    Returns the importer's quota.
    """
    importer = Value(run.authors.importer.pk, output_field=UUIDField())
    projects = Project.objects.select_for_update(no_key=True).annotate(quota=QuotaColumn("pk", importer))
    locked = projects.get(pk=run.project.pk)
    if ImportedCommit.objects.filter(project=run.project).count() != imported:
        raise VersioningError(
            "Another import into this project is running. This one stopped and lost nothing. Run it again later."
        )
    return read_quota(locked)


def _lock(documents: BatchDocuments, *, effects: Sequence[Effect]) -> None:
    """Lock every existing document that these commits change. Raise DocumentsPurged if one is gone."""
    touched = {pk for effect in effects for pk in (*effect.deleted.values(), *(pk for _, pk in effect.written))}
    purged = documents.lock(touched.difference(*(effect.new for effect in effects)))
    if purged:
        raise DocumentsPurged(purged)
