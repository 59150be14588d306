"""What a comparison of two texts answers: hunks of lines, words within them, and counts."""

from dataclasses import dataclass
from typing import Literal

from versioning.text.compare.words import WordSegment

LineKind = Literal["equal", "insert", "delete"]


@dataclass(frozen=True, slots=True)
class Line:
    r"""One line without its "\n"; numbers are 1-based, and None on the side that lacks the line.

    A delete that has `words` is directly followed by the insert it turned into. The words of a line, joined,
    are its text. `newline` is False for a last line that no "\n" ends.
    """

    kind: LineKind
    text: str
    base_number: int | None
    head_number: int | None
    words: tuple[WordSegment, ...] | None = None
    newline: bool = True


@dataclass(frozen=True, slots=True)
class Hunk:
    """Changed lines and the unchanged ones around them; starts and counts as in a unified diff's header."""

    base_start: int
    base_count: int
    head_start: int
    head_count: int
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Statistics:
    """Counts over the whole comparison, whether or not its hunks were truncated."""

    lines_added: int
    lines_removed: int
    words_added: int
    words_removed: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """What turns base into head.

    `coarse`: the comparison was cut short to stay within its bound; the changes shown are right but not the
    smallest.
    `truncated`: hunks were left out, or the last one was cut, to stay within the caller's limit of lines.
    """

    hunks: tuple[Hunk, ...]
    statistics: Statistics
    coarse: bool
    truncated: bool
