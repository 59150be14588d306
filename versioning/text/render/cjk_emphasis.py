"""Emphasis in Chinese, Japanese and Korean, which have no spaces around words.

CommonMark 0.31.2, section 6.2, asks for a space between `開啟` and `**「設定」**`. Most editors do not.
Source: github.com/tats-u/markdown-cjk-friendly/blob/main/specification.md
"""

import re

from markdown_it.common.utils import isMdAsciiPunct, isPunctChar, isWhiteSpace
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.emphasis import tokenize

# Their letters, their punctuation, and the wide forms of others.
_CJK = re.compile(
    "[\u1100-\u11ff\u2e80-\u9fff\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\U00020000-\U0003ffff]"
)


def emphasis(state: StateInline, silent: bool) -> bool:
    """Read delimiters of emphasis as CommonMark does, but let letters and signs of these languages be beside stars."""
    start, known = state.pos, len(state.delimiters)
    if not tokenize(state, silent):
        return False
    before = state.src[start - 1] if start else " "
    after = state.src[state.pos] if state.pos < len(state.src) else " "
    if state.src[start] == "*" and (_CJK.match(before) or _CJK.match(after)):
        for delimiter in state.delimiters[known:]:
            delimiter.open = _can_begin(before, after)
            delimiter.close = _can_begin(after, before)
    return True


def _can_begin(outer: str, inner: str) -> bool:
    """Return whether emphasis can begin, or end, between these characters."""
    if isWhiteSpace(ord(inner)):
        return False
    return not _is_mark(inner) or isWhiteSpace(ord(outer)) or _is_mark(outer) or _CJK.match(outer) is not None


def _is_mark(character: str) -> bool:
    """Return whether this is punctuation of other languages."""
    is_punctuation = isMdAsciiPunct(ord(character)) or isPunctChar(character)
    return is_punctuation and _CJK.match(character) is None
