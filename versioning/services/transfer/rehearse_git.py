"""Find out what an import of a git history would do, without keeping any of it."""

from dataclasses import replace

from versioning.models import Actor, Project
from versioning.policies import Action, authorize
from versioning.services.transfer._apart import Report
from versioning.services.transfer._foreseen import foreseeing
from versioning.services.transfer._rehearsal import in_rehearsal
from versioning.services.transfer.import_git import ImportOptions, ImportSummary, import_git


def rehearse_git(
    *, actor: Actor, project: Project, source: str, report: Report, options: ImportOptions
) -> ImportSummary:
    """Return the summary that `import_git` would return now, as `rehearse_zip` does."""
    authorize(actor=actor, action=Action.IMPORT, project_id=project.pk)

    def work(tell: Report) -> ImportSummary:
        return import_git(actor=actor, project=project, source=source, report=tell, options=options)

    summary, foreseen = in_rehearsal(foreseeing(work, actor=actor, project=project), report=report)
    return replace(summary, foreseen=foreseen)
