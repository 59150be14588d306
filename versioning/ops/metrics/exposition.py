"""The values of all workers as Prometheus reads them. Each worker keeps its own in files of one folder."""

import fcntl
import logging
import os
import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest, values
from prometheus_client.mmap_dict import MmapedDict
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead

from versioning.ops.metrics.instruments import REGISTRY

logger = logging.getLogger(__name__)

# prometheus-client's own name. Workers inherit it.
FOLDER = "PROMETHEUS_MULTIPROC_DIR"
CONTENT_TYPE = CONTENT_TYPE_LATEST
COUNTS = ("counter", "histogram")
GAUGES = ("gauge_livesum", "gauge_livemax", "gauge_livemostrecent")
# The size that the library gives to a new file. About 5,000 values fit in.
FILE_BYTES = 1024**2
# Stands for all processes that have ended. No process has this number.
ENDED = 0


def share_between_processes(folder: Path) -> None:
    """Let the processes that start from now on keep their values in files of this folder, which is emptied."""
    shutil.rmtree(folder, ignore_errors=True)
    try:
        folder.mkdir(parents=True)
    except OSError as error:
        logger.warning("Each worker shows metrics of its own, because %s cannot be made: %s", folder, error)
        return
    os.environ[FOLDER] = str(folder)
    # The library decides this when it is first imported. Forked workers do not import it again.
    values.ValueClass = values.MultiProcessValue()


def reserve_files() -> None:
    """Reserve room on the disk for the values of this process.

    The library maps its files into memory. If the disk were full when it first writes to a page, the process would be
    killed by a signal.
    """
    folder = os.environ.get(FOLDER)
    if folder is None:
        return
    try:
        for kind in (*COUNTS, *GAUGES):
            with Path(folder, f"{kind}_{os.getpid()}.db").open("wb") as file:
                os.posix_fallocate(file.fileno(), 0, FILE_BYTES)
    except OSError as error:
        logger.warning("The metrics of this worker are not shown by the others: %s", error)
        values.ValueClass = values.MutexValue
        del os.environ[FOLDER]


def exposition() -> bytes:
    """Return the values of all processes that share a folder, or of this one if none do."""
    folder = os.environ.get(FOLDER)
    if folder is None:
        return generate_latest(REGISTRY)
    registry = CollectorRegistry()
    MultiProcessCollector(registry, path=folder)
    with _lock(Path(folder)):
        _absorb_ended(Path(folder))
        return generate_latest(registry)


@contextmanager
def _lock(folder: Path) -> Iterator[None]:
    """Let one process at a time read or merge the files. What a process that ended has counted must count once."""
    with Path(folder, "lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _absorb_ended(folder: Path) -> None:
    """Drop the gauges of processes that have ended, and add their counts to one file: a counter never falls."""
    numbers = {int(file.stem.rpartition("_")[2]) for file in folder.glob("*.db")} - {ENDED}
    for number in numbers:
        if not _is_alive(number):
            mark_process_dead(number, path=str(folder))
            for kind in COUNTS:
                _absorb(folder / f"{kind}_{number}.db", into=folder / f"{kind}_{ENDED}.db")


def _absorb(file: Path, *, into: Path) -> None:
    if not file.exists():
        return
    with closing(MmapedDict(str(into))) as sums:
        for key, value, timestamp, _ in MmapedDict.read_all_values_from_file(str(file)):
            sums.write_value(key, sums.read_value(key)[0] + value, timestamp)
    file.unlink()


def _is_alive(number: int) -> bool:
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
