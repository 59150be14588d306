"""Write everything of a project into one file, without loss and without secrets."""

from collections.abc import Callable
from pathlib import Path

from versioning.exceptions import InvalidValue, VersioningError
from versioning.models import Actor, CorruptBlob, Project
from versioning.policies import Action, authorize
from versioning.services.transfer._apart import in_snapshot
from versioning.services.transfer._project.archive import ArchiveWriter
from versioning.services.transfer._project.manifest import Manifest
from versioning.services.transfer._project.writing import ProjectWriter, count_rows

# (rows done, rows in all)
Report = Callable[[int, int], None]


def export_project(*, actor: Actor, project: Project, target: Path, report: Report) -> Manifest:
    """Write the project to a new file and return what it holds. `import_project` reads it, on either database.

    The file has all versions, drafts, saved revisions, files, settings and events, as they are at one moment, and the
    names of the people in them. It has no token, webhook, invitation or address. If the export fails, no file is left.

    Raises NotAllowed, NotFound, InvalidValue (file: it exists, or cannot be created), StoreUnavailable, VersioningError
    (a text is damaged).
    """
    authorize(actor=actor, action=Action.IMPORT, project_id=project.pk)
    try:
        return in_snapshot(lambda tell: _write(project, target=target, report=tell), report=report)
    except CorruptBlob as error:
        raise VersioningError(f"The export stopped: {error}. Restore the text from a backup first.") from error


def _write(project: Project, *, target: Path, report: Report) -> Manifest:
    done, total = 0, count_rows(project)
    report(done, total)

    def step(rows: int) -> None:
        nonlocal done
        done += rows
        report(done, max(done, total))

    try:
        # Mode x never overwrites a file.
        file = target.open("xb")
    except OSError as error:
        raise InvalidValue(f"{target} cannot be created: {error.strerror}.", field="file") from error
    try:
        with file, ArchiveWriter(file) as archive:
            return ProjectWriter(project=project, archive=archive, step=step).write()
    except BaseException:
        target.unlink(missing_ok=True)
        raise
