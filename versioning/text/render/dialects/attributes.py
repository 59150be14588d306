"""Attributes in braces: the `{#id}` of a heading becomes its id. Classes and all else are left out."""

import re

from markdown_it.rules_core import StateCore
from markdown_it.token import Token

_BRACES = r"\{(?::|/\*)?[ \t]*([#.][^{}\n]{1,200})\}"
# At the end of a heading. Docusaurus also writes a comment: {/* #id */}
_AT_END = re.compile(rf"[ \t]*{_BRACES}[ \t]*\Z")
# In a line of its own, below a block.
_ALONE = re.compile(rf"(?:\A|\n)[ \t]*{_BRACES}[ \t]*\Z")
_ID = re.compile(r"(?<!\S)#([\w:.-]{1,150})(?=\s|\Z)")


def read_attributes(state: StateCore) -> None:
    """Set the ids that headings state, and drop the attributes of other blocks. Runs before the inline rules."""
    if "{" not in state.src:
        return
    written = list[Token]()
    for token in state.tokens:
        written.append(token)
        if token.type == "inline" and len(written) > 1 and "{" in token.content:
            _take(token, opening=written[-2])
    state.tokens = _without_empty(written)


def _take(token: Token, *, opening: Token) -> None:
    is_heading = opening.type == "heading_open"
    match = (_AT_END if is_heading else _ALONE).search(token.content)
    if match is None:
        return
    identifier = _ID.search(match[1])
    # A heading that is nothing else keeps its text.
    if match.start() == 0 and is_heading:
        return
    token.content = token.content[: match.start()]
    if identifier is not None and is_heading:
        opening.attrSet("id", identifier[1])


def _without_empty(tokens: list[Token]) -> list[Token]:
    """Return the tokens without paragraphs that had nothing but attributes."""
    kept = list[Token]()
    for token in tokens:
        kept.append(token)
        last = kept[-3:]
        if [each.type for each in last] == ["paragraph_open", "inline", "paragraph_close"] and not last[1].content:
            del kept[-3:]
    return kept
