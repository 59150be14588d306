"""Take along the files of commits that were imported when the server took none along, or could not.

Texts and their versions stay as they are. What changes is what their relative addresses show: the file that the commit
had, instead of none.
"""

from collections.abc import Iterable, Sequence

from django.db import transaction

from versioning.models import HistoryFile, ImportedCommit, Project
from versioning.models.sql.rows import insert_rows
from versioning.services.transfer._git.history import CommitChanges
from versioning.services.transfer._import.history_files import HistoryFiles
from versioning.services.transfer._import.reading import ReadCommit, Refusal, read_batches
from versioning.services.transfer._import.rows import history_file
from versioning.services.transfer._import.write_batch import ImportRun, Placed


def repair_files(files: HistoryFiles, *, run: ImportRun, commits: Iterable[CommitChanges]) -> list[Refusal]:
    """Add what is missing beside those of the commits that the project has. Return the files that were left out.

    `files` must not know any: a row says only what changed since the one before. A row without a file gets the one that
    could not be stored then. Each batch is written whole, and files that are there stay, so the next run goes on after
    one that was stopped. Raises StoreUnavailable, and InvalidValue (source).
    """
    rows = ImportedCommit.objects.filter(project=run.project).values_list("sha", "position", "versions")
    positions, texts = dict[str, int](), set[str]()
    for sha, position, versions in rows.iterator():
        positions[sha] = position
        texts |= versions.keys()
    refusals = list[Refusal]()
    imported = [commit for commit in commits if commit.sha in positions]
    for batch in read_batches(reader=files.reader, commits=imported):
        placed = files.collect(batch, texts=texts)
        _write(batch, placed, run=run, positions=positions)
        run.tally.files = files.stored
        refusals += files.refusals
    return refusals


def _write(batch: Sequence[ReadCommit], placed: Placed, *, run: ImportRun, positions: dict[str, int]) -> None:
    with transaction.atomic():
        # As each batch of an import does.
        Project.objects.select_for_update(no_key=True).get(pk=run.project.pk)
        rows = HistoryFile.objects.of_git().filter(
            project=run.project, position__in=[positions[commit.sha] for commit in batch]
        )
        wanted = [
            history_file(each, position=positions[commit.sha], project_id=run.project.pk)
            for commit in batch
            for each in placed.get(commit.sha, ())
        ]
        present = {(row.position, row.path): row for row in rows}
        insert_rows([row for row in wanted if (row.position, row.path) not in present])
        for row in wanted:
            old = present.get((row.position, row.path))
            if old is not None and old.file_id is None and row.file_id is not None:
                HistoryFile.objects.filter(pk=old.pk).update(file=row.file_id, executable=row.executable)
