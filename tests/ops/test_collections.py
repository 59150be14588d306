"""Garbage collections of a web process, which hold Python's lock for all of its threads."""

import os
import subprocess
import sys
from pathlib import Path

from django.conf import settings

COUNT = "import gc; import config.wsgi; print(gc.get_freeze_count(), len(gc.get_objects()))"


def test_objects_of_modules_are_left_out_of_them(tmp_path: Path) -> None:
    environment = {**os.environ, "DATA_DIR": str(tmp_path), "DATABASE_URL": ""}

    printed = subprocess.run(
        [sys.executable, "-c", COUNT], env=environment, cwd=settings.BASE_DIR, capture_output=True, check=True
    ).stdout

    left_out, collected = map(int, printed.split())
    assert left_out > 100_000
    assert collected < left_out / 10
