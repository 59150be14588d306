"""Start an export in the background."""

from versioning.models import Actor, Project, Transfer
from versioning.policies import Action, authorize
from versioning.services.transfer._transfers import insert

# How the names of the files end.
SUFFIXES = {Transfer.Kind.BUNDLE_OUT: ".bundle", Transfer.Kind.PROJECT_OUT: ".stemma.tar.gz"}


def start_export(*, actor: Actor, project: Project, kind: Transfer.Kind = Transfer.Kind.BUNDLE_OUT) -> Transfer:
    """Return a transfer that waits for `run_transfer` to write a git bundle or a project file.

    Raises TransferRunning.
    """
    authorize(actor=actor, action=Action.IMPORT, project_id=project.pk)
    transfer = Transfer(project=project, kind=kind, started_by=actor.user, file_name=f"{project.slug}{SUFFIXES[kind]}")
    insert(transfer, actor=actor)
    return transfer
