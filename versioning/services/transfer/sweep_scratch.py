"""Delete the temporary folders that killed imports and exports left."""

import shutil
import time
from contextlib import suppress
from pathlib import Path

from django.conf import settings

from versioning.ops.scratch_folders import is_left

# In seconds. No import or export runs for as long as this.
_OLD = 24 * 60 * 60


def sweep_scratch() -> None:
    """Delete the folders whose process is gone, and all old ones.

    A preview on SQLite holds a copy of the database, so a day of killed attempts would fill the disk.
    """
    with suppress(FileNotFoundError):
        for folder in scratch_root().iterdir():
            # Another process may delete it at the same time.
            with suppress(FileNotFoundError):
                if time.time() - folder.stat().st_mtime > _OLD or is_left(folder):
                    shutil.rmtree(folder, ignore_errors=True)


def scratch_root() -> Path:
    """Return the folder of the temporary folders. It may not exist yet."""
    return Path(settings.DATA_DIR) / "tmp"
