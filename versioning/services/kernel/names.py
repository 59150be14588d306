"""Checking what people call things, before any lock is taken."""

import re
from uuid import UUID

from versioning.exceptions import InvalidValue

NAME_LENGTH = 255
SLUG_LENGTH = 100
SLUG = re.compile(r"[-a-zA-Z0-9_]+")
LANGUAGE = re.compile(r"^[a-z]{2}(-[A-Z]{2})?\Z")


def check_name(name: str, *, field: str = "name") -> None:
    """Raise InvalidValue unless it has 1 to 255 characters that the database can store."""
    if not name.strip() or len(name) > NAME_LENGTH:
        raise InvalidValue(f"{field} must have 1 to {NAME_LENGTH} characters.", field=field)
    if "\0" in name:
        raise InvalidValue(f"{field} must not contain NUL characters.", field=field)
    try:
        name.encode()
    except UnicodeEncodeError:
        raise InvalidValue(f"{field} must be text that UTF-8 can hold; it has a lone surrogate.", field=field) from None


def check_slug(slug: str, *, field: str = "slug") -> None:
    """Raise InvalidValue unless it can stand in a URL."""
    if len(slug) > SLUG_LENGTH or not SLUG.fullmatch(slug):
        raise InvalidValue(
            f"{field} must have 1 to {SLUG_LENGTH} letters (a to z), digits, hyphens or underscores.", field=field
        )


def check_project_slug(slug: str) -> None:
    """As `check_slug`; and raise InvalidValue where it reads as an id, by which projects are found too."""
    check_slug(slug)
    try:
        UUID(slug)
    except ValueError:
        return
    raise InvalidValue("slug must not read as a uuid: ids and slugs stand in the same places.", field="slug")


def check_language(language: str, *, field: str = "language") -> None:
    """Raise InvalidValue unless it is a code such as `en` or `pt-BR`."""
    if not LANGUAGE.fullmatch(language):
        raise InvalidValue(f"{field} must be a code such as en or pt-BR.", field=field)
