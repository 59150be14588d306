"""Split lines into words, and find the words that changed between two lines."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

import regex

from versioning.text.compare.anchors import anchored_runs
from versioning.text.compare.budget import Budget
from versioning.text.compare.longest import longest_runs
from versioning.text.compare.sequences import Gap, Run, edge_runs, gaps_between, largest_runs

# Combining marks (Unicode category M) of many scripts. Python's \w leaves them out, so they would split words.
MARKS = "".join(chr(code) for code in range(0x300, 0x3100) if unicodedata.category(chr(code)).startswith("M"))
# Han and kana are written without spaces, so each character counts as a word.
UNSPACED = "\u3041-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
SPACED_WORD = rf"[^\W{UNSPACED}]+(?:[{MARKS}]+[^\W{UNSPACED}]*)*"
WORD = re.compile(rf"{SPACED_WORD}|(?!\W)[{UNSPACED}]")
# Every ASCII character that is not part of a word becomes a space.
_ASCII_SPACES = {code: " " for code in range(128) if not (chr(code).isalnum() or chr(code) == "_")}
# What may join with its neighbors to one visible character (UAX #29), such as a flag or a skin tone.
_JOINING = regex.compile(r"[\p{GCB=Extend}\p{GCB=ZWJ}\p{GCB=SpacingMark}\p{GCB=Prepend}\p{GCB=Regional_Indicator}]")
_GRAPHEME = regex.compile(r"\X")
TOKEN = re.compile(rf"{SPACED_WORD}|\s+|.", re.DOTALL)

# Measured costs of a word comparison, in cells: for each pair of lines, for each of their characters, for each token
# outside the common ends, and for each run of equal words in the result.
CELLS_PER_PAIR = 60_000
CELLS_PER_CHARACTER = 300
CELLS_PER_TOKEN = 1500
CELLS_PER_RUN = 20_000
RUNS_PER_LINE = 1000
# Up to this size, a longest common subsequence is cheaper than a search for anchors.
DIRECT_CELLS = 1 << 14
# Lines are similar if they share one word for this many tokens. In prose, half of the tokens are spaces, so that is
# about a quarter of the words.
TOKENS_PER_SHARED_WORD = 16

WordKind = Literal["equal", "insert", "delete"]


@dataclass(frozen=True, slots=True)
class WordSegment:
    """A part of a line. The segments of a line, joined, are the line."""

    kind: WordKind
    text: str


@dataclass(frozen=True, slots=True)
class WordChanges:
    """Two lines, split at the changed words. Base has equal and delete segments, head has equal and insert segments."""

    base: tuple[WordSegment, ...]
    head: tuple[WordSegment, ...]


def tokenize(text: str) -> list[str]:
    """Return words, runs of whitespace and other single characters. Joined, they are the text.

    No token ends inside an extended grapheme cluster, such as an emoji of several code points.
    """
    tokens: list[str] = TOKEN.findall(text)
    return tokens if text.isascii() or not _JOINING.search(text) else _without_cut_graphemes(tokens, text=text)


def _without_cut_graphemes(tokens: list[str], *, text: str) -> list[str]:
    ends = {match.end() for match in _GRAPHEME.finditer(text)}
    whole, pending, at = list[str](), list[str](), 0
    for token in tokens:
        pending.append(token)
        at += len(token)
        if at in ends:
            whole.append("".join(pending))
            pending = []
    return whole


def words_of(text: str) -> list[str]:
    """Return the words of a text in their order. Each Han or kana character is one."""
    # Most texts are ASCII, and then this takes a seventh of the pattern's time.
    return text.translate(_ASCII_SPACES).split() if text.isascii() else WORD.findall(text)


def count_words(text: str) -> int:
    """Return the number of words in a text. Each Han or kana character counts as one."""
    return len(words_of(text))


def compare_words(*, base: str, head: str, budget: Budget) -> WordChanges | None:
    """Return the changed words of two lines, or None if the lines share few words or the budget is too small."""
    if not budget.spend(CELLS_PER_PAIR + CELLS_PER_CHARACTER * (len(base) + len(head))):
        return None
    # One copy of each token bounds the memory that a hostile line needs.
    copies: dict[str, str] = {}
    base_tokens = [copies.setdefault(token, token) for token in tokenize(base)]
    head_tokens = [copies.setdefault(token, token) for token in tokenize(head)]
    runs = _word_runs(base=base_tokens, head=head_tokens, budget=budget)
    if not _are_similar(runs=runs, base=base_tokens, head=head_tokens):
        return None
    runs = _without_lone_spaces(runs=runs, base=base_tokens, head=head_tokens)
    runs = largest_runs(runs=runs, limit=RUNS_PER_LINE, budget=budget)
    if not budget.spend(len(runs) * CELLS_PER_RUN):
        return None
    return WordChanges(
        base=_segments(tokens=base_tokens, equal=[(run.base, run.size) for run in runs], changed="delete"),
        head=_segments(tokens=head_tokens, equal=[(run.head, run.size) for run in runs], changed="insert"),
    )


def count_changed_words(segments: Iterable[WordSegment]) -> int:
    """Return the number of words in segments that are not equal."""
    return sum(count_words(segment.text) for segment in segments if segment.kind != "equal")


def changed_gaps(changes: WordChanges) -> Iterator[Gap]:
    """Yield the changes in order, as offsets of characters. The text between two of them is equal on both sides."""
    deleted, inserted = _sizes(changes.base), _sizes(changes.head)
    base = head = at = 0
    # Both sides have the same equal characters, so their number identifies a change on either side.
    for equal in sorted({*deleted, *inserted}):
        base, head = base + equal - at, head + equal - at
        gap = Gap(base, base + deleted.get(equal, 0), head, head + inserted.get(equal, 0))
        yield gap
        base, head, at = gap.base_end, gap.head_end, equal


def _sizes(segments: tuple[WordSegment, ...]) -> dict[int, int]:
    """Map the number of equal characters before each change to the number of changed characters."""
    changed: dict[int, int] = {}
    equal = 0
    for segment in segments:
        if segment.kind == "equal":
            equal += len(segment.text)
        else:
            changed[equal] = len(segment.text)
    return changed


def _are_similar(*, runs: list[Run], base: list[str], head: list[str]) -> bool:
    missing = max(1, (len(base) + len(head)) // TOKENS_PER_SHARED_WORD)
    for run in runs:
        missing -= count_words("".join(base[run.base : run.base + run.size]))
        if missing <= 0:
            return True
    return False


def _word_runs(*, base: list[str], head: list[str], budget: Budget) -> list[Run]:
    runs = edge_runs(base=base, head=head)
    for middle in list(gaps_between(runs=runs, within=Gap(0, len(base), 0, len(head)))):
        if middle.is_two_sided and budget.spend(CELLS_PER_TOKEN * (middle.base_size + middle.head_size)):
            runs += _runs_in(base=base, head=head, gap=middle, budget=budget)
    return sorted(runs)


def _runs_in(*, base: list[str], head: list[str], gap: Gap, budget: Budget) -> list[Run]:
    numbers: dict[str, int] = {}
    base_ids = [numbers.setdefault(token, len(numbers)) for token in base[gap.base_start : gap.base_end]]
    head_ids = [numbers.setdefault(token, len(numbers)) for token in head[gap.head_start : gap.head_end]]
    is_small = gap.base_size * gap.head_size <= DIRECT_CELLS
    runs = [] if is_small else anchored_runs(base=base_ids, head=head_ids)
    if len(runs) > RUNS_PER_LINE:
        # The result keeps no more runs than this, so smaller runs are not searched for.
        budget.exceeded = True
        return [run.shifted(gap) for run in runs]
    for inner in list(gaps_between(runs=runs, within=Gap(0, gap.base_size, 0, gap.head_size))):
        base_part = base_ids[inner.base_start : inner.base_end]
        head_part = head_ids[inner.head_start : inner.head_end]
        shared = set(base_part).intersection(head_part)
        inner_runs = longest_runs(base=base_part, head=head_part, among=shared, budget=budget)
        runs += [run.shifted(inner) for run in inner_runs]
    return [run.shifted(gap) for run in runs]


def _without_lone_spaces(*, runs: list[Run], base: list[str], head: list[str]) -> list[Run]:
    """Drop runs of whitespace between two changes, so that a replaced phrase stays one change."""
    kept: list[Run] = []
    followers = [*runs[1:], Run(len(base), len(head), 0)]
    base_end = head_end = 0
    for run, follower in zip(runs, followers, strict=True):
        before = (run.base - base_end, run.head - head_end)
        after = (follower.base - run.base - run.size, follower.head - run.head - run.size)
        deletes, inserts = before[0] + after[0], before[1] + after[1]
        between_changes = any(before) and any(after) and deletes and inserts
        if between_changes and run.size == 1 and base[run.base].isspace():
            continue
        kept.append(run)
        base_end, head_end = run.base + run.size, run.head + run.size
    return kept


def _segments(*, tokens: list[str], equal: list[tuple[int, int]], changed: WordKind) -> tuple[WordSegment, ...]:
    """Return the line as its longest possible segments: neighbors differ in kind, and none is empty."""
    parts: list[tuple[WordKind, int, int]] = []
    at = 0
    for start, size in [*equal, (len(tokens), 0)]:
        if at < start:
            parts.append((changed, at, start))
        if size and parts and parts[-1][0] == "equal":
            parts[-1] = ("equal", parts[-1][1], start + size)
        elif size:
            parts.append(("equal", start, start + size))
        at = start + size
    return tuple(WordSegment(kind=kind, text="".join(tokens[start:end])) for kind, start, end in parts)
