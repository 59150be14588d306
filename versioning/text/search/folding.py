"""Letters as a search compares them: small, and without accents."""

import unicodedata

_DROPPED = dict.fromkeys(range(0x300, 0x370))


def folded(text: str) -> str:
    """As both databases fold what they index; an accent that is a character of its own is left out."""
    bare = unicodedata.normalize("NFD", text).translate(_DROPPED)
    return unicodedata.normalize("NFC", bare).lower()


class _Folds(dict[int, str]):
    """Each character's fold, found when it is first met."""

    def __missing__(self, code: int) -> str:
        fold = folded(chr(code))
        self[code] = fold if len(fold) == 1 else chr(code)
        return self[code]


_FOLDS = _Folds()


def folded_in_place(text: str) -> str:
    """As `folded`, with each character in the place that it has in the text."""
    return text.translate(_FOLDS)
