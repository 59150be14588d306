"""What is broken, one after the other. Each fault breaks a part, waits, and puts it right again."""

import time
from collections.abc import Callable
from pathlib import Path

from tests.ha.migration import migrate_under_load
from tests.ha.picture import Picture

# What a supervisor needs to find out that a primary is gone.
DETECTION_SECONDS = 3
OUTAGE_SECONDS = 6
# Longer than DATABASE_TIMEOUT.
LONG_OUTAGE_SECONDS = 15
SECONDS_BETWEEN_RESTARTS = 2
LAG_SECONDS = 10


def kill_primary(picture: Picture) -> None:
    """Kill every process of the primary's machine, and promote the standby."""
    picture.primary.machine.kill()
    time.sleep(DETECTION_SECONDS)
    picture.fail_over()


def cut_primary(picture: Picture) -> None:
    """Cut the primary off from the network while it runs. It is stopped before it may come back."""
    picture.primary.machine.cut()
    time.sleep(DETECTION_SECONDS)
    picture.fail_over()
    time.sleep(OUTAGE_SECONDS)
    picture.standby.machine.kill()
    picture.standby.machine.heal()


def pause_primary(picture: Picture) -> None:
    picture.primary.machine.freeze()
    time.sleep(LONG_OUTAGE_SECONDS)
    picture.primary.machine.thaw()


def isolate_primary(picture: Picture) -> None:
    """Cut the primary off from the network for a while, and promote nobody."""
    picture.primary.machine.cut()
    time.sleep(LONG_OUTAGE_SECONDS)
    picture.primary.machine.heal()


def kill_web(picture: Picture) -> None:
    web = picture.webs[0]
    web.machine.kill()
    time.sleep(OUTAGE_SECONDS)
    web.start()


def restart_webs(picture: Picture) -> None:
    """Restart one web machine after the other, as an upgrade does."""
    for web in picture.webs:
        web.stop()
        web.start()
        # As docs/deploying.md says: the proxy leaves the machine alone for a moment longer.
        time.sleep(SECONDS_BETWEEN_RESTARTS)


def kill_redis(picture: Picture) -> None:
    picture.redis.machine.kill()
    time.sleep(OUTAGE_SECONDS)
    picture.redis.start()


def hang_redis(picture: Picture) -> None:
    picture.redis.machine.freeze()
    time.sleep(OUTAGE_SECONDS)
    picture.redis.machine.thaw()


def restart_pool(picture: Picture) -> None:
    picture.primary.restart_pool()
    time.sleep(OUTAGE_SECONDS)


def delay_replica(picture: Picture) -> None:
    """Let the replica replay each change only after LAG_SECONDS."""
    picture.replica.set("recovery_min_apply_delay", f"{LAG_SECONDS}s")
    time.sleep(LAG_SECONDS + OUTAGE_SECONDS)
    picture.replica.set("recovery_min_apply_delay", "0")


def kill_replica(picture: Picture) -> None:
    picture.replica.machine.kill()
    time.sleep(OUTAGE_SECONDS)


def cut_replica(picture: Picture) -> None:
    picture.replica.machine.cut()
    time.sleep(OUTAGE_SECONDS * 2)
    picture.replica.machine.heal()


def fill_disk(picture: Picture) -> None:
    """Leave no byte on the disk of the primary. If PostgreSQL gives up, start it when there is room again."""
    ballast = picture.primary.machine.folder / "ballast"
    _fill(ballast)
    time.sleep(OUTAGE_SECONDS)
    ballast.unlink()
    time.sleep(1)
    if not picture.primary.runs:
        picture.primary.start()


def _fill(ballast: Path) -> None:
    with ballast.open("wb", buffering=0) as file:
        for size in (1 << 20, 1 << 12):
            try:
                while True:
                    file.write(bytes(size))
            except OSError:
                continue


def hang_store(picture: Picture) -> None:
    picture.bucket.machine.freeze()
    time.sleep(OUTAGE_SECONDS)
    picture.bucket.machine.thaw()


def migrate(picture: Picture) -> None:
    migrate_under_load(picture.database)


FAULTS: dict[str, Callable[[Picture], None]] = {
    "primary killed, standby promoted": kill_primary,
    "primary cut off, standby promoted": cut_primary,
    "primary paused 15 s": pause_primary,
    "primary cut off 15 s": isolate_primary,
    "web machine killed": kill_web,
    "web machines restarted in turn": restart_webs,
    "PgBouncer restarted": restart_pool,
    "replica lags 10 s": delay_replica,
    "replica killed": kill_replica,
    "replica cut off": cut_replica,
    "disk full on the primary": fill_disk,
    "migration under load": migrate,
    "file store hung": hang_store,
    # Last, because the replica is not read from for a minute after the cache was lost.
    "Redis hung": hang_redis,
    "Redis killed": kill_redis,
}
