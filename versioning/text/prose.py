"""What a body says to a reader: its words without the markup that carries them."""

import re
from html import unescape

from versioning.text.blocks import blocks_to_html
from versioning.text.refusals import RenderError

# A word may change its look in the middle; everywhere else, a tag parts words.
_INLINE = re.compile(
    r"</?(?:a|abbr|b|code|del|em|i|ins|kbd|mark|s|small|span|strong|sub|sup|u)\b[^<>]*+>", re.IGNORECASE
)
_TAG = re.compile(r"<[^<>]*+>")


def prose(text: str, *, content_type: str) -> str:
    """Lines to be counted or compared. Markdown is its own prose; of HTML and blocks, what is between the tags.

    A text that is no block document though it should be is taken as it is.
    """
    if content_type == "markdown":
        return text
    if content_type == "wysiwyg":
        return _without_tags(text)
    try:
        return _without_tags(blocks_to_html(text, clean=str))
    except RenderError:
        return text


def _without_tags(html: str) -> str:
    lines = unescape(_TAG.sub("\n", _INLINE.sub("", html))).splitlines()
    return "".join(f"{line}\n" for line in lines if line.strip())
