"""Prose of any size, the same in every run, and small edits of it."""

import random
from collections.abc import Iterator
from functools import cache
from itertools import accumulate

KB = 1000
CHANGED = 200
_VOCABULARY = 4_000
_LINE = 88


@cache
def _words() -> tuple[list[str], list[float]]:
    """Return words of two to four syllables and their cumulated weights: few are common, many are rare (Zipf)."""
    chosen = random.Random(1)
    syllables = [first + vowel + last for first in "bcdfghlmnprstvw" for vowel in "aeiou" for last in ("", "n", "r")]
    words = ["".join(chosen.choices(syllables, k=chosen.randint(2, 4))) for _ in range(_VOCABULARY)]
    return words, list(accumulate(1 / (rank + 3) for rank in range(_VOCABULARY)))


def prose(size: int, *, seed: int = 0) -> str:
    """So many bytes of ASCII in lines, with a heading now and then."""
    chosen, (words, weights) = random.Random(seed), _words()
    lines: list[str] = []
    length = 0
    while length < size:
        line = " ".join(chosen.choices(words, cum_weights=weights, k=14))[:_LINE]
        lines.append(f"\n## {line[:30].strip()}\n" if len(lines) % 12 == 0 else line)
        length += len(lines[-1]) + 1
    return ("\n".join(lines) + "\n")[:size]


def edited(text: str, *, seed: int, edits: int = 1, size: int = CHANGED) -> str:
    """Overwrite `size` bytes of the text in `edits` places, and return it. Its length stays the same."""
    chosen, share = random.Random(seed), max(1, size // edits)
    for _ in range(edits):
        at = chosen.randrange(max(1, len(text) - share))
        text = text[:at] + prose(share, seed=chosen.randrange(10**9)).replace("\n", " ") + text[at + share :]
    return text


def drafts_of(text: str, *, count: int) -> Iterator[str]:
    """Yield the text, and then one text after another, each a small edit of the one before."""
    for number in range(count):
        yield text
        text = edited(text, seed=number)
