"""The result of comparing two texts: hunks of lines, words within them, and counts."""

from dataclasses import dataclass
from typing import Literal

from versioning.text.compare.words import WordSegment

LineKind = Literal["equal", "insert", "delete"]


@dataclass(frozen=True, slots=True)
class DiffLine:
    r"""One line without its "\n". Line numbers are 1-based, and None for the side that lacks the line.

    If a deleted line has `words`, the next line is the inserted line that replaced it. The words of a line, joined,
    are its text. `newline` is False only for a last line without "\n".
    """

    kind: LineKind
    text: str
    base_number: int | None
    head_number: int | None
    words: tuple[WordSegment, ...] | None = None
    newline: bool = True


@dataclass(frozen=True, slots=True)
class Hunk:
    """Changed lines and the unchanged lines around them. Starts and counts are those of a unified diff's header."""

    base_start: int
    base_count: int
    head_start: int
    head_count: int
    lines: tuple[DiffLine, ...]


@dataclass(frozen=True, slots=True)
class Statistics:
    """Counts of the whole comparison, including any hunks that were truncated."""

    lines_added: int
    lines_removed: int
    words_added: int
    words_removed: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """The changes that turn base into head.

    `coarse`: the comparison reached its bound. Its changes are correct but not the smallest.
    `truncated`: hunks were left out, or the last one was cut, because of the caller's limit of lines.
    """

    hunks: tuple[Hunk, ...]
    statistics: Statistics
    coarse: bool
    truncated: bool
