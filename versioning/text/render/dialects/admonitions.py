"""Admonitions: `:::note Title` of Docusaurus and VitePress, and `!!! note "Title"` of Python-Markdown.

Also the blocks of MkDocs: `/// note | Title` until `///`
(facelessuser.github.io/pymdown-extensions/extensions/blocks).
"""

import re
from itertools import pairwise

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from mdit_py_plugins.admon import admon_plugin
from mdit_py_plugins.container import container_plugin

from versioning.text.render.dialects.alerts import alert_tokens

# `:::note Title`, `:::note[Title]{.class}` and Pandoc's `::: {.note}`
_PARAMS = re.compile(
    r"\s*\{?\.?([A-Za-z][\w-]{0,39})[^\[\s{}]{0,40}(?:\[([^\]\n]*)\])?[ \t]*(?:\{[^{}]*\}|\})?[ \t]*(.*)"
)
# `/// note | Title`
_BLOCK = re.compile(r"[ \t]+([A-Za-z][\w-]{0,39})[ \t]*(?:\|[ \t]*(.*))?")
# Settings below the first line of a block, which Markdown takes for code.
_OPTIONS = re.compile(r"(?:[a-z][\w-]*:[^\n]*\n?)+")
# Blocks around figures and the like have no title.
_UNTITLED = frozenset(("html", "caption", "define", "figure-caption", "table-caption"))
# What Python-Markdown lets an author write instead of a title.
_QUOTED = re.compile(r'"(.*)"\s*')
_FOLDS = {"!!!": "", "???": "-", "???+": "+"}


def add_admonitions(md: MarkdownIt) -> None:
    """Let the parser find admonitions, and show them as alerts."""
    md.use(container_plugin, "colon", validate=lambda params, _: _PARAMS.fullmatch(params) is not None)
    md.use(container_plugin, "slash", marker="/", validate=lambda params, _: _BLOCK.fullmatch(params) is not None)
    md.use(admon_plugin)
    md.core.ruler.after("block", "show_admonitions", _show_admonitions)


def _show_admonitions(state: StateCore) -> None:
    if any(token.type in _OPENINGS for token in state.tokens):
        state.tokens = _as_alerts(state.tokens)


def _as_alerts(tokens: list[Token]) -> list[Token]:
    written, ends, in_title = list[Token](), list[Token](), False
    for former, token in pairwise((None, *tokens)):
        if token is None:
            continue
        if token.type in _OPENINGS:
            opening, end = _OPENINGS[token.type](token)
            written += opening
            ends.append(end)
        elif token.type in _CLOSINGS:
            written.append(ends.pop())
        elif _has_options(former, token):
            continue
        elif token.type in ("admonition_title_open", "admonition_title_close"):
            in_title = token.nesting > 0
        elif not in_title:
            written.append(token)
    return written


def _of_container(token: Token) -> tuple[list[Token], Token]:
    match = _PARAMS.fullmatch(token.info)
    name, bracketed, rest = match.groups() if match else ("note", "", "")
    return alert_tokens(
        name=name, title=bracketed or rest, level=token.level, fold="-" if name.lower() == "details" else ""
    )


def _of_block(token: Token) -> tuple[list[Token], Token]:
    match = _BLOCK.fullmatch(token.info)
    name, stated = match.groups() if match else ("note", "")
    title = (stated or "").strip().strip('"')
    fold = "+" if name == "tab" else "-" if name == "details" else ""
    opening, end = alert_tokens(name=name, title=title, level=token.level, fold=fold)
    if name == "tab":
        # As the tabs of the other form are shown.
        opening[0].attrs, opening[1].attrs = {"open": ""}, {}
    return (opening[:1] if name in _UNTITLED else opening), end


def _has_options(former: Token | None, token: Token) -> bool:
    """Return whether the token has the settings of the block that the former token begins."""
    is_first = former is not None and former.type == "container_slash_open"
    return is_first and token.type == "code_block" and _OPTIONS.fullmatch(token.content) is not None


def _of_python(token: Token) -> tuple[list[Token], Token]:
    name, _, rest = token.info.strip().partition(" ")
    quoted = _QUOTED.search(rest)
    title = quoted[1] if quoted else rest
    opening, end = alert_tokens(name=name, title=title, level=token.level, fold=_FOLDS.get(token.markup, ""))
    if quoted and not title:
        # An empty title means none.
        opening = opening[:1]
    return opening, end


_OPENINGS = {"container_colon_open": _of_container, "container_slash_open": _of_block, "admonition_open": _of_python}
_CLOSINGS = ("container_colon_close", "container_slash_close", "admonition_close")
