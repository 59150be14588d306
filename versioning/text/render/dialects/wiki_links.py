"""Wiki links: `[[Page]]`, `[[folder/Page#Heading|text]]`, and `![[picture.png|300]]`.

`![[Page]]` embeds a page in Obsidian. Here it is a link to the page.
"""

import re
from urllib.parse import quote

from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from versioning.text.relative_references import BAR, is_file_name
from versioning.text.render.heading_ids import anchor_id

WIKI_CLASS = "wiki-link"
# Of links to files and of pictures.
FILE_CLASS = "wiki-file"
_OPENING, _CLOSING = "[[", "]]"
# In characters, so that hostile texts take linear time.
_LONGEST = 500
_PICTURE = re.compile(r"\.(?:png|jpe?g|gif|webp|avif|svg|bmp)\Z", re.IGNORECASE)
_SIZE = re.compile(r"(\d{1,4})(?:x(\d{1,4}))?")


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
    target, *labels = (part.strip() for part in BAR.split(content))
    page, _, heading = target.partition("#")
    if is_embedded and _PICTURE.search(page) and is_file_name(page.strip()):
        _push_picture(state, address=quote(page.strip()), labels=labels)
        return
    label = "|".join(labels)
    token = state.push("link_open", "a", 1)
    token.attrs = _attributes(page=page.strip(), heading=heading)
    state.push("text", "", 0).content = label or _label(page.strip(), heading)
    state.push("link_close", "a", -1)


def _push_picture(state: StateInline, *, address: str, labels: list[str]) -> None:
    size = _SIZE.fullmatch(labels[-1]) if labels else None
    sides = {} if size is None else {"width": size[1], "height": size[2]}
    token = state.push("image", "img", 0)
    token.attrs = {"src": address, "alt": "", "class": FILE_CLASS}
    token.attrs |= {name: pixels for name, pixels in sides.items() if pixels}
    token.children = [Token("text", "", 0, content="|".join(labels if size is None else labels[:-1]))]


def _attributes(*, page: str, heading: str) -> dict[str, str | int | float]:
    if not page:
        return {"href": f"#{anchor_id(heading.rpartition('#')[2], is_heading=True)}"}
    if is_file_name(page):
        # Viewers of PDF read what follows a hash sign.
        return {"href": quote(page) + (f"#{quote(heading, safe='=&')}" if heading else ""), "class": FILE_CLASS}
    # A colon would look like a scheme.
    href = quote(page) + (f"#{quote(heading, safe='#^')}" if heading else "")
    return {"href": href, "class": WIKI_CLASS}


def _label(page: str, heading: str) -> str:
    parts = [page, *heading.split("#")] if heading else [page]
    return " > ".join(part for part in parts if part)
