"""Check how many bytes a file has."""

from django.conf import settings

from versioning.exceptions import FileTooLarge


def check_size(size: int) -> None:
    """Raise FileTooLarge if a file may not have so many bytes."""
    if size > settings.MAX_FILE_BYTES:
        raise FileTooLarge(f"The file has more than {settings.MAX_FILE_BYTES:,} bytes.")
