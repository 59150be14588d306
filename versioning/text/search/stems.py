"""Reduce words to their stems, by the language of a text.

The algorithms are Snowball's, which PostgreSQL has, too. They run here, so that both databases find the same. An index
has the words themselves, and is searched for words that begin with a stem. So only those stems are kept beside a text
that its words do not begin with: `use` beside `using`, but not `publish` beside `publishing`.
"""

from collections.abc import Iterable
from functools import cache, lru_cache
from threading import Lock
from typing import Any

import snowballstemmer

from versioning.text.compare.words import WORD
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
    return _stem(word.lower(), ALGORITHMS.get(language.partition("-")[0].lower(), ""))


def stems_of(words: Iterable[str], *, languages: Iterable[str]) -> tuple[str, ...]:
    """Return the stems of the words in each language, each once, without those that are words themselves."""
    given = list(words)
    found = (stem(word, language=language) for language in sorted(languages) for word in given)
    return tuple(dict.fromkeys(each for each in found if each not in map(fold_text, given)))


def extra_stems(text: str, *, language: str) -> str:
    """Return the stems that are no beginning of their words in the text, each once, with spaces between them."""
    if language.partition("-")[0].lower() not in ALGORITHMS:
        return ""
    words = list(dict.fromkeys(match[0] for match in WORD.finditer(text.lower())))[:MOST_WORDS]
    pairs = ((fold_text(word), stem(word, language=language)) for word in words if len(word) <= LONGEST_WORD)
    stems = " ".join(dict.fromkeys(each for word, each in pairs if not word.startswith(each)))
    return stems if len(stems) <= MOST_CHARACTERS else stems[:MOST_CHARACTERS].rpartition(" ")[0]


def with_stems(text: str, *, language: str) -> str:
    """Return the text, followed by MARK and its extra stems if it has any."""
    text = text.replace(MARK, " ")
    stems = extra_stems(text, language=language)
    return f"{text} {MARK} {stems}" if stems else text


def without_stems(text: str) -> str:
    """Return the text to which `with_stems` added stems."""
    return text.partition(f" {MARK} ")[0]


@lru_cache(maxsize=50_000)
def _stem(word: str, algorithm: str) -> str:
    if not algorithm:
        return fold_text(word)
    with _LOCK:
        return fold_text(_stemmer(algorithm).stemWord(word))


@cache
def _stemmer(algorithm: str) -> Any:
    return snowballstemmer.stemmer(algorithm)
