"""Marked text (`==text==`) and inserted text (`^^text^^`)."""

from markdown_it.rules_inline import StateInline

# In characters, so that hostile texts take linear time.
_LONGEST = 1000


def mark(state: StateInline, silent: bool) -> bool:
    """Read marked text. An inline rule."""
    return _between(state, "==", tag="mark", silent=silent)


def insertion(state: StateInline, silent: bool) -> bool:
    """Read inserted text. An inline rule."""
    return _between(state, "^^", tag="ins", silent=silent)


def _between(state: StateInline, sign: str, *, tag: str, silent: bool) -> bool:
    start = state.pos + len(sign)
    if not state.src.startswith(sign, state.pos) or state.level >= state.md.options["maxNesting"]:
        return False
    end = state.src.find(sign, start, min(state.posMax, start + _LONGEST))
    if end <= start or state.src[start].isspace() or state.src[end - 1].isspace() or state.src[start] == sign[0]:
        return False
    if not silent:
        last = state.posMax
        state.push(f"{tag}_open", tag, 1)
        state.pos, state.posMax = start, end
        state.md.inline.tokenize(state)
        state.push(f"{tag}_close", tag, -1)
        state.posMax = last
    state.pos = end + len(sign)
    return True
