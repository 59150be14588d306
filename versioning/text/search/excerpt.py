"""Extract the passage of a text that matches a query, and mark the matches."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from versioning.text.search.folding import fold_in_place, fold_text
from versioning.text.search.plain import WORD_SEPARATOR
from versioning.text.search.query_parser import Term
from versioning.text.search.stems import LONGEST_WORD, stem

# In characters.
MAX_EXCERPT = 200
# The part of the excerpt before the first match.
LEAD = 60
# Possessive, here and below: accents are no letters, so what is between two words could be split in many ways.
_BETWEEN = r"[\W_]++"
_START, _END = r"(?<![^\W_])", r"(?![^\W_])"
_ANY = r"\w*+"
# In letters.
ROOT = 2
# Of one text, whose stems are computed. Words that begin as the search does are found without.
MOST_FORMS = 1_000
# Combining accents, which may follow any letter and do not count in a search.
_ACCENTS = "[\u0300-\u036f]*+"


class Passage(NamedTuple):
    """A part of a text. `found` if it matches the query."""

    text: str
    found: bool = False


def highlight_terms(text: str, *, terms: Sequence[Term], language: str = "") -> tuple[Passage, ...]:
    """Return the whole text as passages, with the matches marked. Joined, they are the text.

    `language` is that of the text. Words with the stems of a term match, too.
    """
    passages, at = [], 0
    for start, end in _match_spans(text, terms=terms, language=language):
        passages += [Passage(text[at:start]), Passage(text[start:end], found=True)]
        at = end
    return _without_separators([*passages, Passage(text[at:])])


def excerpt(text: str, *, terms: Sequence[Term], language: str = "") -> tuple[Passage, ...]:
    """Return about MAX_EXCERPT characters around the first match as passages, or none if nothing matches."""
    first = next(_match_spans(text, terms=terms, language=language), None)
    if first is None:
        return ()
    start = _word_start(text, at=max(0, first[0] - LEAD))
    end = start + MAX_EXCERPT
    # End at a space, but never inside the match.
    part = text[start:end] if end >= len(text) else text[start : max(text.rfind(" ", start, end), first[1])]
    lead, tail = "… " if start else "", " …" if start + len(part) < len(text) else ""
    return _without_separators([Passage(lead), *highlight_terms(part, terms=terms, language=language), Passage(tail)])


def _match_spans(text: str, *, terms: Sequence[Term], language: str) -> Iterator[tuple[int, int]]:
    wanted = [each for term in terms if not term.excluded for each in term.alternatives]
    if not wanted:
        return
    prefixes = tuple(fold_text(term.words[0]) for term in wanted if len(term.words) == 1 and term.open_ended)
    # A word may have a stem that it does not begin with: `using` has `use`. Their first letters are the same.
    roots = [f"(?P<form>{_START}(?:{'|'.join(re.escape(each[:ROOT]) for each in prefixes)}){_ANY})"] if prefixes else []
    # Folding in place keeps offsets, so that a span of the folded text is a span of the text.
    forms = 0
    for match in re.finditer("|".join([*map(_pattern, wanted), *roots]), fold_in_place(text)):
        if not roots or match["form"] is None:
            yield match.span()
        elif forms < MOST_FORMS and len(match[0]) <= LONGEST_WORD:
            forms += 1
            if stem(text[match.start() : match.end()], language=language).startswith(prefixes):
                yield match.span()


def _pattern(term: Term) -> str:
    words = (_ACCENTS.join(re.escape(letter) for letter in word) + _ACCENTS for word in map(fold_text, term.words))
    # An open-ended term marks the whole word, not only its beginning.
    return f"{_START}{_BETWEEN.join(words)}" + (_ANY if term.open_ended else _END)


def _word_start(text: str, *, at: int) -> int:
    space = text.find(" ", at, at + LEAD)
    return 0 if at == 0 else at if space < 0 else space + 1


def _without_separators(passages: Sequence[Passage]) -> tuple[Passage, ...]:
    return tuple(
        passage._replace(text=passage.text.replace(WORD_SEPARATOR, "")) for passage in passages if passage.text
    )
