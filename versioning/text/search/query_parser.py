"""Parse search queries: words, phrases and excluded words. Every input is a valid query."""

import re
from typing import NamedTuple
from unicodedata import normalize

from versioning.text.compare.words import WORD

# Bounds on the work of one search. The rest of a longer query is ignored.
MAX_TERMS = 16
MAX_TERM_CHARACTERS = 100
# In letters. Nearly every text has a word with a shorter prefix.
MIN_PREFIX = 3
_CHUNK = re.compile(r'(-?)"([^"]*)"?|(-?)([^\s"]+)')


class Term(NamedTuple):
    """Consecutive words, as they were typed.

    `open_ended`: the last word is a prefix. `excluded`: results must not contain the words.
    """

    words: tuple[str, ...]
    excluded: bool = False
    open_ended: bool = False


def parse_query(query: str) -> tuple[Term, ...]:
    """Return the terms of a query such as `"a phrase" word -excluded pref`.

    Results must contain all terms that are not excluded. The last word is a prefix, unless it is quoted or excluded.
    Return no terms if the query has no word.
    """
    terms: list[Term] = []
    ends_with_word = False
    for minus_quoted, quoted, minus, word in _CHUNK.findall(query):
        words = tuple(WORD.findall((quoted or word)[:MAX_TERM_CHARACTERS].replace("_", " ")))
        if words and len(terms) < MAX_TERMS:
            terms.append(Term(words=words, excluded=bool(minus_quoted or minus)))
            ends_with_word = bool(word)
    # Decomposed, because a Hangul syllable is up to three letters.
    if ends_with_word and not terms[-1].excluded and len(normalize("NFD", terms[-1].words[-1])) >= MIN_PREFIX:
        terms[-1] = terms[-1]._replace(open_ended=True)
    return tuple(terms)
