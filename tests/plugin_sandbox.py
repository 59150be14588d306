"""Gives every test run files of its own, apart from other runs and from the developer's `var/`."""

import atexit
import gc
import os
import shutil
import signal
import tempfile
from collections.abc import Generator
from pathlib import Path

import pytest
from django.db import connection

# Collected tests and imported modules stay until the end. The collector would look through them again and again.
gc.disable()

# SQLite waits for the disk at each commit. No test loses anything if the machine stops, so none has to wait.
MEMORY = Path("/dev/shm")  # noqa: S108 - folders of our own are made in it.
ROOM_BYTES = 8 * 2**30
if (
    "TMPDIR" not in os.environ
    and os.access(MEMORY, os.W_OK)
    and not os.statvfs(MEMORY).f_flag & os.ST_NOEXEC
    and shutil.disk_usage(MEMORY).free >= ROOM_BYTES
):
    os.environ["TMPDIR"] = tempfile.tempdir = str(MEMORY)

# pytest-django loads the settings before any hook or conftest.py of ours could run, so what the settings read
# must stand when this module is imported. Each worker of pytest-xdist has a folder in that of the run.
if worker := os.environ.get("PYTEST_XDIST_WORKER"):
    RUN_FOLDER = Path(os.environ["DATA_DIR"])
    os.environ["DATA_DIR"] = str(RUN_FOLDER / worker)
    Path(os.environ["DATA_DIR"]).mkdir(exist_ok=True)
else:
    os.environ["DATA_DIR"] = tempfile.mkdtemp(prefix="stemma-tests-")
    RUN_FOLDER = Path(os.environ["DATA_DIR"])
    atexit.register(shutil.rmtree, RUN_FOLDER, ignore_errors=True)
    # A polite kill then ends the run as Ctrl-C does: fixtures, test databases and files are cleaned up.
    signal.signal(signal.SIGTERM, signal.default_int_handler)


def pytest_report_header() -> str:
    return f"database: {connection.display_name}"


@pytest.hookimpl(wrapper=True)
def pytest_runtestloop() -> Generator[None, object, object]:
    """Leave what was collected to itself, and collect the garbage of tests as usual."""
    gc.collect()
    gc.freeze()
    gc.enable()
    return (yield)
