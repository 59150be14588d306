"""Check names, slugs and language codes before a lock is taken."""

import unicodedata
from urllib.parse import urlsplit
from uuid import UUID

from django.utils.text import slugify

from versioning.exceptions import InvalidValue
from versioning.models.limits import LANGUAGE, NAME_LENGTH, SLUG, SLUG_LENGTH
from versioning.services.kernel.storable import check_text


def check_name(name: str, *, field: str = "name") -> None:
    """Raise InvalidValue unless it has 1 to 255 characters that the database can store."""
    # Spaces alone would leave a link without a text.
    if not name.strip() or len(name) > NAME_LENGTH:
        raise InvalidValue(f"{field} must have 1 to {NAME_LENGTH} characters.", field=field)
    check_text(name, field=field)


def check_slug(slug: str, *, field: str = "slug") -> None:
    """Raise InvalidValue unless it can be a part of a URL path."""
    if len(slug) > SLUG_LENGTH or not SLUG.fullmatch(slug):
        raise InvalidValue(
            f"{field} must have 1 to {SLUG_LENGTH} letters (a to z), digits, hyphens or underscores.", field=field
        )


def check_project_slug(slug: str) -> None:
    """As `check_slug`, and raise InvalidValue if the slug is a UUID: projects are found by both."""
    check_slug(slug)
    try:
        UUID(slug)
    except ValueError:
        return
    raise InvalidValue("slug must not be a UUID: ids and slugs are used in the same places.", field="slug")


def check_language(language: str, *, field: str = "language") -> None:
    """Raise InvalidValue unless it is a code such as `en` or `pt-BR`."""
    if not LANGUAGE.fullmatch(language):
        raise InvalidValue(f"{field} must be a code such as en or pt-BR.", field=field)


def slug_of(name: str) -> str:
    """Return a slug of the name, or an empty string if it has no letters and digits.

    Only accents are dropped. A name in another script keeps its letters.
    """
    plain = slugify(name)
    bare = "".join(letter for letter in unicodedata.normalize("NFKD", name) if not unicodedata.combining(letter))
    return plain if plain == slugify(bare, allow_unicode=True) else slugify(name, allow_unicode=True)


def check_web_address(address: str, *, field: str = "address") -> None:
    """Raise InvalidValue unless it is an address of the web, which a link can have without running a script."""
    try:
        parts = urlsplit(address)
    except ValueError:
        parts = None
    if parts is None or parts.scheme not in ("http", "https") or not parts.netloc:
        raise InvalidValue(f"The {field} must begin with http:// or https://.", field=field)
