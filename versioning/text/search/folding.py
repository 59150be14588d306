"""Fold text for search: lowercase, without accents."""

import unicodedata

# Combining Diacritical Marks.
_ACCENTS = dict.fromkeys(range(0x300, 0x370))


def fold_text(text: str) -> str:
    """Return the text as both databases fold what they index. Combining accents are dropped."""
    bare = unicodedata.normalize("NFD", text).translate(_ACCENTS)
    return unicodedata.normalize("NFC", bare).lower()


class _Folds(dict[int, str]):
    """The fold of each character, computed when it first occurs."""

    def __missing__(self, code: int) -> str:
        fold = fold_text(chr(code))
        # A fold of another length would move all offsets after it.
        self[code] = fold if len(fold) == 1 else chr(code)
        return self[code]


_FOLDS = _Folds()


def fold_in_place(text: str) -> str:
    """Return the folded text with the same length and offsets as the text."""
    return text.translate(_FOLDS)
