"""Shortcodes of Hugo, Jekyll and others. Only their own tool can run them, so they are shown as code."""

import re
from collections.abc import Iterator

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline

SHORTCODE_CLASS = "shortcode"
# {{< name >}}, {{% name %}} and {% name %}
_SHORTCODE = re.compile(r"\{\{<[^\n]{0,500}?>\}\}|\{\{%[^\n]{0,500}?%\}\}|\{%[^\n]{1,500}?%\}")
# A link to a page: [text]({{< relref "page.md#part" >}})
_REFERENCE = re.compile(r"\]\(\{\{[<%] *(?:rel)?ref +\"([^\"\n<>]{1,300})\" *[>%]\}\}(?=[ )])")


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


def add_references(md: MarkdownIt) -> None:
    """Let links to pages by `ref` and `relref` be links."""
    md.core.ruler.before("inline", "read_references", _read_references)


def _read_references(state: StateCore) -> None:
    for token in state.tokens:
        if token.type == "inline" and "ref" in token.content and "{{" in token.content:
            token.content = "".join(_with_addresses(token.content))


def _with_addresses(text: str) -> Iterator[str]:
    end = marks = 0
    for match in _REFERENCE.finditer(text):
        before = text[end : match.start()]
        marks += before.count("`")
        yield before
        # After an odd number of marks, it is within a sample of code.
        yield match[0] if marks % 2 else f"](<{match[1]}>"
        end = match.end()
    yield text[end:]
