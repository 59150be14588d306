"""Write the history of a project into a new git repository."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

from versioning.exceptions import InvalidValue, VersioningError
from versioning.models import Actor, CorruptBlob, Project
from versioning.policies import Action, authorize
from versioning.services.transfer._export.history import ExportedHistory
from versioning.services.transfer._export.plan import plan_export
from versioning.services.transfer._git.command import GitFailed, isolated_git
from versioning.services.transfer._git.fast_import import fast_import

# (commits done, commits in all)
Report = Callable[[int, int], None]


@dataclass(frozen=True)
class ExportSummary:
    """What an export wrote.

    `missing` counts files whose documents were deleted for good. `repaired` counts malformed author or committer lines.
    """

    commits: int
    missing: int
    repaired: int
    seconds: float


def write_repository(*, actor: Actor, project: Project, directory: Path, report: Report) -> ExportSummary:
    """Make a new repository at `directory` without checking anything out.

    Raises InvalidValue (directory: it is not empty or cannot be created), VersioningError (git or a damaged text
    stopped the export, and the directory is incomplete).
    """
    authorize(actor=actor, action=Action.IMPORT, project_id=project.pk)
    started = monotonic()
    _check(directory)
    plan = plan_export(project)
    done = 0

    def step() -> None:
        nonlocal done
        done += 1
        report(done, plan.total)

    try:
        with isolated_git() as git:
            # An empty template, or hooks of this machine would end up in the export.
            git.run("init", "--quiet", "--template=", "--initial-branch=main", "--", str(directory.absolute()))
            with fast_import(git=git, repository=directory.absolute()) as target:
                history = ExportedHistory(project=project, plan=plan, target=target)
                history.write(step)
    except (GitFailed, CorruptBlob) as error:
        raise VersioningError(f"The export stopped and {directory} is incomplete: {error}") from error
    return ExportSummary(
        commits=target.commits, missing=history.missing, repaired=target.repaired, seconds=monotonic() - started
    )


def _check(directory: Path) -> None:
    try:
        directory.mkdir(parents=True, exist_ok=True)
        empty = not any(directory.iterdir())
    except (OSError, ValueError) as error:
        raise InvalidValue(f"{directory} cannot be created: {error}", field="directory") from error
    if not empty:
        raise InvalidValue(f"{directory} is not empty.", field="directory")
