"""Verify the database, with every byte of its files, for each line of standard input.

One process for many times, because on a busy machine the start of a process takes longer than to verify.
"""

import sys

from django.db import connections

from tests.benchmarks.inside import say
from versioning.services.access.system_actor import system_actor
from versioning.services.maintenance.verify_database import Depth, verify_database


def breaches() -> list[str]:
    # The server of the database may have been killed since.
    connections.close_all()
    found = verify_database(actor=system_actor(), tell=lambda title: None, depth=Depth.BYTES)
    return [str(breach) for breach in found]


if __name__ == "__main__":
    for _ in sys.stdin:
        say(breaches())
        sys.stdout.flush()
