"""Worker processes on the database of the running test. The test needs committed data: `live_cast`."""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.core.files.storage import storages
from django.db import connection

LEASE_SECONDS = 2
PATIENCE = 120.0


def start_worker() -> subprocess.Popen[bytes]:
    """Start `manage.py worker` with short leases."""
    environment = {
        **os.environ,
        "DATABASE_URL": _url(),
        "DATA_DIR": str(settings.DATA_DIR),
        "FILES_STORAGE": Path(storages["files"].path("")).as_uri(),
        "JOB_LEASE_SECONDS": str(LEASE_SECONDS),
    }
    command = [sys.executable, "manage.py", "worker"]
    return subprocess.Popen(command, cwd=settings.BASE_DIR, env=environment)


def wait_until(condition: Callable[[], bool]) -> None:
    ends = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < ends
        time.sleep(0.02)


def _url() -> str:
    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    return urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()
