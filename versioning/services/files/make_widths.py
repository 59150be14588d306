"""Make smaller copies of a picture, in a worker, when somebody asks for one that is not there."""

import logging
from contextlib import ExitStack
from pathlib import Path
from tempfile import NamedTemporaryFile
from uuid import UUID

from versioning.models import File
from versioning.models.files.picture_width import widths_of
from versioning.models.sql.get_or_none import get_or_none
from versioning.ops.files.store import MissingBytes, file_store
from versioning.ops.load.apart import call_apart
from versioning.services.files._steps.ask_for_widths import KIND
from versioning.services.files._steps.smaller_copy import CopyOrder, write_smaller_copy
from versioning.services.kernel.delivery.jobs import handler
from versioning.services.kernel.delivery.running_job import RunningJob
from versioning.services.kernel.file_bytes import key_of, key_of_width
from versioning.text.render.refusals import TooCostly

# For one copy. A picture of 40 megapixels takes about a second.
SECONDS = 60.0
log = logging.getLogger(__name__)


@handler(KIND, attempts=3)
def make_widths(job: RunningJob) -> None:
    """Store the copies that are missing. A picture that cannot be made smaller gets empty ones, so it is asked once."""
    file = get_or_none(File.objects.filter(pk=UUID(job.payload["file"])))
    store = file_store()
    missing = (
        [] if file is None else [width for width in widths_of(file) if store.size_of(key_of_width(file, width)) is None]
    )
    if file is None or not missing:
        return
    with ExitStack() as stack:
        source = _temporary(stack)
        try:
            with source.open("wb") as target:
                target.writelines(store.read(key_of(file)))
        except MissingBytes:
            # `verify` reports it.
            return
        for width in missing:
            job.heartbeat()
            copy = _temporary(stack)
            _write_copy(CopyOrder(source, copy, width), file=file, job=job)
            store.put(key_of_width(file, width), copy)


def _temporary(stack: ExitStack) -> Path:
    """Return the path of an empty file, which is gone after the block, unless the store moved it away."""
    with NamedTemporaryFile(dir=file_store().incoming, delete=False) as file:
        # The process that writes to it works in another folder.
        path = Path(file.name).absolute()
    stack.callback(path.unlink, missing_ok=True)
    return path


def _write_copy(order: CopyOrder, *, file: File, job: RunningJob) -> None:
    """Write the copy, in a process that may take only so much time and memory. It is empty if that is not enough."""
    try:
        call_apart(write_smaller_copy, order, seconds=SECONDS)
    except TooCostly:
        # A worker that is stopped may take its processes along. Then another one tries again.
        job.heartbeat()
        log.warning("File %s gets no copy of %d pixels: that takes too much time or memory", file.pk, order.width)
        order.target.write_bytes(b"")
