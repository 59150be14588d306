"""Store with a version how large it is and how much of it changed, so that lists need not read its text."""

from dataclasses import dataclass
from uuid import UUID

from versioning.models import Blob, Version
from versioning.models.history.blob import CorruptBlob, cached_text
from versioning.models.sql.rows import update_row
from versioning.ops.load.costly import run
from versioning.ops.load.pool import PoolBusy
from versioning.text.compare.change_size import ChangeSize, measure_change
from versioning.text.delta.chain import BrokenText, Chain
from versioning.text.render.refusals import TooCostly
from versioning.text.search.prose import prose

# Lists show them. A reader of a list would otherwise read the texts of all its versions.
COUNTS = ("words", "words_added", "words_removed")


@dataclass(frozen=True)
class WordCounts:
    """The size of a change in words, and the texts that were counted: (key of the body, content type) of each side."""

    texts: tuple[tuple[int, str], ...]
    size: ChangeSize

    def is_of(self, version: Version) -> bool:
        """Return whether the version and its source still have the texts that were counted."""
        return self.texts == _texts_of(version)


def word_counts(version: Version) -> WordCounts | None:
    """Return the counts of the version's text and of its change, or None if a text cannot be read.

    This reads texts, so call it before the lock is taken. The texts may be others by then: check `WordCounts.is_of`.
    """
    texts, source = _texts_of(version), version.source
    # An unchanged fork is as large as its source. That was counted when the source was published.
    if source is not None and source.words is not None and len(set(texts)) == 1:
        return WordCounts(texts, ChangeSize(words=source.words, added=0, removed=0))
    # `searchable_text` of the same version then need not read the text again.
    version.hold_texts()
    try:
        return WordCounts(texts, measure(version))
    except (CorruptBlob, Blob.DoesNotExist, PoolBusy, TooCostly):
        # A damaged or costly text must not keep its version from being published.
        return None


def count_change(version: Version) -> None:
    """Count a version that was ever published, and store the counts. It needs no lock: the text is immutable.

    If the source is an open draft, its text of this moment is counted. Raises CorruptBlob, and Blob.DoesNotExist if
    the source's text was purged meanwhile.
    """
    set_counts(version, size=measure(version))
    update_row(version, *COUNTS)


def measure(version: Version) -> ChangeSize:
    """Return the size of the change against the source's text, or against nothing if there is no source.

    Raises CorruptBlob, and Blob.DoesNotExist if a draft's text was replaced and purged meanwhile.
    """
    chain, source = version.body_chain, version.source
    # A source comes without the column, and is of the same document.
    document_id = version.document_id
    head = _prose(version, document_id=document_id, chain=chain)
    if source is None:
        return run(measure_change, base="", head=head)
    # Mostly one text is encoded against the other, so that one read serves both.
    base_chain = chain.up_to(source.body_id) or source.body_chain
    base = _prose(source, document_id=document_id, chain=base_chain)
    return run(measure_change, base=base, head=head, base_words=source.words)


def set_counts(version: Version, *, size: ChangeSize) -> None:
    """Set the fields named by COUNTS. The caller saves them."""
    version.words, version.words_added, version.words_removed = size.words, size.added, size.removed


def _texts_of(version: Version) -> tuple[tuple[int, str], ...]:
    sides = (version.source, version)
    return tuple((side.body_id, side.content_type) for side in sides if side is not None)


def _prose(version: Version, *, document_id: UUID, chain: Chain) -> str:
    if not len(chain):
        raise Blob.DoesNotExist
    try:
        text = cached_text(document_id, chain).decode()
    except BrokenText as error:
        raise CorruptBlob(pk=version.body_id, broken=error.key) from error
    return run(prose, text, content_type=version.content_type)
