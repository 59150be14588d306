"""A comparison as the tables of a page: inline or side by side, with folds to open and changes to step through."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from html import escape

from versioning.text.compare.comparison import Line, LineKind
from versioning.text.compare.html import CHANGE_NAMES, line_html, shown, words_html
from versioning.text.compare.layout import Fold, Part, Row
from versioning.text.compare.moves import Moves
from versioning.text.compare.words import WordSegment

SIGNS: dict[LineKind, str] = {"equal": "", "delete": "\u2212", "insert": "+"}
# Of a long line, for a whole chapter may stand on one: so much of what did not change is shown around what did.
KEPT_CHARACTERS = 200
NO_MOVES = Moves({}, {})


@dataclass(frozen=True, kw_only=True)
class Tables:
    """How parts become tables. `base` and `head` name the sides; `unfold` gives the address at which a fold is open.
    Without it folds stay closed.

    All text is escaped. Changed text stands in `<ins>` and `<del>`, and each row says in words what happened to it.
    """

    base: str
    head: str
    unfold: Callable[[Fold], str] | None
    moves: Moves = NO_MOVES
    kept_characters: int | None = KEPT_CHARACTERS

    def inline(self, parts: Iterable[Part]) -> str:
        names = ("Old line", "New line", "Change", "Text")
        return self._table(parts, kind="inline", names=names, row=self._inline_row)

    def side_by_side(self, parts: Iterable[Part]) -> str:
        base, head = shown(self.base), shown(self.head)
        names = ("Old line", "Change", base, "New line", "Change", head)
        return self._table(parts, kind="sides", names=names, row=self._side_row)

    def inline_rows(self, rows: Iterable[Row]) -> str:
        """What takes the place of a fold that is opened."""
        return _body("".join(map(self._inline_row, rows)), name="opened")

    def side_rows(self, rows: Iterable[Row]) -> str:
        return _body("".join(map(self._side_row, rows)), name="opened")

    def _table(self, parts: Iterable[Part], *, kind: str, names: tuple[str, ...], row: Callable[[Row], str]) -> str:
        head = "".join(f'<th scope="col">{name}</th>' for name in names)
        caption = f"Changes from {shown(self.base)} to {shown(self.head)}"
        bodies = "".join(self._bodies(parts, columns=len(names), row=row))
        return (
            f'<table class="comparison-table comparison-{kind}">\n<caption>{caption}</caption>\n'
            f"<thead><tr>{head}</tr></thead>\n{bodies}</table>\n"
        )

    def _bodies(self, parts: Iterable[Part], *, columns: int, row: Callable[[Row], str]) -> Iterator[str]:
        for part in parts:
            if part.fold is not None:
                yield self._fold(part.fold, columns=columns)
            if part.rows:
                yield _body("".join(map(row, part.rows)), name="opened" if part.is_opened else "")

    def _fold(self, fold: Fold, *, columns: int) -> str:
        lines = "\u2026 1 unchanged line" if fold.count == 1 else f"\u2026 {fold.count:,} unchanged lines"
        link = lines if self.unfold is None else f'<a href="{escape(self.unfold(fold))}" data-fold>{lines}</a>'
        return f'<tbody class="comparison-fold"><tr><td colspan="{columns}">{link}</td></tr></tbody>\n'

    def _inline_row(self, row: Row) -> str:
        line = row.head or row.base
        assert line is not None  # noqa: S101  a row has a side
        numbers = f"{_number(_old_number(row))}{_number(_new_number(row))}"
        return f"<tr{self._classes(line)}{_anchor(row)}>{numbers}{_sign(line)}{self._text(line)}</tr>\n"

    def _side_row(self, row: Row) -> str:
        kind = ' class="comparison-equal"' if row.base is row.head else ""
        left = self._half(row.base, number=_old_number(row))
        return f"<tr{kind}{_anchor(row)}>{left}{self._half(row.head, number=_new_number(row))}</tr>\n"

    def _half(self, line: Line | None, *, number: int | None) -> str:
        if line is None:
            return '<td class="comparison-none" colspan="3"></td>'
        return f"{_number(number)}{_sign(line)}{self._text(line)}"

    def _text(self, line: Line) -> str:
        ending = "" if line.newline else ' <span class="comparison-ending">No newline at end</span>'
        return (
            f'<td{self._classes(line, "comparison-text")} dir="auto">{self._note(line)}{self._words(line)}{ending}</td>'
        )

    def _classes(self, line: Line, *names: str) -> str:
        moved = () if self._moved_to(line) is None else ("comparison-moved",)
        return f' class="{" ".join((*names, f"comparison-{line.kind}", *moved))}"'

    def _moved_to(self, line: Line) -> int | None:
        """The line's number on the other side, where it only moved."""
        if line.kind == "delete":
            return self.moves.to.get(line.base_number or 0)
        return self.moves.back.get(line.head_number or 0) if line.kind == "insert" else None

    def _note(self, line: Line) -> str:
        """That the line moved: said once, at the first line of its block."""
        place = self._moved_to(line)
        if place is None:
            return ""
        is_away = line.kind == "delete"
        moves, number = (self.moves.to, line.base_number) if is_away else (self.moves.back, line.head_number)
        above = moves.get((number or 0) - 1)
        if above == place - 1:
            return ""
        return f'<span class="comparison-note">moved {"to" if is_away else "from"} line {place}</span> '

    def _words(self, line: Line) -> str:
        if line.words is None or self.kept_characters is None:
            return line_html(line)
        return "".join(_shortened(segment, kept=self.kept_characters) for segment in line.words)


def _body(rows: str, *, name: str) -> str:
    named = f' id="{name}" tabindex="-1"' if name else ""
    return f'<tbody class="comparison-hunk"{named}>\n{rows}</tbody>\n'


def _anchor(row: Row) -> str:
    return ' data-change tabindex="-1"' if row.begins else ""


def _old_number(row: Row) -> int | None:
    return None if row.base is None else row.base.base_number


def _new_number(row: Row) -> int | None:
    return None if row.head is None else row.head.head_number


def _number(number: int | None) -> str:
    return f'<td class="comparison-number">{number or ""}</td>'


def _sign(line: Line) -> str:
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
    return f"{shown(segment.text[:kept])} {note} {shown(segment.text[-kept:])}"
