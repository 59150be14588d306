"""Delete the temporary folders that killed imports and exports left."""

import shutil
import time
from contextlib import suppress
from pathlib import Path

from django.conf import settings

# In seconds. No import or export runs for as long as this.
_OLD = 24 * 60 * 60


def sweep_scratch() -> None:
    """Delete the old folders. Young ones stay, because a process may be using them."""
    with suppress(FileNotFoundError):
        for folder in scratch_root().iterdir():
            # Another process may delete it at the same time.
            with suppress(FileNotFoundError):
                if time.time() - folder.stat().st_mtime > _OLD:
                    shutil.rmtree(folder, ignore_errors=True)


def scratch_root() -> Path:
    """Return the folder of the temporary folders. It may not exist yet."""
    return Path(settings.DATA_DIR) / "tmp"
