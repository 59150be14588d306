"""Write the whole history of a project as one file that git can clone."""

from pathlib import Path
from tempfile import TemporaryDirectory

from versioning.exceptions import VersioningError
from versioning.models import Actor, Project
from versioning.services.transfer._export.repository import ExportSummary, Report, write_repository
from versioning.services.transfer._git.command import GitFailed, isolated_git


def export_bundle(*, actor: Actor, project: Project, target: Path, report: Report) -> ExportSummary:
    """Write a git bundle with the branch main, which a clone checks out, to `target`, whole or not at all.

    Nothing is checked out, because a history may have names that this machine refuses. Raises what `write_repository`
    raises, and VersioningError if nothing was ever published.
    """
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with TemporaryDirectory(prefix="stemma-bundle-", dir=target.parent) as folder:
        repository, bundle = Path(folder) / "repository", Path(folder) / "bundle"
        summary = write_repository(actor=actor, project=project, directory=repository, report=report)
        if not summary.commits:
            raise VersioningError("No version of this project was ever published, so there is no history to export.")
        source, written = str(repository.absolute()), str(bundle.absolute())
        try:
            with isolated_git() as git:
                git.run("-C", source, "bundle", "create", "--quiet", written, "HEAD", "main")
        except GitFailed as error:
            raise VersioningError(f"git could not write the bundle: {error}") from error
        # Renaming within one file system is atomic.
        bundle.replace(target)
    return summary
