"""Add a file whose bytes the project has already."""

from versioning.models import File
from versioning.services.files._steps.file_size import check_size
from versioning.services.files._steps.media_type import FileFacts, check_facts


def like(known: File, new: File) -> File:
    """Return the new file with the facts of the known one. Raises InvalidValue (file), FileTooLarge."""
    # The settings may have changed since.
    check_size(known.size)
    check_facts(FileFacts(known.media_type, known.width, known.height), name=new.name)
    new.sha256, new.size = bytes(known.sha256), known.size
    new.media_type, new.width, new.height = known.media_type, known.width, known.height
    return new
