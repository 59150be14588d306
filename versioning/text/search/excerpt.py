"""Extract the passage of a text that matches a query, and mark the matches."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from versioning.text.search.folding import fold_in_place, fold_text
from versioning.text.search.plain import WORD_SEPARATOR
from versioning.text.search.query_parser import Term

# In characters.
MAX_EXCERPT = 200
# The part of the excerpt before the first match.
LEAD = 60
_BETWEEN = r"[\W_]+"
_START, _END = r"(?<![^\W_])", r"(?![^\W_])"
# Combining accents, which may follow any letter and do not count in a search.
_ACCENTS = "[\u0300-\u036f]*"


class Passage(NamedTuple):
    """A part of a text. `found` if it matches the query."""

    text: str
    found: bool = False


def highlight_terms(text: str, *, terms: Sequence[Term]) -> tuple[Passage, ...]:
    """Return the whole text as passages, with the matches marked. Joined, they are the text."""
    passages, at = [], 0
    for start, end in _match_spans(text, terms=terms):
        passages += [Passage(text[at:start]), Passage(text[start:end], found=True)]
        at = end
    return _without_separators([*passages, Passage(text[at:])])


def excerpt(text: str, *, terms: Sequence[Term]) -> tuple[Passage, ...]:
    """Return about MAX_EXCERPT characters around the first match as passages, or none if nothing matches."""
    first = next(_match_spans(text, terms=terms), None)
    if first is None:
        return ()
    start = _word_start(text, at=max(0, first[0] - LEAD))
    end = start + MAX_EXCERPT
    # End at a space, but never inside the match.
    part = text[start:end] if end >= len(text) else text[start : max(text.rfind(" ", start, end), first[1])]
    lead, tail = "… " if start else "", " …" if start + len(part) < len(text) else ""
    return _without_separators([Passage(lead), *highlight_terms(part, terms=terms), Passage(tail)])


def _match_spans(text: str, *, terms: Sequence[Term]) -> Iterator[tuple[int, int]]:
    patterns = [_pattern(term) for term in terms if not term.excluded]
    if not patterns:
        return
    # Folding in place keeps offsets, so that a span of the folded text is a span of the text.
    for match in re.finditer("|".join(patterns), fold_in_place(text)):
        yield match.span()


def _pattern(term: Term) -> str:
    words = (_ACCENTS.join(re.escape(letter) for letter in word) + _ACCENTS for word in map(fold_text, term.words))
    # An open-ended term marks the whole word, not only its beginning.
    return f"{_START}{_BETWEEN.join(words)}" + (r"\w*+" if term.open_ended else _END)


def _word_start(text: str, *, at: int) -> int:
    space = text.find(" ", at, at + LEAD)
    return 0 if at == 0 else at if space < 0 else space + 1


def _without_separators(passages: Sequence[Passage]) -> tuple[Passage, ...]:
    return tuple(
        passage._replace(text=passage.text.replace(WORD_SEPARATOR, "")) for passage in passages if passage.text
    )
