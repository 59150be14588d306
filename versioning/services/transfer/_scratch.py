"""Temporary folders of imports and exports."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from versioning.ops.scratch_folders import marked_as_used
from versioning.services.transfer.sweep_scratch import scratch_root, sweep_scratch


@contextmanager
def scratch_folder(prefix: str) -> Iterator[Path]:
    """Yield a new folder in DATA_DIR/tmp that only the owner can read. It is deleted when the block ends.

    The temporary directory of the machine may be small, and its files outlive a killed process.
    """
    parent = scratch_root()
    parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    sweep_scratch()
    with TemporaryDirectory(prefix=prefix, dir=parent) as folder, marked_as_used(Path(folder)):
        yield Path(folder)
