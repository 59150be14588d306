"""Gives every test run files of its own, apart from other runs and from the developer's `var/`."""

import atexit
import os
import shutil
import signal
import tempfile

from django.db import connection

# pytest-django loads the settings before any hook or conftest.py of ours could run, so what the settings read
# must stand when this module is imported. The workers of pytest-xdist inherit it.
if "PYTEST_XDIST_WORKER" not in os.environ:
    os.environ["DATA_DIR"] = tempfile.mkdtemp(prefix="stemma-tests-")
    atexit.register(shutil.rmtree, os.environ["DATA_DIR"], ignore_errors=True)
    # A polite kill then ends the run as Ctrl-C does: fixtures, test databases and files are cleaned up.
    signal.signal(signal.SIGTERM, signal.default_int_handler)


def pytest_report_header() -> str:
    return f"database: {connection.display_name}"
