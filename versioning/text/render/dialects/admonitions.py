"""Admonitions: `:::note Title` of Docusaurus and VitePress, and `!!! note "Title"` of Python-Markdown."""

import re

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
# What Python-Markdown lets an author write instead of a title.
_QUOTED = re.compile(r'"(.*)"\s*')
_FOLDS = {"!!!": "", "???": "-", "???+": "+"}


def add_admonitions(md: MarkdownIt) -> None:
    """Let the parser find admonitions, and show them as alerts."""
    md.use(container_plugin, "colon", validate=lambda params, _: _PARAMS.fullmatch(params) is not None)
    md.use(admon_plugin)
    md.core.ruler.after("block", "show_admonitions", _show_admonitions)


def _show_admonitions(state: StateCore) -> None:
    if any(token.type in ("container_colon_open", "admonition_open") for token in state.tokens):
        state.tokens = _as_alerts(state.tokens)


def _as_alerts(tokens: list[Token]) -> list[Token]:
    written, ends, in_title = list[Token](), list[Token](), False
    for token in tokens:
        if token.type in ("container_colon_open", "admonition_open"):
            opening, end = _of_container(token) if token.type == "container_colon_open" else _of_python(token)
            written += opening
            ends.append(end)
        elif token.type in ("container_colon_close", "admonition_close"):
            written.append(ends.pop())
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


def _of_python(token: Token) -> tuple[list[Token], Token]:
    name, _, rest = token.info.strip().partition(" ")
    quoted = _QUOTED.search(rest)
    title = quoted[1] if quoted else rest
    opening, end = alert_tokens(name=name, title=title, level=token.level, fold=_FOLDS.get(token.markup, ""))
    if quoted and not title:
        # An empty title means none.
        opening = opening[:1]
    return opening, end
