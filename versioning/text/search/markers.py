"""Leave out what the dialects of Markdown write around words: readers see a callout, not `[!tip]`."""

import re
from collections.abc import Callable
from typing import NamedTuple

_TYPE, _REST = r"(?P<type>[^\W\d_][\w-]{0,39})", r"(?P<title>[^\n]*+)(?:\n|\Z)"
_PYTHON = rf'[ \t]++{_TYPE}[a-z \t-]{{0,80}}(?:"(?P<title>[^"\n]*+)")?[ \t]*+(?:\n|\Z)'
_ATTRIBUTES = r"\{:?[ \t]*[#.][\w-][^{}\n]{0,200}\}"

_BRACKETS = re.compile(r"\{[^{}]*+\}|[\[\]{}]")


class _Marker(NamedTuple):
    """Texts without `sign` cannot match, so that they cost nothing."""

    sign: str
    pattern: re.Pattern[str]
    words: str | Callable[[re.Match[str]], str]


def _title(marker: re.Match[str]) -> str:
    """Return the title that the author wrote, or else the type, which is shown instead."""
    return f"{(marker['title'] or '').strip() or marker['type'].replace('-', ' ')}\n"


def _bare_title(marker: re.Match[str]) -> str:
    """Return the title of `:::note[Title]{.class}`, or else the type."""
    title = _BRACKETS.sub(" ", marker["title"]).strip()
    return f"{title or marker['type'].replace('-', ' ')}\n"


def _quoted_title(marker: re.Match[str]) -> str:
    # An empty title means that none is shown.
    return f"{marker['title'] if marker['title'] is not None else marker['type']}\n"


# Each pattern is anchored to a line or to rare characters, so that a search takes linear time.
_MARKERS = (
    _Marker(
        "[!", re.compile(rf"^[ \t]*+>[ \t>]*+\[!{_TYPE}(?:\|[^\]\n]{{0,80}})?\][+-]?{_REST}", re.MULTILINE), _title
    ),
    _Marker(":::", re.compile(rf"^[ \t]*+:{{3,}}[ \t]*+\{{?\.?{_TYPE}{_REST}", re.MULTILINE), _bare_title),
    _Marker("///", re.compile(rf"^[ \t]*+/{{3,}}[ \t]++{_TYPE}[ \t]*+(?:\|{_REST}|(?:\n|\Z))", re.MULTILINE), _title),
    _Marker("///", re.compile(r"^[ \t]*+/{3,}[ \t]*+$", re.MULTILINE), ""),
    _Marker("!!!", re.compile(rf"^[ \t]*+!!!{_PYTHON}", re.MULTILINE), _quoted_title),
    _Marker("???", re.compile(rf"^[ \t]*+\?\?\?\+?{_PYTHON}", re.MULTILINE), _quoted_title),
    _Marker("===", re.compile(r'^[ \t]*+={3}[!+]{0,2}[ \t]++"([^"\n]{1,200})"[ \t]*+$', re.MULTILINE), r"\1"),
    _Marker("{", re.compile(rf"(?<=[)\]`*_]){_ATTRIBUTES}|(?:^|[ \t]){_ATTRIBUTES}[ \t]*+$", re.MULTILINE), ""),
    _Marker("[^", re.compile(r"\[\^[^\]\s]{1,60}\]:?"), ""),
    _Marker("==", re.compile(r"(?<![=\w])==(?=[^\s=])([^=\n]{1,500})(?<=\S)==(?![=\w])"), r"\1"),
    _Marker("^^", re.compile(r"(?<![\^\w])\^\^(?=[^\s^])([^^\n]{1,500})(?<=\S)\^\^(?![\^\w])"), r"\1"),
    _Marker("++", re.compile(r'(?<![\w+])\+\+([a-z0-9"][\w"+ -]{0,200})\+\+(?![\w+])'), r"\1"),
    _Marker(":", re.compile(r":(?:material|octicons|fontawesome|simple)-[\w-]{1,80}:"), ""),
)


def without_markers(text: str) -> str:
    """Return a Markdown text without the marks of callouts, tabs, attributes and the like. Takes linear time."""
    for marker in _MARKERS:
        if marker.sign in text:
            text = marker.pattern.sub(marker.words, text)
    return text
