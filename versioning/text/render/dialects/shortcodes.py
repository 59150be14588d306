"""Shortcodes of Hugo, Jekyll and others. Only their own tool can run them, so they are shown as code."""

import re
from collections.abc import Iterator

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline

SHORTCODE_CLASS = "shortcode"
# {{< name >}} and {{% name %}}, which may take several lines, and {% name %}
MANY_LINES = re.compile(r"\{\{<[^{}]{0,2000}?>\}\}|\{\{%[^{}]{0,2000}?%\}\}")
_ONE_LINE = r"\{\{<[^\n]{0,500}?>\}\}|\{\{%[^\n]{0,500}?%\}\}|\{%[^\n]{1,500}?%\}"
_SHORTCODE = re.compile(f"{MANY_LINES.pattern}|{_ONE_LINE}")
# A shortcode that names a page: {{< relref "page.md#part" >}}
REFERENCE = r"\{\{[<%] *(?:rel)?ref +(?:\"([^\"\n<>]{1,300})\"|`([^`\n<>]{1,300})`|([^\s\"`<>]{1,300})) *[>%]\}\}"
_LINK = re.compile(rf"\]\({REFERENCE}(?=[ )])")


def shortcode(state: StateInline, silent: bool) -> bool:
    """Read a shortcode. An inline rule."""
    if not state.src.startswith("{", state.pos):
        return False
    match = _SHORTCODE.match(state.src, state.pos, state.posMax)
    if match is None:
        return False
    if not silent:
        token = state.push("code_inline", "code", 0)
        token.content, token.attrs = match[0], {"class": SHORTCODE_CLASS}
    state.pos = match.end()
    return True


def named_page(match: re.Match[str]) -> str:
    """Return the page in a match of REFERENCE."""
    return next(each for each in match.groups()[-3:] if each is not None)


def add_references(md: MarkdownIt) -> None:
    """Let links to pages by `ref` and `relref` be links."""
    md.core.ruler.before("inline", "read_references", _read_references)


def _read_references(state: StateCore) -> None:
    for token in state.tokens:
        if token.type == "inline" and "ref" in token.content and "{{" in token.content:
            token.content = "".join(_with_addresses(token.content))


def _with_addresses(text: str) -> Iterator[str]:
    end = marks = 0
    for match in _LINK.finditer(text):
        before = text[end : match.start()]
        marks += before.count("`")
        yield before
        # After an odd number of marks, it is within a sample of code.
        yield match[0] if marks % 2 else f"](<{named_page(match)}>"
        end = match.end()
    yield text[end:]
