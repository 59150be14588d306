"""Compare two texts by lines, then by words within the changed lines."""

from collections.abc import Iterable, Iterator
from itertools import islice

from versioning.text.compare.budget import Budget
from versioning.text.compare.comparison import Comparison, DiffLine, Hunk, Statistics
from versioning.text.compare.hunks import HunkSpan, first_line, hunk_spans
from versioning.text.compare.lines import compare_lines, split_lines, without_newline
from versioning.text.compare.words import WordSegment, compare_words, count_changed_words, count_words

CONTEXT_LINES = 3
# More lines than a person reads, few enough for one response.
LIMIT_LINES = 20_000
# About a second of work, because a cell takes about 0.2 ns.
WORD_CELLS = 1 << 32


def compare(*, base: str, head: str, context: int = CONTEXT_LINES, limit_lines: int | None = LIMIT_LINES) -> Comparison:
    """Compare two texts in time and memory bounded by their sizes. Equal texts have no hunks.

    The same arguments always give the same result. `context` is the number of unchanged lines kept around a change.
    `limit_lines` limits the lines of all hunks together, and None means no limit. Neither may be negative.
    """
    return _Comparer(base=base, head=head).comparison(context=context, limit_lines=limit_lines)


class _Comparer:
    """The state of one comparison: both texts as lines, their edits and the words within changed lines."""

    def __init__(self, *, base: str, head: str) -> None:
        self._base, self._head = split_lines(base), split_lines(head)
        self._changes = compare_lines(base=self._base, head=self._head)
        self._budget = Budget(WORD_CELLS)
        self._base_words: dict[int, tuple[WordSegment, ...]] = {}
        self._head_words: dict[int, tuple[WordSegment, ...]] = {}
        for edit in self._changes.edits:
            for left, right in edit.pairs:
                self._compare_words(left=left, right=right)

    def comparison(self, *, context: int, limit_lines: int | None) -> Comparison:
        spans = list(hunk_spans(edits=self._changes.edits, context=context, base_size=len(self._base)))
        size = sum(span.size for span in spans)
        limit = size if limit_lines is None else limit_lines
        return Comparison(
            hunks=tuple(self._hunks(spans=spans, limit=limit)),
            statistics=self._statistics(),
            coarse=self._changes.coarse or self._budget.exceeded,
            truncated=size > limit,
        )

    def _compare_words(self, *, left: int, right: int) -> None:
        base, _ = without_newline(self._base[left])
        head, _ = without_newline(self._head[right])
        changes = compare_words(base=base, head=head, budget=self._budget)
        if changes is not None:
            self._base_words[left] = changes.base
            self._head_words[right] = changes.head

    def _hunks(self, *, spans: Iterable[HunkSpan], limit: int) -> Iterator[Hunk]:
        for span in spans:
            lines = list(islice(self._lines(span), limit))
            is_cut = len(lines) < span.size
            if is_cut and lines and lines[-1].kind == "delete" and lines[-1].words is not None:
                # Its words refer to the inserted line after it, which was cut.
                lines.pop()
            if lines:
                yield _hunk(span=span, lines=lines)
            if is_cut:
                return
            limit -= len(lines)

    def _lines(self, span: HunkSpan) -> Iterator[DiffLine]:
        base_at, head_at = span.base_start, span.head_start
        for edit in span.edits:
            yield from self._equal(base=range(base_at, edit.base_start), head_at=head_at)
            base_at, head_at = edit.base_start, edit.head_start
            for left, right in edit.pairs:
                if left in self._base_words:
                    yield from self._changed(base=range(base_at, left), head=range(head_at, right))
                    yield from self._changed(base=range(left, left + 1), head=range(right, right + 1))
                    base_at, head_at = left + 1, right + 1
            yield from self._changed(base=range(base_at, edit.base_end), head=range(head_at, edit.head_end))
            base_at, head_at = edit.base_end, edit.head_end
        yield from self._equal(base=range(base_at, span.base_end), head_at=head_at)

    def _equal(self, *, base: range, head_at: int) -> Iterator[DiffLine]:
        for head_number, index in enumerate(base, head_at + 1):
            text, newline = without_newline(self._base[index])
            yield DiffLine(kind="equal", text=text, base_number=index + 1, head_number=head_number, newline=newline)

    def _changed(self, *, base: range, head: range) -> Iterator[DiffLine]:
        for index in base:
            text, newline = without_newline(self._base[index])
            words = self._base_words.get(index)
            yield DiffLine(
                kind="delete",
                text=text,
                base_number=index + 1,
                head_number=None,
                words=words,
                newline=newline,
            )
        for index in head:
            text, newline = without_newline(self._head[index])
            words = self._head_words.get(index)
            yield DiffLine(
                kind="insert",
                text=text,
                base_number=None,
                head_number=index + 1,
                words=words,
                newline=newline,
            )

    def _statistics(self) -> Statistics:
        edits = self._changes.edits
        deleted = (index for edit in edits for index in range(edit.base_start, edit.base_end))
        inserted = (index for edit in edits for index in range(edit.head_start, edit.head_end))
        # One string for each side: counting words in one long text is faster than in many lines.
        removed = "".join(self._base[index] for index in deleted if index not in self._base_words)
        added = "".join(self._head[index] for index in inserted if index not in self._head_words)
        return Statistics(
            lines_added=sum(edit.head_end - edit.head_start for edit in edits),
            lines_removed=sum(edit.base_end - edit.base_start for edit in edits),
            words_added=count_words(added) + sum(map(count_changed_words, self._head_words.values())),
            words_removed=count_words(removed) + sum(map(count_changed_words, self._base_words.values())),
        )


def _hunk(*, span: HunkSpan, lines: list[DiffLine]) -> Hunk:
    base_count = sum(line.base_number is not None for line in lines)
    head_count = sum(line.head_number is not None for line in lines)
    return Hunk(
        base_start=first_line(start=span.base_start, count=base_count),
        base_count=base_count,
        head_start=first_line(start=span.head_start, count=head_count),
        head_count=head_count,
        lines=tuple(lines),
    )
