"""Mark the words that changed between two blocks of safe HTML, in the later block."""

import sys
from collections import deque
from collections.abc import Iterator, Sequence
from html import escape

from versioning.text.compare.budget import Budget
from versioning.text.compare.rendered_blocks import TAG, html_text, piece_text
from versioning.text.compare.words import changed_gaps, compare_words


def mark_words(*, base: str, head: str, budget: Budget) -> str | None:
    """Return the head with added words in `<ins>`, and removed words without their markup in `<del>`.

    The head's own markup is kept, so the result is well-formed. Return None if the blocks share few words, or if the
    budget is too small.
    """
    base_text, head_text = html_text(base), html_text(head)
    changes = compare_words(base=base_text, head=head_text, budget=budget)
    if changes is None:
        return None
    gaps = list(changed_gaps(changes))
    added = [(gap.head_start, gap.head_end) for gap in gaps if gap.head_size]
    removed = [(gap.head_start, base_text[gap.base_start : gap.base_end]) for gap in gaps]
    return "".join(_Marker(marked=added, removed=removed).pieces(head))


def mark_sides(*, base: str, head: str, budget: Budget) -> tuple[str, str] | None:
    """Return the base with removed words in `<del>`, and the head with added words in `<ins>`.

    Return None as `mark_words` does.
    """
    changes = compare_words(base=html_text(base), head=html_text(head), budget=budget)
    if changes is None:
        return None
    gaps = list(changed_gaps(changes))
    removed = [(gap.base_start, gap.base_end) for gap in gaps if gap.base_size]
    added = [(gap.head_start, gap.head_end) for gap in gaps if gap.head_size]
    sides = ((base, removed, "del"), (head, added, "ins"))
    marked_base, marked_head = ("".join(_Marker(marked=spans, tag=tag).pieces(html)) for html, spans, tag in sides)
    return marked_base, marked_head


class _Marker:
    """Walk through the pieces of a block and mark its changes. Offsets count characters of its `html_text`.

    The spans `marked` get the tag. Each text of `removed` is written at its offset.
    """

    def __init__(
        self, *, marked: Sequence[tuple[int, int]], removed: Sequence[tuple[int, str]] = (), tag: str = "ins"
    ) -> None:
        self._added, self._removed, self._tag = deque(marked), deque(removed), tag

    def pieces(self, html: str) -> Iterator[str]:
        pieces = TAG.split(html)
        last = max((index for index, piece in enumerate(pieces) if _is_text(piece)), default=None)
        at = 0
        for index, piece in enumerate(pieces):
            text = piece_text(piece)
            yield from self._marked(text, at=at) if _is_text(piece) else (piece,)
            at += len(text)
            # Words removed from the end belong inside the last element with text, not after the closing tags.
            if index == last:
                yield from self._removed_until(sys.maxsize)

    def _marked(self, text: str, *, at: int) -> Iterator[str]:
        offset, end = at, at + len(text)
        while offset < end:
            yield from self._removed_until(offset)
            stop, is_added = self._stretch(offset)
            stop = min(stop, end)
            piece = escape(text[offset - at : stop - at], quote=False)
            yield f"<{self._tag}>{piece}</{self._tag}>" if is_added and piece.strip() else piece
            offset = stop
        # If the replacement begins after the next tag, the removed words are written there, directly before it.
        is_replaced = bool(self._added) and self._added[0][0] == end
        yield from self._removed_until(end - is_replaced)

    def _stretch(self, offset: int) -> tuple[int, bool]:
        """Return the end of the added or unchanged text at this offset, and whether it was added."""
        while self._added and self._added[0][1] <= offset:
            self._added.popleft()
        start, end = self._added[0] if self._added else (sys.maxsize, sys.maxsize)
        upcoming = self._removed[0][0] if self._removed else sys.maxsize
        return (end, True) if start <= offset else (min(start, upcoming), False)

    def _removed_until(self, offset: int) -> Iterator[str]:
        """Yield the text that was removed at or before this offset."""
        while self._removed and self._removed[0][0] <= offset:
            text = " ".join(self._removed.popleft()[1].split())
            yield f"<del>{escape(text, quote=False)}</del> " if text else ""


def _is_text(piece: str) -> bool:
    # Blank text between, for example, the rows of a table must not contain any element.
    return not piece.startswith("<") and bool(piece.strip())
