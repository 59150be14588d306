"""Marked text: `==text==`."""

from markdown_it.rules_inline import StateInline

_SIGN = "=="
# In characters, so that hostile texts take linear time.
_LONGEST = 1000


def mark(state: StateInline, silent: bool) -> bool:
    """Read marked text. An inline rule."""
    start = state.pos + 2
    if not state.src.startswith(_SIGN, state.pos) or state.level >= state.md.options["maxNesting"]:
        return False
    end = state.src.find(_SIGN, start, min(state.posMax, start + _LONGEST))
    if end <= start or state.src[start].isspace() or state.src[end - 1].isspace() or state.src[start] == "=":
        return False
    if not silent:
        last = state.posMax
        state.push("mark_open", "mark", 1)
        state.pos, state.posMax = start, end
        state.md.inline.tokenize(state)
        state.push("mark_close", "mark", -1)
        state.posMax = last
    state.pos = end + 2
    return True
