"""Ids for headings, so that a link can lead to one."""

import re
from collections import Counter

from markdown_it.rules_core import StateCore
from markdown_it.token import Token

_NOT_IN_AN_ID = re.compile(r"[^\w\- ]")
ID_LENGTH = 150


class HeadingIds:
    """Gives the headings of one document their ids, each once, the way GitHub does: `Fork it!` is `fork-it`.

    A second heading of the same text is `fork-it-1`. No id has a colon, so footnotes (`fn:1`) are free to use them.
    """

    def __init__(self) -> None:
        self._seen = Counter[str]()

    def id_for(self, heading: str) -> str:
        """The id of the next heading; `section` for one without letters or digits."""
        plain = _NOT_IN_AN_ID.sub("", heading.strip().lower()).replace(" ", "-")[:ID_LENGTH] or "section"
        name = plain
        while name in self._seen:
            name = f"{plain}-{self._seen[plain]}"
            self._seen[plain] += 1
        self._seen[name] += 1
        return name


def give_heading_ids(state: StateCore) -> None:
    """A core rule for after the inline rules."""
    ids = HeadingIds()
    for opening, inline in zip(state.tokens, state.tokens[1:], strict=False):
        if opening.type == "heading_open":
            opening.attrSet("id", ids.id_for(_plain(inline)))


def _plain(inline: Token) -> str:
    return "".join(child.content for child in inline.children or () if child.type in ("text", "code_inline"))
