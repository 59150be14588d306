"""Give headings ids, so that links can point to them."""

import re
from collections import Counter

from markdown_it.rules_core import StateCore
from markdown_it.token import Token

_NOT_IN_AN_ID = re.compile(r"[^\w\- ]")
ID_LENGTH = 150
# Of a block of Obsidian: a paragraph that ends with ` ^id`.
BLOCK_ID = re.compile(r"\^[A-Za-z0-9-]{1,100}")


class HeadingIds:
    """Assign unique ids to the headings of one document, as GitHub does: `Fork it!` becomes `fork-it`.

    A second heading with the same text becomes `fork-it-1`. No id has a colon, so ids of footnotes (`fn:1`) cannot
    collide with them.
    """

    def __init__(self) -> None:
        self._seen = Counter[str]()

    def id_for(self, heading: str) -> str:
        """Return the id of the next heading. A heading without letters or digits becomes `section`."""
        plain = _NOT_IN_AN_ID.sub("", heading.strip().lower()).replace(" ", "-")[:ID_LENGTH] or "section"
        name = plain
        # The count makes a document with many equal headings take linear time.
        while name in self._seen:
            name = f"{plain}-{self._seen[plain]}"
            self._seen[plain] += 1
        self._seen[name] += 1
        return name

    def reserve(self, identifier: str) -> None:
        """Note that the text states this id itself, so that no other heading gets it."""
        self._seen[identifier] += 1


def anchor_id(anchor: str, *, is_heading: bool) -> str:
    """Return the id that the anchor of a link means. Some tools write the heading itself instead of its id."""
    if BLOCK_ID.fullmatch(anchor):
        return anchor
    return HeadingIds().id_for(anchor) if is_heading or _NOT_IN_AN_ID.search(anchor) or " " in anchor else anchor


def give_heading_ids(state: StateCore) -> None:
    """Set the ids of all headings. A core rule that runs after the inline rules."""
    ids = HeadingIds()
    for token in state.tokens:
        if token.type == "heading_open" and (stated := token.attrGet("id")):
            ids.reserve(str(stated))
    for opening, inline in zip(state.tokens, state.tokens[1:], strict=False):
        if opening.type == "heading_open" and not opening.attrGet("id"):
            opening.attrSet("id", ids.id_for(_plain(inline)))


def _plain(inline: Token) -> str:
    # GitHub has the name of an emoji in the id.
    texts = {"text": "content", "code_inline": "content", "emoji": "markup"}
    return "".join(getattr(child, texts[child.type]) for child in inline.children or () if child.type in texts)
