"""Show callouts and admonitions of all dialects as the alerts of GitHub, which the style sheet knows."""

from collections.abc import Mapping
from types import MappingProxyType

from markdown_it.token import Token

_KINDS: Mapping[str, str] = MappingProxyType(
    {
        "note": "note info abstract summary tldr todo quote cite example question help faq seealso details",
        "tip": "tip hint success check done",
        "important": "important attention",
        "warning": "warning",
        "caution": "caution danger error bug failure fail missing",
    }
)
_KIND_OF = {name: kind for kind, names in _KINDS.items() for name in names.split()}


def alert_class(name: str) -> str:
    """Return the classes for a callout of this type. An unknown type looks like a note."""
    return f"markdown-alert markdown-alert-{_KIND_OF.get(name.lower(), 'note')}"


def title_of(name: str, title: str) -> str:
    """Return the title that the author wrote, or the type as a word."""
    return title.strip() or name.replace("-", " ").replace("_", " ").capitalize()


def alert_tokens(*, name: str, title: str, level: int, fold: str = "") -> tuple[list[Token], Token]:
    """Return the tokens of an opening with its title, and of the end.

    `fold` is `+` for a block that a reader can close, `-` for one that is closed at first, and empty for others.
    """
    outer, heading = ("details", "summary") if fold else ("div", "p")
    attributes: dict[str, str | int | float] = {"class": alert_class(name)}
    if fold == "+":
        attributes["open"] = ""
    opening = [
        Token("alert_open", outer, 1, attrs=attributes, level=level, block=True),
        Token("alert_title_open", heading, 1, attrs={"class": "markdown-alert-title"}, level=level + 1, block=True),
        Token("inline", "", 0, content=title_of(name, title), children=[], level=level + 2, block=True),
        Token("alert_title_close", heading, -1, level=level + 1, block=True),
    ]
    return opening, Token("alert_close", outer, -1, level=level, block=True)
