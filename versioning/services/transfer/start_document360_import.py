"""Start an import from the API of Document360 in the background."""

from urllib.parse import urlsplit

from versioning.models import Actor, Project, Transfer
from versioning.policies import Action, authorize
from versioning.services.transfer._document360.connection import API_URL, Connection, check_connection
from versioning.services.transfer._transfer_files import new_file, put_file, remove_file
from versioning.services.transfer._transfers import insert, refuse_second

__all__ = ["API_URL", "Connection", "start_document360_import"]


def start_document360_import(
    *, actor: Actor, project: Project, connection: Connection, is_rehearsal: bool = False
) -> Transfer:
    """Return a transfer that waits for `run_transfer`.

    The connection is stored as the file of the transfer, encrypted with the server's SECRET_KEY. It is deleted when the
    import is done or, if it can still be resumed, when the next transfer of the project begins.

    Raises InvalidValue (url, source_project, token, content_type), TransferRunning, StoreUnavailable.
    """
    authorize(actor=actor, action=Action.IMPORT, project_id=project.pk)
    check_connection(connection)
    transfer = Transfer(
        project=project,
        started_by=actor.user,
        kind=Transfer.Kind.API_IN,
        file_name=str(urlsplit(connection.url).hostname)[:255],
        content_type=connection.content_type,
        is_rehearsal=is_rehearsal,
    )
    refuse_second(project)
    with new_file() as file:
        file.write_bytes(connection.sealed())
        put_file(transfer, file)
    try:
        insert(transfer, actor=actor)
    # Also if the process is being stopped: the token would stay for a day.
    except BaseException:
        remove_file(transfer)
        raise
    return transfer
