"""What a person asks of a search: words, phrases, and what is not wanted. Nothing that can be typed is an error."""

import re
from typing import NamedTuple
from unicodedata import normalize

from versioning.text.compare.words import WORD

# Past these, more is not looked at: a search is not a program.
MOST_TERMS = 16
LONGEST_TERM = 100
# In letters. A shorter beginning is that of a word in nearly every text.
SHORTEST_BEGINNING = 3
_CHUNK = re.compile(r'(-?)"([^"]*)"?|(-?)([^\s"]+)')


class Term(NamedTuple):
    """Words that follow each other, as they were typed.

    `open_ended`: the last one may go on. `excluded`: they must not be there.
    """

    words: tuple[str, ...]
    excluded: bool = False
    open_ended: bool = False


def terms_of(asked: str) -> tuple[Term, ...]:
    """`"a phrase" word -without beginn`: all must be found, less what follows a minus; the last word is a beginning.

    Empty where nothing that could be found was asked for.
    """
    terms: list[Term] = []
    loose = False
    for minus_quoted, quoted, minus, word in _CHUNK.findall(asked):
        words = tuple(WORD.findall((quoted or word)[:LONGEST_TERM].replace("_", " ")))
        if words and len(terms) < MOST_TERMS:
            terms.append(Term(words=words, excluded=bool(minus_quoted or minus)))
            loose = bool(word)
    if loose and not terms[-1].excluded and len(normalize("NFD", terms[-1].words[-1])) >= SHORTEST_BEGINNING:
        terms[-1] = terms[-1]._replace(open_ended=True)
    return tuple(terms)
