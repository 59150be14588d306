"""What a caller gives to create a document or a translation, and what the front matter of its text states."""

from collections.abc import Container, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from versioning.models import Document, Version
from versioning.models.limits import DESCRIPTION_LENGTH, NAME_LENGTH
from versioning.services.kernel.names import slug_of
from versioning.text.front_matter.metadata import Metadata, read_metadata
from versioning.text.front_matter.split import split_front_matter


@dataclass(frozen=True)
class NewText:
    """The snapshot of version 1.

    Without a content type it is Markdown, or as the newest version of the original in a translation. Without a name the
    version is called `v1`.
    """

    title: str
    body: str = ""
    description: str = ""
    content_type: str | None = None
    fields: Mapping[str, Any] = field(default_factory=dict)
    name: str | None = None

    def snapshot(self, *, content_type: str = Version.ContentType.MARKDOWN) -> dict[str, Any]:
        """Return the fields of the snapshot without the body. `content_type` is the default."""
        return {
            "title": self.title,
            "description": self.description,
            "content_type": self.content_type or content_type,
            "fields": dict(self.fields),
        }


@dataclass(frozen=True)
class Placement:
    """The fields of the document itself.

    Without a slug it is made from the title. Without a language it is the project's. A document with a
    `translation_key` is a translation of the text that has this key.
    """

    kind: str = Document.Kind.DOCUMENT
    slug: str = ""
    language: str = ""
    translation_key: UUID | None = None
    parent_id: UUID | None = None
    order: int = 0
    hidden: bool = False
    tags: tuple[str, ...] = ()


TOP_LEVEL = Placement()


@dataclass(frozen=True)
class Stated:
    """The values for a new document, and the description of each version. Empty or None: the file does not say.

    A later import does not take them for changes of the document: people may have changed it here meanwhile.
    """

    description: str = ""
    slug: str = ""
    language: str = ""
    order: int | None = None
    hidden: bool = False
    tags: tuple[str, ...] = ()


NOTHING = Stated()


def stated_in(metadata: Metadata) -> Stated:
    """Return what the metadata states. A draft of a site is a hidden document."""
    description = metadata.description or ""
    return Stated(
        description=description if len(description) <= DESCRIPTION_LENGTH else "",
        slug=slug_of(metadata.slug or "")[:NAME_LENGTH],
        language=metadata.language or "",
        order=metadata.order,
        hidden=metadata.draft is True,
        tags=metadata.tags or (),
    )


def with_stated_values(text: NewText, placement: Placement, *, given: Container[str]) -> tuple[NewText, Placement]:
    """Return both with the values that the front matter of a Markdown text states, except those that are `given`."""
    stated = stated_by(text)
    values: dict[str, Any] = {
        "slug": stated.slug,
        "language": stated.language,
        "order": stated.order,
        "hidden": stated.hidden,
        "tags": stated.tags,
    }
    found = {name: value for name, value in values.items() if value and name not in given}
    return _described(text, stated, given=given), replace(placement, **found)


def with_stated_description(text: NewText) -> NewText:
    """Return the text with the description that its front matter states."""
    return _described(text, stated_by(text), given=())


def _described(text: NewText, stated: Stated, *, given: Container[str]) -> NewText:
    if "description" in given or not stated.description:
        return text
    return replace(text, description=stated.description)


def stated_by(text: NewText) -> Stated:
    """Return what the front matter of the text states. Only a Markdown text has some."""
    if (text.content_type or Version.ContentType.MARKDOWN) != Version.ContentType.MARKDOWN:
        return NOTHING
    return stated_in(read_metadata(split_front_matter(text.body)))
