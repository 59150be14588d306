"""Callouts as Obsidian and Hugo write them: a quote that begins with `[!type]`, a fold sign and a title."""

import re

from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from versioning.text.render.dialects.alerts import alert_tokens

# Obsidian also allows metadata behind a bar, which has no meaning here.
# Programs that write Markdown again escape the sign.
_MARKER = re.compile(r"\[\\?!([\w-]{1,40})(?:\|[^\]\n]{0,80})?\]([+-]?)[ \t]*([^\n]*)(?:\n|\Z)")


def find_callouts(state: StateCore) -> None:
    """Replace the tokens of quotes that are callouts. A core rule that runs before the inline rules."""
    if "[!" in state.src or "[\\!" in state.src:
        state.tokens = _with_callouts(state.tokens)


def _with_callouts(tokens: list[Token]) -> list[Token]:
    written, ends, skipped = list[Token](), list[Token | None](), 0
    for index, token in enumerate(tokens):
        if token.type == "blockquote_open":
            marker = _marker(tokens, index)
            if marker is None:
                ends.append(None)
                written.append(token)
                continue
            opening, end = alert_tokens(name=marker[1], title=marker[3], level=token.level, fold=marker[2])
            ends.append(end)
            written += opening
            paragraph = tokens[index + 2]
            paragraph.content = paragraph.content[marker.end() :]
            # Nothing but the marker was in the paragraph.
            skipped = 0 if paragraph.content.strip() else 3
        elif skipped:
            skipped -= 1
        elif token.type == "blockquote_close":
            written.append(ends.pop() or token)
        else:
            written.append(token)
    return written


def _marker(tokens: list[Token], index: int) -> re.Match[str] | None:
    inside = tokens[index + 1 : index + 3]
    if [token.type for token in inside] != ["paragraph_open", "inline"]:
        return None
    return _MARKER.match(inside[1].content)
