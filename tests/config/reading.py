"""Read the settings in a process of its own."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from django.conf import settings

PRINT = "import json; from config import settings; d = settings.DATABASES['default']; print(json.dumps(d, default=str))"


def database_of(url: str, folder: Path) -> dict[str, Any]:
    output = subprocess.run(
        [sys.executable, "-c", PRINT],
        cwd=settings.BASE_DIR,
        env={**os.environ, "DATABASE_URL": url, "DATA_DIR": str(folder)},
        capture_output=True,
        text=True,
        check=True,
    )
    read: dict[str, Any] = json.loads(output.stdout)
    return read
