"""Errors of the disk that the file store or its uploads are on."""

from versioning.ops.files.store import StoreUnavailable, note_outcome
from versioning.ops.outages import DISK


def explained(error: OSError) -> Exception:
    """Return a full or read-only disk as it is, which has an answer of its own, and the rest as StoreUnavailable."""
    note_outcome(failed=True)
    return error if error.errno in DISK else StoreUnavailable(f"the file store failed: {error}")
