"""Wiki links: `[[Page]]`, `[[folder/Page#Heading|text]]`, and `![[picture.png]]`."""

import re
from urllib.parse import quote

from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from versioning.text.render.heading_ids import anchor_id

WIKI_CLASS = "wiki-link"
_OPENING, _CLOSING = "[[", "]]"
# In characters, so that hostile texts take linear time.
_LONGEST = 500
_PICTURE = re.compile(r"\.(?:png|jpe?g|gif|webp|avif|svg|bmp)\Z", re.IGNORECASE)
_SIZE = re.compile(r"\d{1,4}(?:x\d{1,4})?")
# A bar is escaped in a table.
_BAR = re.compile(r"\\?\|")


def wiki_link(state: StateInline, silent: bool) -> bool:
    """Read a wiki link. An inline rule that runs before the rules of links and pictures."""
    is_embedded = state.src.startswith("!", state.pos)
    start = state.pos + is_embedded
    if not state.src.startswith(_OPENING, start):
        return False
    end = state.src.find(_CLOSING, start + 2, min(state.posMax, start + 2 + _LONGEST))
    content = state.src[start + 2 : end]
    if end < 0 or not content.strip() or "[" in content or "\n" in content:
        return False
    if not silent:
        _push(state, content=content, is_embedded=is_embedded)
    state.pos = end + 2
    return True


def _push(state: StateInline, *, content: str, is_embedded: bool) -> None:
    target, *labels = _BAR.split(content, maxsplit=1)
    target = target.strip()
    label = labels[0].strip() if labels else ""
    if is_embedded and _PICTURE.search(target):
        token = state.push("image", "img", 0)
        alt = "" if _SIZE.fullmatch(label) else label
        token.attrs = {"src": quote(target), "alt": ""}
        token.children = [Token("text", "", 0, content=alt)]
        return
    page, _, heading = target.partition("#")
    token = state.push("link_open", "a", 1)
    token.attrs = _attributes(page=page.strip(), heading=heading)
    state.push("text", "", 0).content = label or _label(page.strip(), heading)
    state.push("link_close", "a", -1)


def _attributes(*, page: str, heading: str) -> dict[str, str | int | float]:
    if not page:
        return {"href": f"#{anchor_id(heading.rpartition('#')[2], is_heading=True)}"}
    # A colon would look like a scheme.
    href = quote(page) + (f"#{quote(heading, safe='#^')}" if heading else "")
    return {"href": href, "class": WIKI_CLASS}


def _label(page: str, heading: str) -> str:
    parts = [page, *heading.split("#")] if heading else [page]
    return " > ".join(part for part in parts if part)
