"""Find out what an import of a zip would do, without keeping any of it."""

from dataclasses import replace
from pathlib import Path

from versioning.models import Actor, Project
from versioning.policies import Action, authorize
from versioning.services.transfer._apart import Report
from versioning.services.transfer._foreseen import foreseeing
from versioning.services.transfer._rehearsal import in_rehearsal
from versioning.services.transfer.import_zip import ZipOptions, ZipSummary, import_zip


def rehearse_zip(
    *, actor: Actor, project: Project, source: Path, report: Report, options: ZipOptions | None = None
) -> ZipSummary:
    """Return the summary that `import_zip` would return now, and what would become of each document in it.

    Raises what it raises.

    It does the whole import and keeps nothing of it, so it is as exact, and takes as long. Nobody who writes meanwhile
    waits for it. The bytes of pictures stay in the store for a day, as those of an upload that failed.
    """
    authorize(actor=actor, action=Action.IMPORT, project_id=project.pk)

    def work(tell: Report) -> ZipSummary:
        return import_zip(actor=actor, project=project, source=source, report=tell, options=options)

    summary, foreseen = in_rehearsal(foreseeing(work, actor=actor, project=project), report=report)
    return replace(summary, foreseen=foreseen)
