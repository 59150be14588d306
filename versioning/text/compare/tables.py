"""Present a comparison as an HTML table, inline or side by side, with folds to open and changes to step through."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from html import escape

from versioning.text.compare.comparison import DiffLine, LineKind
from versioning.text.compare.html import CHANGE_NAMES, escape_visibly, line_html, words_html
from versioning.text.compare.layout import Fold, LayoutRow, LayoutSection
from versioning.text.compare.moves import Moves
from versioning.text.compare.words import WordSegment

SIGNS: dict[LineKind, str] = {"equal": "", "delete": "\u2212", "insert": "+"}
# A line may hold a whole chapter. This much of its unchanged text is displayed before and after each change.
KEPT_CHARACTERS = 200
NO_MOVES = Moves({}, {})


@dataclass(frozen=True, kw_only=True)
class Tables:
    """Settings for tables of the sections of a layout. All text is escaped.

    `base` and `head` name the sides. `unfold` returns the URL that opens a fold, and without it folds stay closed.
    Changed text is in `<ins>` and `<del>`, and each row names its change in words.
    """

    base: str
    head: str
    unfold: Callable[[Fold], str] | None
    moves: Moves = NO_MOVES
    kept_characters: int | None = KEPT_CHARACTERS

    def inline(self, parts: Iterable[LayoutSection]) -> str:
        names = ("Old line", "New line", "Change", "Text")
        return self._table(parts, kind="inline", names=names, row=self._inline_row)

    def side_by_side(self, parts: Iterable[LayoutSection]) -> str:
        base, head = escape_visibly(self.base), escape_visibly(self.head)
        names = ("Old line", "Change", base, "New line", "Change", head)
        return self._table(parts, kind="sides", names=names, row=self._side_row)

    def inline_rows(self, rows: Iterable[LayoutRow]) -> str:
        """Return the rows that replace a fold when a script opens it."""
        return _body("".join(map(self._inline_row, rows)), name="opened")

    def side_rows(self, rows: Iterable[LayoutRow]) -> str:
        """Return the same for the table side by side."""
        return _body("".join(map(self._side_row, rows)), name="opened")

    def _table(
        self, parts: Iterable[LayoutSection], *, kind: str, names: tuple[str, ...], row: Callable[[LayoutRow], str]
    ) -> str:
        head = "".join(f'<th scope="col">{name}</th>' for name in names)
        caption = f"Changes from {escape_visibly(self.base)} to {escape_visibly(self.head)}"
        bodies = "".join(self._bodies(parts, columns=len(names), row=row))
        return (
            f'<table class="comparison-table comparison-{kind}">\n<caption>{caption}</caption>\n'
            f"<thead><tr>{head}</tr></thead>\n{bodies}</table>\n"
        )

    def _bodies(
        self, parts: Iterable[LayoutSection], *, columns: int, row: Callable[[LayoutRow], str]
    ) -> Iterator[str]:
        for part in parts:
            if part.fold is not None:
                yield self._fold(part.fold, columns=columns)
            if part.rows:
                yield _body("".join(map(row, part.rows)), name="opened" if part.is_opened else "")

    def _fold(self, fold: Fold, *, columns: int) -> str:
        lines = "\u2026 1 unchanged line" if fold.count == 1 else f"\u2026 {fold.count:,} unchanged lines"
        link = lines if self.unfold is None else f'<a href="{escape(self.unfold(fold))}" data-fold>{lines}</a>'
        return f'<tbody class="comparison-fold"><tr><td colspan="{columns}">{link}</td></tr></tbody>\n'

    def _inline_row(self, row: LayoutRow) -> str:
        line = row.head or row.base
        assert line is not None  # noqa: S101  a row has a side
        numbers = f"{_number(_old_number(row))}{_number(_new_number(row))}"
        return f"<tr{self._classes(line)}{_anchor(row)}>{numbers}{_sign(line)}{self._text(line)}</tr>\n"

    def _side_row(self, row: LayoutRow) -> str:
        kind = ' class="comparison-equal"' if row.base is row.head else ""
        left = self._half(row.base, number=_old_number(row))
        return f"<tr{kind}{_anchor(row)}>{left}{self._half(row.head, number=_new_number(row))}</tr>\n"

    def _half(self, line: DiffLine | None, *, number: int | None) -> str:
        if line is None:
            return '<td class="comparison-none" colspan="3"></td>'
        return f"{_number(number)}{_sign(line)}{self._text(line)}"

    def _text(self, line: DiffLine) -> str:
        ending = "" if line.newline else ' <span class="comparison-ending">No newline at end</span>'
        return (
            f'<td{self._classes(line, "comparison-text")} dir="auto">{self._note(line)}{self._words(line)}{ending}</td>'
        )

    def _classes(self, line: DiffLine, *names: str) -> str:
        moved = () if self._moved_to(line) is None else ("comparison-moved",)
        return f' class="{" ".join((*names, f"comparison-{line.kind}", *moved))}"'

    def _moved_to(self, line: DiffLine) -> int | None:
        """Return the line's number on the other side if the line was moved, else None."""
        if line.kind == "delete":
            return self.moves.to_head.get(line.base_number or 0)
        return self.moves.to_base.get(line.head_number or 0) if line.kind == "insert" else None

    def _note(self, line: DiffLine) -> str:
        """Return the note that a block was moved, for the first line of the block only."""
        number_there = self._moved_to(line)
        if number_there is None:
            return ""
        is_away = line.kind == "delete"
        moves, number = (self.moves.to_head, line.base_number) if is_away else (self.moves.to_base, line.head_number)
        above = moves.get((number or 0) - 1)
        if above == number_there - 1:
            return ""
        return f'<span class="comparison-note">moved {"to" if is_away else "from"} line {number_there}</span> '

    def _words(self, line: DiffLine) -> str:
        if line.words is None or self.kept_characters is None:
            return line_html(line)
        return "".join(_shortened(segment, kept=self.kept_characters) for segment in line.words)


def _body(rows: str, *, name: str) -> str:
    named = f' id="{name}" tabindex="-1"' if name else ""
    return f'<tbody class="comparison-hunk"{named}>\n{rows}</tbody>\n'


def _anchor(row: LayoutRow) -> str:
    return ' data-change tabindex="-1"' if row.begins else ""


def _old_number(row: LayoutRow) -> int | None:
    return None if row.base is None else row.base.base_number


def _new_number(row: LayoutRow) -> int | None:
    return None if row.head is None else row.head.head_number


def _number(number: int | None) -> str:
    return f'<td class="comparison-number">{number or ""}</td>'


def _sign(line: DiffLine) -> str:
    if line.kind == "equal":
        return '<td class="comparison-mark"></td>'
    return (
        f'<td class="comparison-mark"><span aria-hidden="true">{SIGNS[line.kind]}</span>'
        f'<span class="unseen">{CHANGE_NAMES[line.kind]}</span></td>'
    )


def _shortened(segment: WordSegment, *, kept: int) -> str:
    hidden = len(segment.text) - 2 * kept
    if segment.kind != "equal" or hidden <= kept:
        return words_html((segment,))
    note = f'<span class="comparison-note">\u2026 {hidden:,} unchanged characters \u2026</span>'
    return f"{escape_visibly(segment.text[:kept])} {note} {escape_visibly(segment.text[-kept:])}"
