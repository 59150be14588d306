"""Where a text says what was asked for: the passage to show, with the words that were found marked."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from versioning.text.search.folding import folded, folded_in_place
from versioning.text.search.plain import PART
from versioning.text.search.query_parser import Term

LONGEST_EXCERPT = 200
# How much stands before the first word that was found.
LEAD = 60
_BETWEEN = r"[\W_]+"
_START, _END = r"(?<![^\W_])", r"(?![^\W_])"
# An accent that is a character of its own may follow any letter.
_ACCENTS = "[\u0300-\u036f]*"


class Passage(NamedTuple):
    text: str
    found: bool = False


def marked(text: str, *, terms: Sequence[Term]) -> tuple[Passage, ...]:
    """The whole text in passages, of which those that were asked for are told. Joined, they are the text."""
    passages, at = [], 0
    for start, end in _places(text, terms=terms):
        passages += [Passage(text[at:start]), Passage(text[start:end], found=True)]
        at = end
    return _shown([*passages, Passage(text[at:])])


def excerpt(text: str, *, terms: Sequence[Term]) -> tuple[Passage, ...]:
    """Some 200 characters from shortly before the first word that was found on; empty where none was."""
    first = next(_places(text, terms=terms), None)
    if first is None:
        return ()
    start = _word_start(text, at=max(0, first[0] - LEAD))
    end = start + LONGEST_EXCERPT
    shown = text[start:end] if end >= len(text) else text[start : max(text.rfind(" ", start, end), first[1])]
    lead, tail = "… " if start else "", " …" if start + len(shown) < len(text) else ""
    return _shown([Passage(lead), *marked(shown, terms=terms), Passage(tail)])


def _places(text: str, *, terms: Sequence[Term]) -> Iterator[tuple[int, int]]:
    wanted = [_pattern(term) for term in terms if not term.excluded]
    if not wanted:
        return
    for found in re.finditer("|".join(wanted), folded_in_place(text)):
        yield found.span()


def _pattern(term: Term) -> str:
    words = (_ACCENTS.join(re.escape(letter) for letter in word) + _ACCENTS for word in map(folded, term.words))
    # The rest of a word whose beginning was asked for is marked along.
    return f"{_START}{_BETWEEN.join(words)}" + (r"\w*+" if term.open_ended else _END)


def _word_start(text: str, *, at: int) -> int:
    space = text.find(" ", at, at + LEAD)
    return 0 if at == 0 else at if space < 0 else space + 1


def _shown(passages: Sequence[Passage]) -> tuple[Passage, ...]:
    return tuple(passage._replace(text=passage.text.replace(PART, "")) for passage in passages if passage.text)
