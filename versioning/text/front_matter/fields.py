"""Read and change the understood values of front matter as a form shows them. All other bytes stay as they are."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from versioning.text.front_matter.editing import with_values
from versioning.text.front_matter.metadata import LANGUAGE_KEYS, ORDER_KEYS, truth_of
from versioning.text.front_matter.split import JSON, NONE, FrontMatterText, split_front_matter

# A field of a form: a text, a list of texts, a choice, or a number as it is written.
Value = str | list[str] | bool
# The keys that each field is read from, the first one for a text that has none of them.
KEYS: Mapping[str, tuple[str, ...]] = {
    "title": ("title",),
    "description": ("description",),
    "slug": ("slug",),
    "tags": ("tags",),
    "language": LANGUAGE_KEYS,
    "date": ("date",),
    "draft": ("draft",),
    "order": ORDER_KEYS,
}
EMPTY: Mapping[str, Value] = {"tags": [], "draft": False}


class WrongValue(ValueError):
    """A field has a value that it cannot have. `field` names it."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


@dataclass(frozen=True)
class Properties:
    """The front matter of a text as a form shows it.

    `values` has each field. `odd` names the keys of fields whose values a form cannot show, and `others` the keys that
    Stemma only keeps.
    """

    format: str
    values: Mapping[str, Value]
    odd: tuple[str, ...] = ()
    others: tuple[str, ...] = field(default=())


def read_properties(text: str) -> Properties:
    """Return what the front matter of the text says."""
    parts = split_front_matter(text)
    raw = parts.values()
    values: dict[str, Value] = {}
    odd: list[str] = []
    understood: set[str] = set()
    for name in KEYS:
        key = _key(name, raw)
        shown = _shown(name, raw[key]) if key in raw else EMPTY.get(name, "")
        understood.add(key)
        if shown is None:
            odd.append(key)
        values[name] = EMPTY.get(name, "") if shown is None else shown
    return Properties(parts.format, values, tuple(odd), tuple(key for key in raw if key not in understood))


def with_properties(text: str, changes: Mapping[str, Value]) -> str:
    """Return the text with these values of fields. An empty one removes its key.

    A value that stays the same changes no byte. Raises WrongValue, NotEditable.
    """
    parts = split_front_matter(text)
    raw, before = parts.values(), read_properties(text)
    changed: dict[str, Any] = {}
    for name, value in changes.items():
        if name not in KEYS:
            raise WrongValue(name, "Front matter has no field of this name.")
        if value != before.values[name]:
            key = _key(name, raw)
            changed[key] = _written(name, value, former=raw.get(key), parts=parts)
    if not changed or (parts.format == NONE and all(value is None for value in changed.values())):
        return text
    edited = with_values(parts, changed)
    return edited.head + edited.body


def _key(name: str, raw: Mapping[str, Any]) -> str:
    return next((key for key in KEYS[name] if key in raw), KEYS[name][0])


def _shown(name: str, value: Any) -> Value | None:
    """Return the value for a form, or None if a form cannot show it."""
    if name == "tags":
        return _tags(value)
    if name == "draft":
        return truth_of(value)
    if value is None:
        return ""
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value) if isinstance(value, str | int | float) and not isinstance(value, bool) else None


def _tags(value: Any) -> list[str] | None:
    if value is None:
        return []
    items = value.split(",") if isinstance(value, str) else value
    if not isinstance(items, list) or any(isinstance(item, list | dict) for item in items):
        return None
    return [text for item in items if (text := str(item).strip())]


def _written(name: str, value: Value, *, former: Any, parts: FrontMatterText) -> Any:
    """Return what the front matter holds for the value of a field, or None to remove its key."""
    if name == "tags":
        if not isinstance(value, list):
            raise WrongValue(name, "Tags must be a list.")
        return value or None
    if name == "draft":
        # A text that says that it is no draft goes on to say so.
        return value if value or former is not None else None
    if not isinstance(value, str):
        raise WrongValue(name, "This must be a text.")
    if not value.strip():
        return None
    if name == "order":
        return _number(value)
    if name == "date":
        return _date(value, as_text=parts.format == JSON or isinstance(former, str))
    return value


def _number(value: str) -> int | float:
    try:
        number = float(value)
        if abs(number) <= 1e15:
            return int(number) if number.is_integer() and "." not in value else number
    except ValueError:
        pass
    raise WrongValue("order", "Enter a number, such as 3.")


def _date(value: str, *, as_text: bool) -> Any:
    try:
        parsed = date.fromisoformat(value) if len(value) <= 10 else datetime.fromisoformat(value)
    except ValueError:
        raise WrongValue("date", "Enter a date such as 2026-11-29, or with a time: 2026-11-29T10:00:00Z.") from None
    return value if as_text else parsed
