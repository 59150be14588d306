"""Gives every test run files of its own, apart from other runs and from the developer's `var/`."""

import atexit
import os
import shutil
import signal
import tempfile
from pathlib import Path

from django.db import connection

# pytest-django loads the settings before any hook or conftest.py of ours could run, so what the settings read
# must stand when this module is imported. Each worker of pytest-xdist has a folder in that of the run.
if worker := os.environ.get("PYTEST_XDIST_WORKER"):
    os.environ["DATA_DIR"] = str(Path(os.environ["DATA_DIR"], worker))
    Path(os.environ["DATA_DIR"]).mkdir(exist_ok=True)
else:
    os.environ["DATA_DIR"] = tempfile.mkdtemp(prefix="stemma-tests-")
    atexit.register(shutil.rmtree, os.environ["DATA_DIR"], ignore_errors=True)
    # A polite kill then ends the run as Ctrl-C does: fixtures, test databases and files are cleaned up.
    signal.signal(signal.SIGTERM, signal.default_int_handler)


def pytest_report_header() -> str:
    return f"database: {connection.display_name}"
