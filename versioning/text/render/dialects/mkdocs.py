"""What MkDocs has besides admonitions.

Tabs are shown one below the other, references of mkdocstrings as code, and icons are left out.

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
# `::: package.module`, which mkdocstrings replaces by a reference (mkdocstrings.github.io/usage).
_OBJECT = re.compile(r":::[ \t]+[A-Za-z_]\w{0,80}(?:\.\w{1,80}){1,20}[ \t]*")
_ICON = re.compile(r":(?:material|octicons|fontawesome|simple)-[\w-]{1,80}:(?:\{:?[^{}\n]{0,200}\})?[ \t]?")


def add_tabs(md: MarkdownIt) -> None:
    """Let the parser find tabs."""
    alternatives = ["paragraph", "reference", "blockquote", "list"]
    md.block.ruler.before("fence", "tab", _tab, {"alt": alternatives})
    md.block.ruler.before("container_colon", "reference_page", _reference, {"alt": alternatives})


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


def _reference(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:  # noqa: FBT001  likewise
    """Show what mkdocstrings writes about code, with its options, as code."""
    begin = state.bMarks[start_line] + state.tShift[start_line]
    if is_code_block(state, start_line) or not _OBJECT.fullmatch(state.src, begin, state.eMarks[start_line]):
        return False
    if silent:
        return True
    indent, last = state.sCount[start_line] + _INDENT, start_line
    for line in range(start_line + 1, end_line):
        if not state.isEmpty(line):
            if state.sCount[line] < indent:
                break
            last = line
    token = state.push("fence", "code", 0)
    token.content = state.getLines(start_line, last + 1, state.sCount[start_line], True)
    token.map = [start_line, last + 1]
    state.line = last + 1
    return True


def icon(state: StateInline, silent: bool) -> bool:  # noqa: FBT001  as the parser calls it
    """Leave out an icon with its attributes."""
    match = _ICON.match(state.src, state.pos) if state.src[state.pos] == ":" else None
    if match is None:
        return False
    state.pos = match.end()
    return True
