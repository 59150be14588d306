"""Work that goes on when its request has been answered."""

from threading import Thread
from uuid import UUID

from django.db import connections, transaction

from versioning.models import Transfer
from versioning.services.transfer.run_transfer import run_transfer


def run_in_background(transfer: Transfer) -> None:
    """In a thread of this process, once the row can be seen. It ends with the process, and can be gone on with."""
    thread = Thread(target=_run, args=(transfer.pk,), name=f"transfer {transfer.pk}", daemon=True)
    transaction.on_commit(thread.start)


def _run(pk: UUID) -> None:
    try:
        run_transfer(pk)
    finally:
        connections.close_all()
