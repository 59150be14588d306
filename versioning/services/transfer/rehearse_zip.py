"""Find out what an import of a zip would do, without keeping any of it."""

from collections.abc import Sequence
from pathlib import Path

from versioning.models import Actor, Project
from versioning.policies import Action, authorize
from versioning.services.transfer._apart import Report
from versioning.services.transfer._layouts.registry import AUTO
from versioning.services.transfer._rehearsal import in_rehearsal
from versioning.services.transfer._sources.conversion import Conversion
from versioning.services.transfer.import_zip import RECOGNIZED, ZipSummary, import_zip


def rehearse_zip(
    *,
    actor: Actor,
    project: Project,
    source: Path,
    report: Report,
    patterns: Sequence[str] = (),
    layout: str = AUTO,
    names: str = "",
    conversion: Conversion = RECOGNIZED,
) -> ZipSummary:
    """Return the summary that `import_zip` would return now. Raises what it raises.

    It does the whole import and keeps nothing of it, so it is as exact, and takes as long. Nobody who writes meanwhile
    waits for it. The bytes of pictures stay in the store for a day, as those of an upload that failed.
    """
    authorize(actor=actor, action=Action.IMPORT, project_id=project.pk)
    return in_rehearsal(
        lambda tell: import_zip(
            actor=actor,
            project=project,
            source=source,
            report=tell,
            patterns=patterns,
            layout=layout,
            names=names,
            conversion=conversion,
        ),
        report=report,
    )
