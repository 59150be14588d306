"""Read the values of front matter that Stemma understands. Everything else is only kept."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import lru_cache
from math import isnan
from typing import Any

from versioning.text.front_matter.split import YAML, FrontMatterText, values_of
from versioning.text.front_matter.values import plain_values

MAX_TAGS, MAX_TAG, MAX_ALIASES = 50, 100, 50
# Static site generators name the position among the siblings differently.
ORDER_KEYS = ("weight", "sidebar_position", "nav_order", "order")
LANGUAGE_KEYS = ("lang", "language")
# In characters. What longer blocks say is not remembered.
SHORT = 4_000
_LARGEST_ORDER = 1_000_000
_TRUTHS = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}
_NUMBER = re.compile(r"[-+]?[0-9]{1,9}(?:\.[0-9]{1,9})?", re.ASCII)
_LANGUAGE = re.compile(r"[a-z]{2}(-[A-Z]{2})?")
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]+")


@dataclass(frozen=True)
class Metadata:
    """The understood values. None means that the file does not say."""

    title: str | None = None
    description: str | None = None
    slug: str | None = None
    tags: tuple[str, ...] | None = None
    language: str | None = None
    date: datetime | None = None
    draft: bool | None = None
    order: int | None = None
    aliases: tuple[str, ...] = ()


def read_metadata(parts: FrontMatterText) -> Metadata:
    """Return what the front matter says. A value of another type than expected is not understood."""
    # The same versions are read again and again, and a parser takes longer than the rest of a read.
    return _read_short(parts.format, parts.block) if len(parts.block) <= SHORT else _read(parts.format, parts.block)


def _read(kind: str, block: str) -> Metadata:
    values = values_of(kind, block)
    if not values and kind == YAML:
        values = plain_values(block)
    return Metadata(
        title=_line(values.get("title")),
        description=_description(values),
        slug=_slug(values.get("slug")),
        tags=_texts(values.get("tags"), most=MAX_TAGS) if "tags" in values else None,
        language=next((code for key in LANGUAGE_KEYS if (code := _language(values.get(key)))), None),
        date=_moment(values.get("date")),
        draft=truth_of(values.get("draft")),
        order=next((order for key in ORDER_KEYS if (order := _order(values.get(key))) is not None), None),
        aliases=_texts(values.get("aliases", values.get("alias")), most=MAX_ALIASES),
    )


_read_short = lru_cache(maxsize=2_000)(_read)


def truth_of(value: object) -> bool | None:
    """Return whether the value says yes, also as YAML 1.1 writes it. None if it says neither yes nor no."""
    return value if isinstance(value, bool) else _TRUTHS.get(value.lower()) if isinstance(value, str) else None


def number_of(value: object) -> int | float | None:
    """Return the number, also if it is a text such as 010. None if there is none, or if it has no place in an order."""
    if isinstance(value, str) and _NUMBER.fullmatch(value):
        return float(value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return None if isinstance(value, float) and isnan(value) else value


def _line(value: object) -> str | None:
    """Return a text or number on one line, or None if it is blank or something else."""
    if not isinstance(value, str | int | float) or isinstance(value, bool):
        return str(value) if isinstance(value, date) else None
    return " ".join(_CONTROL.sub(" ", str(value)).split()) or None


def _description(values: Mapping[str, Any]) -> str | None:
    if "description" not in values:
        return None
    # An empty description is a statement too.
    return "" if values["description"] in (None, "") else _line(values["description"])


def _slug(value: object) -> str | None:
    """Return the last part of a slug. Some generators accept a whole path."""
    return (_line(value) or "").rstrip("/").rpartition("/")[2] or None


def _texts(value: object, *, most: int) -> tuple[str, ...]:
    """Return a list of texts. A text alone is separated by commas."""
    items = value.split(",") if isinstance(value, str) else value if isinstance(value, list) else []
    lines = (line for item in items if (line := _line(item)) and len(line) <= MAX_TAG)
    return tuple(dict.fromkeys(lines))[:most]


def _language(value: object) -> str | None:
    return value if isinstance(value, str) and _LANGUAGE.fullmatch(value) else None


def _order(value: object) -> int | None:
    number = number_of(value)
    return None if number is None or not abs(number) <= _LARGEST_ORDER else int(number)


def _moment(value: object) -> datetime | None:
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            return None
    if isinstance(value, date) and not isinstance(value, datetime):
        value = datetime.combine(value, time())
    if not isinstance(value, datetime):
        return None
    try:
        return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)
    except OverflowError:
        return None
