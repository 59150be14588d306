"""Attributes in braces: the `{#id}` or `{ id="id" }` of a heading becomes its id. Classes and all else are left out."""

import re

from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

# Docusaurus also writes a comment: {/* #id */}
_BRACES = re.compile(r"\{(?::|/\*)?[ \t]*((?:[#.]|[\w-]{1,40}=)[^{}\n]{1,200})\}[ \t]*")
_ID = re.compile(r"(?<!\S)(?:#|id=\"?)([\w:.-]{1,150})\"?(?=\s|\Z)")
# What attributes can stand behind: the ends of links, pictures, code and emphasis.
_ENDS = frozenset(")]`*_")


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


def inline_attributes(state: StateInline, silent: bool) -> bool:  # noqa: FBT001  as the parser calls it
    """Leave out the attributes of a link, a picture, code or emphasis, which follow it without a space."""
    if state.src[state.pos] != "{" or not state.pos or state.src[state.pos - 1] not in _ENDS:
        return False
    match = _BRACES.match(state.src, state.pos)
    if match is None:
        return False
    state.pos = match.start() + match[0].rindex("}") + 1
    return True


def _take(token: Token, *, opening: Token) -> None:
    """Take the braces at the end of a heading, or in a line of their own below another block."""
    # One place to look at. A search takes quadratic time for many spaces.
    start = token.content.rfind("{")
    match = _BRACES.fullmatch(token.content, start)
    if match is None:
        return
    before = token.content[:start].rstrip(" \t")
    is_heading = opening.type == "heading_open"
    # A heading that is nothing else keeps its text.
    if not before if is_heading else before and not before.endswith("\n"):
        return
    token.content = before if is_heading else before.removesuffix("\n")
    identifier = _ID.search(match[1])
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
