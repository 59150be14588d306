"""Shortcodes of Hugo, Jekyll and others. Only their own tool can run them, so they are shown as code."""

import re
from collections.abc import Iterator

from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline

SHORTCODE_CLASS = "shortcode"
# {{< name >}} and {{% name %}}, which may take several lines, and {% name %}
MANY_LINES = re.compile(r"\{\{<[^{}]{0,2000}?>\}\}|\{\{%[^{}]{0,2000}?%\}\}")
# and what takes in other files: {{#include a.md}} of mdBook, {!a.md!} and --8<-- "a.md" of MkDocs
_PARTS = r"\{\{#[a-z][^{}\n]{0,500}\}\}|\{![^{}\n]{1,500}!\}|--8<--[ \t]+\"[^\"\n]{1,500}\""
_ONE_LINE = _PARTS + r"|\{\{<[^\n]{0,500}?>\}\}|\{\{%[^\n]{0,500}?%\}\}|\{%[^\n]{1,500}?%\}"
_SHORTCODE = re.compile(f"{MANY_LINES.pattern}|{_ONE_LINE}")
# <i class="fa-arrow-up">:arrow-up:</i>
_ICON = re.compile(r'<i class="fa-[\w -]{1,80}">:[\w-]{1,60}:</i>[ \t]?')
# In HTML, also {{ name }} of templates.
_IN_HTML = re.compile(
    rf"(?P<icon>{_ICON.pattern})|<[^<>]*>|{_SHORTCODE.pattern}|\{{\{{[^{{}}\n]{{1,500}}\}}\}}", re.DOTALL
)
# A shortcode that names a page: {{< relref "page.md#part" >}}
REFERENCE = r"\{\{[<%] *(?:rel)?ref +(?:\"([^\"\n<>]{1,300})\"|`([^`\n<>]{1,300})`|([^\s\"`<>]{1,300})) *[>%]\}\}"
_LINK = re.compile(rf"\]\({REFERENCE}(?=[ )])")


def shortcode(state: StateInline, silent: bool) -> bool:
    """Read a shortcode. An inline rule."""
    if not state.src.startswith(("{", "--8<"), state.pos):
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


def add_shortcodes_in_html(md: MarkdownIt) -> None:
    """Show shortcodes as code in blocks of HTML, too."""
    md.core.ruler.after("block", "show_shortcodes", _show_in_html)


def _show_in_html(state: StateCore) -> None:
    for token in state.tokens:
        if token.type == "html_block" and ("{" in token.content or ":</i>" in token.content):
            token.content = _IN_HTML.sub(_as_code, token.content)


def icon(state: StateInline, silent: bool) -> bool:
    """Leave out an icon of GitBook, which is the name of a picture. An inline rule."""
    match = _ICON.match(state.src, state.pos, state.posMax) if state.src.startswith("<i ", state.pos) else None
    if match is None:
        return False
    state.pos = match.end()
    return True


def _as_code(match: re.Match[str]) -> str:
    if match["icon"]:
        return ""
    # In a tag, it is no text that readers see.
    return match[0] if match[0][0] == "<" else f'<code class="{SHORTCODE_CLASS}">{escapeHtml(match[0])}</code>'


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
