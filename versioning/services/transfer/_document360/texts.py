"""What the API of Document360 says of its articles and categories. Values of other types than expected are left out."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.dateparse import parse_datetime

from versioning.models import Version
from versioning.models.limits import DESCRIPTION_LENGTH, LANGUAGE, LARGEST_ORDER, NAME_LENGTH
from versioning.services.transfer._document360.client import Client, Row
from versioning.text.render.render import RenderError, validate_blocks
from versioning.text.storable import replace_unstorable

DRAFT, PUBLISHED, FORKED, UNPUBLISHED = "draft", "published", "forked", "unpublished"
# The API's examples have numbers for some words.
_STATUSES: dict[Any, str] = {0: DRAFT, 3: PUBLISHED} | {each: each for each in (DRAFT, PUBLISHED, FORKED, UNPUBLISHED)}
_TYPES: dict[Any, str] = dict(enumerate(Version.ContentType.values)) | {
    each: each for each in Version.ContentType.values
}
_DEEPEST = 15


@dataclass(frozen=True)
class Place:
    """A category or an article in the tree. `noun` is its part of a path. `parent` is the id of a category."""

    noun: str
    id: str
    parent: str
    title: str
    order: int

    @property
    def is_category(self) -> bool:
        return self.noun == "categories"

    @property
    def path(self) -> str:
        """Return the path of the API below the project."""
        return f"{self.noun}/{self.id}"


@dataclass(frozen=True)
class SourceText:
    """One version of a text."""

    number: int
    title: str
    body: str
    html: str
    content_type: str
    description: str
    slug: str
    status: str
    is_hidden: bool
    is_fallback: bool
    public: int
    latest: int
    created_at: datetime | None
    modified_at: str
    author_name: str
    author_email: str

    @property
    def was_published(self) -> bool:
        """Return whether readers could see it once."""
        return self.status in (PUBLISHED, UNPUBLISHED)

    @classmethod
    def of(cls, row: Row) -> "SourceText":
        """Read the members of an article or of the content of a category."""
        authors = row.get("authors")
        author = authors[0] if isinstance(authors, list) and authors and isinstance(authors[0], dict) else {}
        created = _text(row, "created_at")
        return cls(
            number=_number(row, "version_number"),
            title=" ".join(_text(row, "title").split())[:NAME_LENGTH],
            body=_text(row, "content"),
            html=_text(row, "html_content"),
            content_type=_word(_TYPES, row.get("content_type"), otherwise=Version.ContentType.MARKDOWN),
            description=_text(row, "description")[:DESCRIPTION_LENGTH],
            slug=_text(row, "slug"),
            status=_word(_STATUSES, row.get("status"), otherwise=DRAFT),
            is_hidden=row.get("hidden") is True,
            is_fallback=row.get("is_fallback_content") is True,
            public=_number(row, "public_version"),
            latest=_number(row, "latest_version"),
            created_at=_moment(created),
            modified_at=_text(row, "modified_at"),
            author_name=f"{_text(author, 'first_name')} {_text(author, 'last_name')}".strip()[:NAME_LENGTH],
            author_email=_text(author, "email")[:254],
        )


def places_in(client: Client, *, project_version: str) -> Iterator[Place]:
    """Yield the categories of a project version, each before those below it, and then its articles."""
    start = f"project-versions/{project_version}"
    for row in client.many(f"{start}/categories"):
        yield from _categories(row, depth=1)
    for row in client.many(f"{start}/articles"):
        yield Place("articles", _text(row, "id"), _text(row, "category_id"), _text(row, "title"), _order(row))


def _categories(row: Row, *, depth: int) -> Iterator[Place]:
    yield Place("categories", _text(row, "id"), _text(row, "parent_category_id"), _text(row, "name"), _order(row))
    below = row.get("child_categories")
    for child in below if isinstance(below, list) and depth < _DEEPEST else ():
        if isinstance(child, dict):
            yield from _categories({"parent_category_id": row.get("id"), **child}, depth=depth + 1)


def languages_of(client: Client) -> list[str]:
    """Return the languages of the project, the default one first."""
    rows = sorted(client.many("languages"), key=lambda row: row.get("is_default") is not True)
    codes = (_text(row, "code") for row in rows)
    return list(dict.fromkeys(code for code in codes if LANGUAGE.fullmatch(code)))


def is_block_document(text: str) -> bool:
    """Return whether the text is a document of blocks as Stemma has them. Those of Document360 are others."""
    try:
        validate_blocks(text)
    except RenderError:
        return False
    return True


def _text(row: Row, name: str) -> str:
    value = row.get(name)
    return str(replace_unstorable(value)) if isinstance(value, str) else ""


def _number(row: Row, name: str) -> int:
    value = row.get(name)
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 < value < 10**9 else 0


def _order(row: Row) -> int:
    value = row.get("order")
    return min(value, LARGEST_ORDER) if isinstance(value, int) and value > 0 else 0


def _word(words: dict[Any, str], value: Any, *, otherwise: str) -> str:
    return words.get(value, otherwise) if isinstance(value, str | int) else otherwise


def _moment(value: str) -> datetime | None:
    try:
        moment = parse_datetime(value)
    except ValueError:
        return None
    return moment if moment is not None and moment.tzinfo is not None else None
