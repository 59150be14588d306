"""Turn bare addresses in text into links (GFM 0.29, section 6.9).

The two libraries for this (linkify-it and the GFM autolink plugin) take quadratic time on texts with many addresses,
and the first makes a link of every `README.md`.
"""

import re
from collections.abc import Iterator

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

# At the start of a line, after whitespace, or after one of * _ ~ (, as in the section. The local part has at most 64
# octets (RFC 5321, section 4.5.3.1.1). Without a bound, a long word with many _ would be scanned again from each of
# them.
_ADDRESS = re.compile(
    r"(?<![^\s*_~(])(?:(?P<url>(?:https?://|www\.)[^\s<]++)"
    r"|(?P<email>[a-z0-9.+_-]{1,64}+@[a-z0-9_-]++(?:\.[a-z0-9_-]++)++))",
    re.IGNORECASE,
)
_AFTER_HOST = re.compile(r"[^\w.-]")
_ENTITY_END = re.compile(r"&[a-z0-9]{1,32};\Z", re.IGNORECASE)
_MAX_ENTITY = 34
_TRAILING = "?!.,:*_~'\""
_LINK_START = re.compile(r"<a[\s>]", re.IGNORECASE)
_LINK_END = re.compile(r"</a\s*>", re.IGNORECASE)


def link_addresses(state: StateCore) -> None:
    """Replace addresses in text tokens by link tokens, except inside links. A core rule, run after the inline rules."""
    for token in state.tokens:
        if token.type == "inline" and token.children:
            token.children = list(_linked(md=state.md, tokens=token.children))


def _linked(*, md: MarkdownIt, tokens: list[Token]) -> Iterator[Token]:
    depth = 0
    for token in tokens:
        if token.type == "link_open" or (token.type == "html_inline" and _LINK_START.match(token.content)):
            depth += 1
        elif token.type == "link_close" or (token.type == "html_inline" and _LINK_END.match(token.content)):
            depth = max(0, depth - 1)
        if token.type == "text" and not depth:
            yield from _pieces(md=md, token=token)
        else:
            yield token


def _pieces(*, md: MarkdownIt, token: Token) -> Iterator[Token]:
    position = 0
    for match in _ADDRESS.finditer(token.content):
        address, target = _address(match)
        if not address:
            continue
        href = md.normalizeLink(target)
        yield _text(content=token.content[position : match.start()], level=token.level)
        yield Token("link_open", "a", 1, attrs={"href": href}, level=token.level, markup="autolink", info="auto")
        yield _text(content=address, level=token.level + 1)
        yield Token("link_close", "a", -1, level=token.level, markup="autolink", info="auto")
        position = match.start() + len(address)
    yield _text(content=token.content[position:], level=token.level)


def _text(*, content: str, level: int) -> Token:
    return Token("text", "", 0, content=content, level=level)


def _address(match: re.Match[str]) -> tuple[str, str]:
    """Return the address as written and as a link target. Both are empty if the match is not an address."""
    if email := match["email"]:
        return (email, f"mailto:{email}") if email[-1] not in "-_" else ("", "")
    url = _trimmed(match["url"])
    has_scheme = "://" in url[:8]
    host = _AFTER_HOST.split(url.partition("://")[2] if has_scheme else url, maxsplit=1)[0]
    labels = host.removesuffix(".").split(".")
    # A valid domain has no underscores in its last two segments, and at least one period if there is no scheme.
    if len(labels) < (1 if has_scheme else 2) or "" in labels or "_" in "".join(labels[-2:]):
        return "", ""
    return url, url if has_scheme else f"http://{url}"


def _trimmed(url: str) -> str:
    """Return the URL without trailing punctuation, unbalanced parentheses and entity references."""
    # One pass from the end, with the parentheses counted once, so that hostile URLs take linear time.
    unopened = url.count(")") - url.count("(")
    end = len(url)
    while True:
        if url[end - 1] in _TRAILING:
            end -= 1
        elif url[end - 1] == ")" and unopened > 0:
            end, unopened = end - 1, unopened - 1
        elif url[end - 1] == ";":
            entity = _ENTITY_END.search(url, max(0, end - _MAX_ENTITY), end)
            end = entity.start() if entity else end - 1
        else:
            return url[:end]
