"""Start an export in the background."""

from versioning.models import Actor, Project, Transfer
from versioning.policies import Action, authorize
from versioning.services.transfer._transfers import insert


def start_export(*, actor: Actor, project: Project) -> Transfer:
    """Return a transfer that waits for `run_transfer` to write a git bundle. Raises TransferRunning."""
    authorize(actor=actor, action=Action.IMPORT, project_id=project.pk)
    transfer = Transfer(
        project=project, kind=Transfer.Kind.BUNDLE_OUT, started_by=actor.user, file_name=f"{project.slug}.bundle"
    )
    insert(transfer, actor=actor)
    return transfer
