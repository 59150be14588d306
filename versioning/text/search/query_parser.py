"""Parse search queries: words, phrases and excluded words. Every input is a valid query."""

import re
from collections.abc import Collection
from typing import NamedTuple
from unicodedata import normalize

from versioning.text.compare.words import WORD
from versioning.text.search.stems import stems_of

# Bounds on the work of one search. The rest of a longer query is ignored.
MAX_TERMS = 16
MAX_TERM_CHARACTERS = 100
# In letters. Nearly every text has a word with a shorter prefix.
MIN_PREFIX = 3
_CHUNK = re.compile(r'(-?)"([^"]*)"?|(-?)([^\s"]+)')


class Term(NamedTuple):
    """Consecutive words, as they were typed.

    `open_ended`: the last word is a prefix. `excluded`: results must not contain the words. `stems`: results may have a
    word that begins with one of these instead.
    """

    words: tuple[str, ...]
    excluded: bool = False
    open_ended: bool = False
    stems: tuple[str, ...] = ()

    @property
    def alternatives(self) -> "tuple[Term, ...]":
        """The term and its stems, as terms without stems."""
        stems = (Term((each,), open_ended=_may_be_prefix(each)) for each in self.stems)
        return (self._replace(stems=()), *stems)


def parse_query(query: str, *, languages: Collection[str] = ()) -> tuple[Term, ...]:
    """Return the terms of a query such as `"a phrase" word -excluded pref`.

    Results must contain all terms that are not excluded. Words are prefixes, unless they are quoted or excluded. They
    have stems in the languages. Return no terms if the query has no word.
    """
    terms: list[Term] = []
    for minus_quoted, quoted, minus, word in _CHUNK.findall(query):
        words = tuple(WORD.findall((quoted or word)[:MAX_TERM_CHARACTERS].replace("_", " ")))
        if words and len(terms) < MAX_TERMS:
            is_free = bool(word and not minus)
            terms.append(
                Term(
                    words=words,
                    excluded=bool(minus_quoted or minus),
                    open_ended=is_free and _may_be_prefix(words[-1]),
                    stems=stems_of(words, languages=languages) if is_free and len(words) == 1 else (),
                )
            )
    return tuple(terms)


def _may_be_prefix(word: str) -> bool:
    # Decomposed, because a Hangul syllable is up to three letters.
    return len(normalize("NFD", word)) >= MIN_PREFIX
