"""Show pictures from other origins as links, so that no author can track who reads a text."""

import re
from dataclasses import replace
from html import escape, unescape

from versioning.text.render.dialects.extensions import Extensions
from versioning.text.render.render import Rendered, render_or_plain

# Sanitized HTML has its attributes in double quotes, and neither "<" nor ">" within them.
_TOKEN = re.compile(r"<a(?:\s[^<>]*)?>|</a>|<img\s([^<>]*)>")
_ATTRIBUTE = re.compile(r'([a-z]+)="([^"]*)"')
# Browsers ignore these within a URL (WHATWG URL Standard, section 4.4), and take a backslash for a slash.
_IGNORED = re.compile(r"[\x00-\x20]+")
_FOREIGN = re.compile(r"(?!data:)[a-z][a-z0-9+.-]*:|[/\\]{2}", re.IGNORECASE)


def render_without_foreign_images(text: str, *, content_type: str, extensions: Extensions = frozenset()) -> Rendered:
    """Return what `render_or_plain` returns, with links in place of pictures from other origins."""
    rendered = render_or_plain(text, content_type=content_type, extensions=extensions)
    return replace(rendered, html=link_foreign_images(rendered.html))


def link_foreign_images(html: str) -> str:
    """Return sanitized HTML in which each picture with an absolute address is a link to it, named by its text."""
    parts: list[str] = []
    end = depth = 0
    for token in _TOKEN.finditer(html):
        if token[1] is None:
            depth += -1 if token[0] == "</a>" else 1
            continue
        parts += (html[end : token.start()], _instead(token, is_in_link=depth > 0))
        end = token.end()
    return "".join((*parts, html[end:]))


def _instead(image: re.Match[str], *, is_in_link: bool) -> str:
    attributes = dict(_ATTRIBUTE.findall(image[1]))
    address = unescape(attributes.get("src", ""))
    if not _FOREIGN.match(_IGNORED.sub("", address)):
        return image[0]
    name = escape(unescape(attributes.get("alt", "")).strip() or address)
    # A link cannot be in another one.
    return name if is_in_link else f'<a href="{escape(address)}" rel="nofollow noopener noreferrer">{name}</a>'
