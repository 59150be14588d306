"""Hints and tabs of GitBook: `{% hint style="info" %}` until `{% endhint %}` (gitbook.com/docs, "Blocks")."""

import re
from bisect import bisect_right

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from mdit_py_plugins.utils import is_code_block

from versioning.text.render.dialects.alerts import alert_tokens

_VALUE = r"(?: +(?:style|title)=\"(?P<value>[^\"\n]{0,200})\")?"
_OPENING = re.compile(rf"\{{% +(?P<name>hint|tab)(?![\w-]){_VALUE}[^\n%]{{0,200}}%\}}[ \t]*")
_CLOSINGS = {"hint": "{% endhint %}", "tab": "{% endtab %}"}
# What a hint is called, which has no title of its own.
_TITLES = {"info": "Note", "success": "Tip", "warning": "Warning", "danger": "Caution"}


def add_hints(md: MarkdownIt) -> None:
    """Let the parser find hints and tabs."""
    md.block.ruler.before("fence", "gitbook_block", _block, {"alt": ["paragraph", "reference", "blockquote", "list"]})


def _block(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:  # noqa: FBT001  as the parser calls it
    begin = state.bMarks[start_line] + state.tShift[start_line]
    if is_code_block(state, start_line) or not state.src.startswith("{% ", begin):
        return False
    opening = _OPENING.fullmatch(state.src, begin, state.eMarks[start_line])
    last = None if opening is None else _closing(state, start_line, end_line, sign=_CLOSINGS[opening["name"]])
    if opening is None or last is None:
        return False
    if silent:
        return True
    if opening["name"] == "hint":
        tokens, end = alert_tokens(name=opening["value"] or "info", title="", level=state.level)
        tokens[2].content = _TITLES.get(opening["value"] or "info", "Note")
    else:
        tokens, end = alert_tokens(name="tab", title=opening["value"] or "", level=state.level, fold="+")
        tokens[0].attrs, tokens[1].attrs = {"open": ""}, {}
    state.tokens += tokens
    state.level += 1
    former = state.parentType, state.lineMax
    state.parentType, state.lineMax = "container", last
    state.md.block.tokenize(state, start_line + 1, last)
    state.parentType, state.lineMax = former
    state.level -= 1
    state.tokens.append(end)
    state.line = last + 1
    return True


def _closing(state: StateBlock, start_line: int, end_line: int, *, sign: str) -> int | None:
    """Return the next line that ends the block, or None. A block of GitBook has none of its own kind in it.

    The lines are looked up once for each sign, so that many blocks without an end take linear time.
    """
    known: dict[str, list[int]] = state.env.setdefault("gitbook_closings", {})
    if sign not in known:
        lines = range(len(state.bMarks) - 1)
        known[sign] = [line for line in lines if state.src.startswith(sign, state.bMarks[line] + state.tShift[line])]
    found = bisect_right(known[sign], start_line)
    return known[sign][found] if found < len(known[sign]) and known[sign][found] < end_line else None
