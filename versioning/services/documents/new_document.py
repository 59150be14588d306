"""What a caller gives to create a document or a translation."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from versioning.models import Document, Version


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


TOP_LEVEL = Placement()
