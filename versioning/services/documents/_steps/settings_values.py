"""Check the fields of a document's presentation, before a lock is taken."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from versioning.exceptions import InvalidValue
from versioning.models import Presentation
from versioning.services.kernel.placing import check_place
from versioning.services.kernel.storable import check_text

MOST_TAGS, TAG_LENGTH, MOST_RELATED = 50, 100, 100


def check_presentation(changes: Mapping[str, Any], *, slug: str | None = None) -> None:
    """Raise InvalidValue, which names the field, if there is no such field or a value cannot be stored."""
    for field, value in changes.items():
        if field not in CHECKS:
            raise InvalidValue(f"{field} cannot be changed.", field=field)
        CHECKS[field](value, field=field)
    check_place({} if slug is None else {"slug": slug})


def _check_tags(tags: Any, *, field: str) -> None:
    if not isinstance(tags, list) or len(tags) > MOST_TAGS or not all(isinstance(tag, str) for tag in tags):
        raise InvalidValue(f"{field} must be a list of at most {MOST_TAGS} texts.", field=field)
    for tag in tags:
        if not tag.strip() or len(tag) > TAG_LENGTH:
            raise InvalidValue(f"{field} must have 1 to {TAG_LENGTH} characters each.", field=field)
        check_text(tag, field=field)


def _check_switch(value: Any, *, field: str) -> None:
    if not isinstance(value, bool):
        raise InvalidValue(f"{field} must be true or false.", field=field)


def _check_choice(value: Any, *, field: str, choices: list[str]) -> None:
    if value not in choices:
        raise InvalidValue(f"{field} must be one of {', '.join(choices)}.", field=field)


def _accept(value: Any, *, field: str) -> None:
    """Check nothing: every value of this type can be stored."""


CHECKS: dict[str, Callable[..., None]] = {
    "seo_title": partial(check_text, longest=255),
    "description": check_text,
    "featured_image_url": partial(check_text, longest=2000),
    "icon": partial(check_text, longest=255),
    "tags": _check_tags,
    "status_indicator": partial(_check_choice, choices=Presentation.StatusIndicator.values),
    "status_indicator_expires_at": _accept,
    "category_type": partial(_check_choice, choices=Presentation.CategoryType.values),
    "allow_comments": _check_switch,
    "show_table_of_contents": _check_switch,
    "exclude_from_search": _check_switch,
    "exclude_from_ai_search": _check_switch,
    "exclude_from_external_search": _check_switch,
    "requires_acknowledgement": _check_switch,
}
