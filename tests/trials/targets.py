"""What a trial kills, each with the way to kill it and to have it back."""

import random
import time
from collections.abc import Callable

from tests.trials.postgres import KillablePostgres
from tests.trials.server import KillableServer


def targets_of(server: KillableServer, postgres: KillablePostgres | None) -> dict[str, Callable[[], None]]:
    targets: dict[str, Callable[[], None]] = {
        "worker": server.kill_worker,
        "job worker": server.kill_job_worker,
        "server": server.kill,
        "supervisor": server.kill_supervisor,
    }
    if postgres is not None:

        def kill_postgres() -> None:
            postgres.kill()
            time.sleep(random.uniform(0, 0.5))
            postgres.start()

        targets["postmaster"] = kill_postgres
    return targets
