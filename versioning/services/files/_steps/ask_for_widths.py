"""Ask for smaller copies of a picture, which a worker makes."""

from django.db import connection

from versioning.models import File, Job
from versioning.ops.outages import outage_of
from versioning.ops.sqlite.base import brief_wait
from versioning.services.kernel.delivery.jobs import enqueue

KIND = "files.widths"


def ask_for_widths(file: File) -> None:
    """Let a worker make the copies of a picture. If the database cannot take the request now, a later one will.

    A reader waits for the picture, so this does not wait for other writers, and writes nothing if a job is open.
    """
    key = f"{KIND}:{file.pk}"
    try:
        if not Job.objects.filter(key=key).exists():
            with brief_wait(connection):
                enqueue(KIND, {"file": str(file.pk)}, key=key)
    except Exception as error:
        if outage_of(error) is None:
            raise
