"""Reduce words to their stems, by the language of a text.

The algorithms are Snowball's, which PostgreSQL has, too. They run here, so that both databases find the same.
snowballstemmer takes them from PyStemmer, in C, and has the same in Python if it is not installed. An index
has the words themselves, and is searched for words that begin with a stem. So only those stems are kept beside a text
that its words do not begin with: `use` beside `using`, but not `publish` beside `publishing`.
"""

from collections.abc import Iterable
from functools import cache, lru_cache
from itertools import islice, repeat
from threading import Lock
from typing import Any

import snowballstemmer

from versioning.text.compare.words import words_of
from versioning.text.search.folding import fold_text

# Arabic, Chinese, Japanese, Korean and others have no entry: their words are found as they are written.
ALGORITHMS = {
    **{"ca": "catalan", "cs": "czech", "da": "danish", "de": "german", "el": "greek", "en": "english", "es": "spanish"},
    **{"et": "estonian", "eu": "basque", "fi": "finnish", "fr": "french", "ga": "irish", "hu": "hungarian"},
    **{"hy": "armenian", "id": "indonesian", "it": "italian", "lt": "lithuanian", "nb": "norwegian", "nl": "dutch"},
    **{"nn": "norwegian", "no": "norwegian", "pl": "polish", "pt": "portuguese", "ro": "romanian", "ru": "russian"},
    **{"sr": "serbian", "sv": "swedish", "tr": "turkish"},
}
# Words that differ from each other in one text of which the stems are kept, and the length of what is kept.
MOST_WORDS, MOST_CHARACTERS = 20_000, 20_000
LONGEST_WORD = 40
# Between a text and its stems. It separates words in both databases.
MARK = "\u241e"
# A stemmer keeps the word that it works on, so two threads must not use one at once.
_LOCK = Lock()


def stem(word: str, *, language: str) -> str:
    """Return the folded stem of a word, or the folded word if its language has no algorithm."""
    return _stem(word.lower(), _algorithm(language))


def stems_of(words: Iterable[str], *, languages: Iterable[str]) -> tuple[str, ...]:
    """Return the stems of the words in each language, each once, without those that are words themselves."""
    given = list(words)
    found = (stem(word, language=language) for language in sorted(languages) for word in given)
    return tuple(dict.fromkeys(each for each in found if each not in map(fold_text, given)))


def extra_stems(text: str, *, language: str) -> str:
    """Return the stems that are no beginning of their words in the text, each once, with spaces between them."""
    algorithm = _algorithm(language)
    if not algorithm:
        return ""
    words = islice(dict.fromkeys(words_of(text.lower())), MOST_WORDS)
    # Not in the cache: a word may have megabytes.
    short = [word for word in words if len(word) <= LONGEST_WORD]
    stems = " ".join(filter(None, dict.fromkeys(map(_extra_stem, short, repeat(algorithm)))))
    return stems if len(stems) <= MOST_CHARACTERS else stems[:MOST_CHARACTERS].rpartition(" ")[0]


def with_stems(text: str, *, language: str) -> str:
    """Return the text, followed by MARK and its extra stems if it has any."""
    text = text.replace(MARK, " ")
    stems = extra_stems(text, language=language)
    return f"{text} {MARK} {stems}" if stems else text


def without_stems(text: str) -> str:
    """Return the text to which `with_stems` added stems."""
    return text.partition(f" {MARK} ")[0]


def _algorithm(language: str) -> str:
    """Return the name of the algorithm for a language tag (RFC 5646), or an empty text if there is none."""
    return ALGORITHMS.get(language.partition("-")[0].lower(), "")


# Texts of one server have most of their words in common, and a publication waits for this.
@lru_cache(maxsize=50_000)
def _extra_stem(word: str, algorithm: str) -> str:
    """Return the stem of a lowercase word, or an empty text if the word begins with it."""
    found = _stem(word, algorithm)
    return "" if fold_text(word).startswith(found) else found


@lru_cache(maxsize=50_000)
def _stem(word: str, algorithm: str) -> str:
    if not algorithm:
        return fold_text(word)
    with _LOCK:
        return fold_text(_stemmer(algorithm).stemWord(word))


@cache
def _stemmer(algorithm: str) -> Any:
    return snowballstemmer.stemmer(algorithm)
