"""Work that continues after its request has been answered."""

from threading import Thread
from uuid import UUID

from django.db import connections, transaction

from versioning.models import Transfer
from versioning.services.transfer.run_transfer import run_transfer


def run_in_background(transfer: Transfer) -> None:
    """Run the transfer in a thread of this process. It ends with the process, and can be resumed then."""
    # The thread has a connection of its own, which sees the row only after the commit.
    thread = Thread(target=_run, args=(transfer.pk,), name=f"transfer {transfer.pk}", daemon=True)
    transaction.on_commit(thread.start)


def _run(pk: UUID) -> None:
    try:
        run_transfer(pk)
    finally:
        # Django closes connections at the end of a request, and a thread has none.
        connections.close_all()
