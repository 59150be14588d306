"""Write a project as a git repository: the imported commits unchanged, then what was published since."""

from pathlib import Path

from versioning.exceptions import VersioningError
from versioning.models import Actor, Project
from versioning.services.transfer._export.repository import ExportSummary, Report, write_repository
from versioning.services.transfer._git.command import GitFailed, isolated_git


def export_git(*, actor: Actor, project: Project, directory: Path, report: Report) -> ExportSummary:
    """Make a new repository at `directory` with its branch main checked out.

    Raises what `write_repository` raises, and VersioningError if this machine refuses a name in the history.
    """
    summary = write_repository(actor=actor, project=project, directory=directory, report=report)
    # Without commits there is no branch yet.
    if summary.commits:
        try:
            with isolated_git() as git:
                git.run("-C", str(directory.absolute()), "reset", "--quiet", "--hard", "main")
        except GitFailed as error:
            raise VersioningError(f"The history is in {directory}, but cannot be checked out: {error}") from error
    return summary
