"""Shortcodes that take several lines: long ones, those around code, and definitions of links by `ref`.

https://gohugo.io/shortcodes/highlight/ and https://jekyllrb.com/docs/liquid/tags/#code-snippet-highlighting
"""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Mapping

from markdown_it import MarkdownIt
from markdown_it.common.utils import normalizeReference
from markdown_it.rules_block import StateBlock

from versioning.text.render.dialects.shortcodes import MANY_LINES, REFERENCE, named_page

# Shortcodes whose content is code. All others have Markdown in them.
_CODE = "highlight|code-toggle|code|raw"
_OPENING = re.compile(
    rf"(?:\{{\{{[<%]|\{{%-?) *(?P<name>{_CODE})(?![\w-])(?: +(?P<language>[\w+#-]{{1,40}}))?[^\n]{{0,500}}\}}"
)
_CLOSING = re.compile(rf"(?:\{{\{{[<%] */ *|\{{%-? *end)(?P<name>{_CODE}) *(?:[>%]\}}\}}|-?%\}})")
_DEFINITION = re.compile(rf"\[(?P<label>[^\[\]\n]{{1,500}})\]:[ \t]*{REFERENCE}[ \t]*\Z")
# Those that name no language.
_PLAIN = ("raw", "code", "code-toggle")
# Where the closing shortcodes of a text begin and end, by their names.
Closings = Mapping[str, tuple[list[int], list[int]]]


def add_shortcode_blocks(md: MarkdownIt) -> None:
    """Read what takes whole lines before Markdown does."""
    alternatives = ["paragraph", "reference", "blockquote", "list"]
    md.block.ruler.before("fence", "code_shortcode", _code_shortcode, {"alt": alternatives})
    md.block.ruler.before("fence", "long_shortcode", _long_shortcode, {"alt": alternatives})
    md.block.ruler.before("reference", "reference_shortcode", _definition)


def _code_shortcode(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    """Show a shortcode around code, with its code, as one block of code."""
    opening = _OPENING.match(state.src, _start(state, start_line), state.eMarks[start_line])
    if opening is None or state.is_code_block(start_line):
        return False
    starts, ends = _closings(state).get(opening["name"], ([], []))
    found = bisect_left(starts, opening.end())
    last = _last_line(state, start_line, end_line, end=ends[found]) if found < len(starts) else None
    if last is None:
        return False
    if not silent:
        token = state.push("fence", "code", 0)
        token.info = "" if opening["name"] in _PLAIN else opening["language"] or ""
        token.content = state.getLines(start_line, last + 1, state.sCount[start_line], True)
        token.map = [start_line, last + 1]
    state.line = last + 1
    return True


def _long_shortcode(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    """Read a shortcode whose end is on another line as a paragraph, whatever its lines begin with."""
    start = _start(state, start_line)
    if not state.src.startswith(("{{<", "{{%"), start) or state.is_code_block(start_line):
        return False
    match = MANY_LINES.match(state.src, start, state.eMarks[end_line - 1])
    if match is None or match.end() <= state.eMarks[start_line]:
        return False
    last = _last_line(state, start_line, end_line, end=match.end())
    if last is None:
        return False
    if not silent:
        state.push("paragraph_open", "p", 1).map = [start_line, last + 1]
        token = state.push("inline", "", 0)
        token.content = state.getLines(start_line, last + 1, state.blkIndent, False).strip()
        token.map, token.children = [start_line, last + 1], []
        state.push("paragraph_close", "p", -1)
    state.line = last + 1
    return True


def _definition(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    """Read `[label]: {{< ref "page" >}}`."""
    line = state.src[_start(state, start_line) : state.eMarks[start_line]]
    match = None if silent or "ref" not in line or state.is_code_block(start_line) else _DEFINITION.match(line)
    if match is None:
        return False
    href = state.md.normalizeLink(named_page(match))
    label = normalizeReference(match["label"])
    if not label or not state.md.validateLink(href):
        return False
    place = [start_line, start_line + 1]
    state.env.setdefault("references", {}).setdefault(label, {"title": "", "href": href, "map": place})
    state.line = start_line + 1
    return True


def _start(state: StateBlock, line: int) -> int:
    return state.bMarks[line] + state.tShift[line]


def _last_line(state: StateBlock, start_line: int, end_line: int, *, end: int) -> int | None:
    """Return the line on which something ends that nothing follows, or None if the quote or list ends before."""
    if end > state.eMarks[end_line - 1]:
        return None
    line = start_line
    while state.eMarks[line] < end:
        line += 1
        if not state.isEmpty(line) and state.sCount[line] < state.blkIndent:
            return None
    return None if state.src[end : state.eMarks[line]].strip() else line


def _closings(state: StateBlock) -> Closings:
    if "closings" not in state.env:
        found: dict[str, tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
        for match in _CLOSING.finditer(state.src):
            starts, ends = found[match["name"]]
            starts.append(match.start())
            ends.append(match.end())
        state.env["closings"] = found
    closings: Closings = state.env["closings"]
    return closings
