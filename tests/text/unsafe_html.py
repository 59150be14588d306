"""Parse HTML with a parser that the product does not use, and list what could do harm."""

import re
from html.parser import HTMLParser

# WHATWG URL Standard, section 4.4: what comes before a colon is a scheme only if it consists of these.
SCHEME = re.compile("([a-z][a-z0-9+.-]*):", re.IGNORECASE)
IGNORED = re.compile("[\x00-\x20]+")
HARMLESS_SCHEMES = ("http", "https", "mailto", "tel")
DANGEROUS_TAGS = frozenset(
    {"script", "style", "iframe", "frame", "object", "embed", "applet", "form", "button", "textarea", "select"}
    | {"svg", "math", "base", "meta", "link", "template", "noscript", "video", "audio", "source", "isindex"}
    | {"html", "head", "body", "title", "xmp", "plaintext", "marquee", "x-script"}
)
ATTRIBUTES = frozenset(
    {"abbr", "align", "alt", "aria-label", "checked", "cite", "class", "colspan", "data-block-type", "data-checked"}
    | {"data-type", "datetime", "dir", "disabled", "height", "href", "id", "lang", "name", "open", "rel", "reversed"}
    | {"rowspan", "scope", "span", "src", "start", "title", "type", "value", "width"}
)


def unsafe_parts(html: str) -> list[str]:
    """Return the tags, attributes and URLs that must not be part of a page."""
    reader = _Reader(convert_charrefs=True)
    reader.feed(html)
    reader.close()
    return reader.unsafe


class _Reader(HTMLParser):
    def __init__(self, *, convert_charrefs: bool) -> None:
        super().__init__(convert_charrefs=convert_charrefs)
        self.unsafe: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in DANGEROUS_TAGS:
            self.unsafe.append(f"<{tag}>")
        for name, value in attrs:
            if not _is_safe(tag=tag, name=name, value=value or ""):
                self.unsafe.append(f"{tag} {name}={value}")

    def handle_comment(self, data: str) -> None:
        self.unsafe.append(f"<!--{data}-->")

    def handle_decl(self, decl: str) -> None:
        self.unsafe.append(f"<!{decl}>")

    def handle_pi(self, data: str) -> None:
        self.unsafe.append(f"<?{data}>")


def _is_safe(*, tag: str, name: str, value: str) -> bool:
    if name in ("href", "src", "cite"):
        scheme = SCHEME.match(IGNORED.sub("", value))
        is_picture = (tag, name) == ("img", "src") and value.startswith("data:image/")
        return scheme is None or is_picture or scheme[1].lower() in HARMLESS_SCHEMES
    if name in ("id", "name"):
        return value.startswith("user-content-")
    return name in ATTRIBUTES
