"""Sanitize HTML from any source, so that it can be part of a page."""

import re

import nh3

from versioning.text.render.allowed_html import (
    ATTRIBUTE_VALUES,
    ATTRIBUTES,
    CLASSES,
    ID_PREFIX,
    LANGUAGE_CLASS,
    PICTURE_DATA,
    TAGS,
    URL_ATTRIBUTES,
    URL_SCHEMES,
)
from versioning.text.render.html_cost_guard import limit_parsing_cost
from versioning.text.render.parsing_budget import ParsingBudget

ID_LENGTH = 200
_SURROGATES = re.compile("[\ud800-\udfff]")
# Browsers ignore whitespace and controls inside the scheme of a URL (WHATWG URL Standard, section 4.4).
_IGNORED_IN_URLS = re.compile(r"[\x00-\x20]+")
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)
# The only allowed input is the checkbox of a task, which readers cannot change. Nh3 escapes "<" everywhere else, so the
# pattern cannot match text.
_INPUT = re.compile(r"<input([^<>]*)>")
_TASK_BOX = r'<input type="checkbox" disabled="" aria-label="Task"\1>'


def sanitize(html: str) -> str:
    """Return HTML without scripts, styles, forms and references to ids of the surrounding page.

    Ids and links to them get ID_PREFIX, unless they have it already. Raise TooCostly if a parser would take too long.
    """
    return Sanitizer().clean(html)


class Sanitizer:
    """Sanitize the parts of one document, which share one budget."""

    def __init__(self) -> None:
        self._budget = ParsingBudget()

    def clean(self, html: str) -> str:
        """Sanitize one part. Every element that the part opens is closed in it."""
        guarded = limit_parsing_cost(_SURROGATES.sub("\ufffd", html), budget=self._budget)
        return _INPUT.sub(_TASK_BOX, _CLEANER.clean(guarded))


def _attribute(tag: str, name: str, value: str) -> str | None:
    """Return the value to keep, or None to drop the attribute."""
    if name == "class":
        return _classes(tag=tag, value=value)
    if name == "id" or (tag == "a" and name == "name"):
        return _prefixed(value)
    if name in URL_ATTRIBUTES:
        return _url(tag=tag, name=name, value=value)
    return value


def _classes(*, tag: str, value: str) -> str | None:
    kept = [word for word in value.split() if word in CLASSES or (tag == "code" and LANGUAGE_CLASS.fullmatch(word))]
    return " ".join(kept) or None


def _prefixed(identifier: str) -> str | None:
    if not identifier or len(identifier) > ID_LENGTH or any(character.isspace() for character in identifier):
        return None
    return identifier if identifier.startswith(ID_PREFIX) else ID_PREFIX + identifier


def _url(*, tag: str, name: str, value: str) -> str | None:
    bare = _IGNORED_IN_URLS.sub("", value)
    scheme = _SCHEME.match(bare)
    # Nh3 checks the schemes of href and src only.
    if scheme is not None and scheme[1].lower() not in URL_SCHEMES:
        return None
    if bare[:5].lower() == "data:":
        return bare if (tag, name) == ("img", "src") and PICTURE_DATA.fullmatch(bare) else None
    anchor = bare[1:]
    if bare[:1] != "#" or not anchor or anchor.lower() == "top" or anchor.startswith(ID_PREFIX):
        return value
    return f"#{ID_PREFIX}{anchor}"


_CLEANER = nh3.Cleaner(
    tags=set(TAGS),
    clean_content_tags=set(),
    attributes=ATTRIBUTES,
    attribute_filter=_attribute,
    tag_attribute_values=ATTRIBUTE_VALUES,
    link_rel="nofollow noopener noreferrer",
    url_schemes=set(URL_SCHEMES),
)
