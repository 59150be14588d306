"""Keeping with a version how large it is and how much of it changed, so that lists need not read its text."""

from dataclasses import dataclass

from versioning.models import Blob, Version
from versioning.models.history.blob import CorruptBlob
from versioning.models.sql.rows import update_row
from versioning.text.compare.change_size import ChangeSize, measure_change
from versioning.text.delta.chain import BrokenText, Chain
from versioning.text.search.prose import prose

COUNTS = ("words", "words_added", "words_removed")


@dataclass(frozen=True)
class Counted:
    """What was counted of a version, and in which texts: its own, and the one that it was forked from."""

    texts: tuple[tuple[int, str], ...]
    size: ChangeSize

    def is_of(self, version: Version) -> bool:
        return self.texts == _texts_of(version)


def counted_in(version: Version) -> Counted | None:
    """Counts the texts as the caller knows them: so before the lock is taken. None where one cannot be read.

    A text that was forked and not changed is as large as its source, and is not read where that was counted.
    """
    texts, source = _texts_of(version), version.source
    if source is not None and source.words is not None and len(set(texts)) == 1:
        return Counted(texts, ChangeSize(words=source.words, added=0, removed=0))
    version.hold_text()
    try:
        return Counted(texts, measure(version))
    except (CorruptBlob, Blob.DoesNotExist):
        return None


def count_change(version: Version) -> None:
    """For a version that was ever published, whose text does not change any more: so no lock is needed.

    Where it was forked from a draft, it is counted against that draft's text as it is by now. Raises CorruptBlob, and
    Blob.DoesNotExist where that was purged meanwhile.
    """
    note_size(version, size=measure(version))
    update_row(version, *COUNTS)


def measure(version: Version) -> ChangeSize:
    """Against its source's text; without a source, all its words are new. Mostly the one rests on the other.

    Raises CorruptBlob, and Blob.DoesNotExist where a draft's text was replaced and purged meanwhile.
    """
    chain, source = version.body_chain, version.source
    head = _prose(version, chain=chain)
    if source is None:
        return measure_change(base="", head=head)
    base = _prose(source, chain=chain.up_to(source.body_id) or source.body_chain)
    return measure_change(base=base, head=head, base_words=source.words)


def note_size(version: Version, *, size: ChangeSize) -> None:
    """Set what COUNTS names."""
    version.words, version.words_added, version.words_removed = size.words, size.added, size.removed


def _texts_of(version: Version) -> tuple[tuple[int, str], ...]:
    sides = (version.source, version)
    return tuple((side.body_id, side.content_type) for side in sides if side is not None)


def _prose(version: Version, *, chain: Chain) -> str:
    if not len(chain):
        raise Blob.DoesNotExist
    try:
        return prose(chain.text().decode(), content_type=version.content_type)
    except BrokenText as error:
        raise CorruptBlob(pk=version.body_id, broken=error.key) from error
