"""Keeping with a version how large it is and how much of it changed, so that lists need not read its text."""

from versioning.models import Blob, Version
from versioning.models.rows import update_row
from versioning.text.change_size import ChangeSize, change_size
from versioning.text.prose import prose


def count_change(version: Version) -> None:
    """For a version that was ever published: its text, and the one that it was forked from, do not change any more.

    So no lock is needed, and counting again finds the same. Raises CorruptBlob.
    """
    keep_size(version=version, size=measure(version))


def measure(version: Version) -> ChangeSize:
    """Against its source's text; without a source, all its words are new. Reads both in one statement."""
    sides = [side for side in (version.source, version) if side is not None]
    texts = dict(Blob.objects.texts({side.body_id for side in sides}))
    said = [prose(texts[side.body_id].decode(), content_type=side.content_type) for side in sides]
    return change_size(base=said[0] if len(said) > 1 else "", head=said[-1])


def keep_size(*, version: Version, size: ChangeSize) -> None:
    """Write the counts, and nothing else of the version."""
    version.words, version.words_added, version.words_removed = size.words, size.added, size.removed
    update_row(version, "words", "words_added", "words_removed")
