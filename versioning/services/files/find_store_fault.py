"""Find out whether the file store can be used, and whether it is the one that other machines use."""

from versioning.models import File
from versioning.ops.files.store import StoreUnavailable, file_store
from versioning.services.kernel.file_bytes import key_of


def find_store_fault() -> str | None:
    """Return a sentence if the store cannot be used or lacks the newest file, or None."""
    store = file_store()
    fault = store.fault()
    newest = File.objects.order_by("-pk").first()
    if fault or newest is None:
        return fault
    try:
        is_there = store.size_of(key_of(newest)) == newest.size
    except StoreUnavailable as error:
        return str(error)
    if is_there:
        return None
    return (
        f"The store lacks the file that was uploaded last, {newest.name}. FILES_STORAGE must name the same bucket, or "
        "the same shared folder, on all machines."
    )
