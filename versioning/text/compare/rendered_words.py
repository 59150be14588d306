"""The words that differ between two blocks of safe HTML, marked in the later one."""

import sys
from collections import deque
from collections.abc import Iterator
from html import escape

from versioning.text.compare.budget import Budget
from versioning.text.compare.rendered_blocks import TAG, said_by, text_of
from versioning.text.compare.sequences import Gap
from versioning.text.compare.words import changed_gaps, compare_words


def mark_words(*, base: str, head: str, budget: Budget) -> str | None:
    """The head with added words in `<ins>` and removed ones, less their markup, in `<del>`.

    Its own markup stays as it is, so it is as well-formed as before. None where the two share few words, or the budget
    does not allow for looking.
    """
    base_text, head_text = text_of(base), text_of(head)
    changes = compare_words(base=base_text, head=head_text, budget=budget)
    if changes is None:
        return None
    return "".join(_Marker(gaps=list(changed_gaps(changes)), base_text=base_text).pieces(head))


class _Marker:
    """Goes through the texts of a block, with what is still to be marked in them. Offsets count what the block says."""

    def __init__(self, *, gaps: list[Gap], base_text: str) -> None:
        self._added = deque((gap.head_start, gap.head_end) for gap in gaps if gap.head_size)
        self._removed = deque((gap.head_start, base_text[gap.base_start : gap.base_end]) for gap in gaps)

    def pieces(self, html: str) -> Iterator[str]:
        pieces = TAG.split(html)
        last = max((place for place, piece in enumerate(pieces) if _is_text(piece)), default=None)
        at = 0
        for place, piece in enumerate(pieces):
            said = said_by(piece)
            yield from self._marked(said, at=at) if _is_text(piece) else (piece,)
            at += len(said)
            if place == last:
                yield from self._removed_until(sys.maxsize)

    def _marked(self, text: str, *, at: int) -> Iterator[str]:
        place, end = at, at + len(text)
        while place < end:
            yield from self._removed_until(place)
            stop, is_added = self._stretch(place)
            stop = min(stop, end)
            piece = escape(text[place - at : stop - at], quote=False)
            yield f"<ins>{piece}</ins>" if is_added and piece.strip() else piece
            place = stop
        # What replaces it may begin in the next text, behind a tag: it is said there.
        is_replaced = bool(self._added) and self._added[0][0] == end
        yield from self._removed_until(end - is_replaced)

    def _stretch(self, place: int) -> tuple[int, bool]:
        """Up to where the text goes on as it is here, and whether it was added."""
        while self._added and self._added[0][1] <= place:
            self._added.popleft()
        start, end = self._added[0] if self._added else (sys.maxsize, sys.maxsize)
        upcoming = self._removed[0][0] if self._removed else sys.maxsize
        return (end, True) if start <= place else (min(start, upcoming), False)

    def _removed_until(self, place: int) -> Iterator[str]:
        """What was removed up to and at this place."""
        while self._removed and self._removed[0][0] <= place:
            text = " ".join(self._removed.popleft()[1].split())
            yield f"<del>{escape(text, quote=False)}</del> " if text else ""


def _is_text(piece: str) -> bool:
    """Blank text stays bare: between the rows of a table, say, nothing may be marked."""
    return not piece.startswith("<") and bool(piece.strip())
