"""Ask for smaller copies of a picture, which a worker makes."""

from versioning.models import File
from versioning.ops.outages import outage_of
from versioning.services.kernel.delivery.jobs import enqueue

KIND = "files.widths"


def ask_for_widths(file: File) -> None:
    """Let a worker make the copies of a picture. If the database cannot take the request now, a later one will."""
    try:
        enqueue(KIND, {"file": str(file.pk)}, key=f"{KIND}:{file.pk}")
    except Exception as error:
        if outage_of(error) is None:
            raise
