"""What MkDocs has besides admonitions: tabs, which are shown one below the other, and icons, which are left out.

Source: squidfunk.github.io/mkdocs-material/reference/content-tabs
"""

import re

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline
from mdit_py_plugins.utils import is_code_block

# `=== "Title"`. A `!` begins a new set of tabs, and a `+` opens the tab.
_TAB = re.compile(r'={3}[!+]{0,2}[ \t]+"([^"\n]{1,200})"[ \t]*')
_INDENT = 4
_ICON = re.compile(r":(?:material|octicons|fontawesome|simple)-[\w-]{1,80}:(?:\{:?[^{}\n]{0,200}\})?[ \t]?")


def add_tabs(md: MarkdownIt) -> None:
    """Let the parser find tabs."""
    md.block.ruler.before("fence", "tab", _tab, {"alt": ["paragraph", "reference", "blockquote", "list"]})


def _tab(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:  # noqa: FBT001  as the parser calls it
    if is_code_block(state, start_line):
        return False
    begin = state.bMarks[start_line] + state.tShift[start_line]
    match = _TAB.fullmatch(state.src, begin, state.eMarks[start_line])
    if match is None:
        return False
    if silent:
        return True
    indent = state.sCount[start_line] + _INDENT
    next_line = start_line + 1
    while next_line < end_line and (state.isEmpty(next_line) or state.sCount[next_line] >= indent):
        next_line += 1
    state.push("tab_open", "details", 1).attrs = {"open": ""}
    state.push("tab_title_open", "summary", 1)
    title = state.push("inline", "", 0)
    title.content, title.children, title.map = match[1], [], [start_line, start_line + 1]
    state.push("tab_title_close", "summary", -1)
    former = state.parentType, state.lineMax, state.blkIndent
    state.parentType, state.lineMax, state.blkIndent = "tab", next_line, indent
    state.md.block.tokenize(state, start_line + 1, next_line)
    state.parentType, state.lineMax, state.blkIndent = former
    state.push("tab_close", "details", -1)
    state.line = next_line
    return True


def icon(state: StateInline, silent: bool) -> bool:  # noqa: FBT001  as the parser calls it
    """Leave out an icon with its attributes."""
    match = _ICON.match(state.src, state.pos) if state.src[state.pos] == ":" else None
    if match is None:
        return False
    state.pos = match.end()
    return True
