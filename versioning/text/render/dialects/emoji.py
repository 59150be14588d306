"""Emoji by their names: `:tada:`.

Source: docs.github.com/get-started/writing-on-github, "Using emojis"
"""

import re
from collections.abc import Sequence

from emoji import emojize
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererProtocol
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

# The type of the tokens. `markup` is the name.
EMOJI = "emoji"
# A name has a letter, so that times (10:30:00) are none.
NAME = re.compile(r"(?<![\w:]):(?=[\d_+-]*[a-z]|[+-]1:|100:|1234:)[a-z0-9_+-]{1,60}:(?![\w:])")


def emoji_of(name: str) -> str:
    """Return the emoji that has this name between colons, or an empty string."""
    found = emojize(name, language="alias")
    return "" if found == name else found


def emoji(state: StateInline, silent: bool) -> bool:
    """Read an emoji. An inline rule."""
    match = NAME.match(state.src, state.pos) if state.src[state.pos] == ":" else None
    found = emoji_of(match[0]) if match else ""
    if match is None or not found:
        return False
    if not silent:
        token = state.push(EMOJI, "", 0)
        token.content, token.markup = found, match[0]
    state.pos = match.end()
    return True


def add_emoji(md: MarkdownIt) -> None:
    """Let the parser write emoji."""
    md.add_render_rule(EMOJI, _render)


def _render(self: RendererProtocol, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
    return tokens[idx].content
