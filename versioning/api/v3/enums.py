"""The values of enumerations in v3, and the integers that its examples have for some of them."""

from typing import Any, ClassVar

from django.conf import settings
from rest_framework import serializers

from versioning.models import Document, Presentation, Version

DRAFT, PUBLISHED, FORKED, UNPUBLISHED = "draft", "published", "forked", "unpublished"
STATUSES = (DRAFT, PUBLISHED, FORKED, UNPUBLISHED)
# The pages have two integers. All versions that are not published count as drafts.
STATUS_INTEGERS = {DRAFT: 0, UNPUBLISHED: 0, PUBLISHED: 3}
CONTENT_TYPES = tuple(Version.ContentType.values)
# From our values to those of v3.
TRANSLATION_OPTIONS: dict[str, str] = {
    Document.TranslationState.NONE: "none",
    Document.TranslationState.NEEDED: "needTranslation",
    Document.TranslationState.TRANSLATED: "translated",
    Document.TranslationState.IN_PROGRESS: "inProgress",
}
TRANSLATION_STATES = {wire: ours for ours, wire in TRANSLATION_OPTIONS.items()}


def wire_status(version: Version) -> str | int:
    """Return the status in v3. `unpublished` is a version that was published and is archived now."""
    name = {Version.Status.DRAFT: DRAFT, Version.Status.PUBLISHED: PUBLISHED}.get(
        Version.Status(version.status), UNPUBLISHED
    )
    return STATUS_INTEGERS[name] if settings.V3_ENUM_STYLE == "integer" else name


def wire_content_type(content_type: str) -> str | int:
    """Return the content type as V3_ENUM_STYLE asks for."""
    return CONTENT_TYPES.index(content_type) if settings.V3_ENUM_STYLE == "integer" else content_type


class WordField(serializers.ChoiceField):
    """Accept a value or its index, whichever V3_ENUM_STYLE the answers have."""

    words: ClassVar[tuple[str, ...]]

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=self.words, **kwargs)

    def to_internal_value(self, data: Any) -> Any:
        # In Python, a bool is an int.
        if isinstance(data, int) and not isinstance(data, bool) and 0 <= data < len(self.words):
            return self.words[data]
        return super().to_internal_value(data)


class ContentTypeField(WordField):
    """0 = markdown, 1 = wysiwyg, 2 = block."""

    words = CONTENT_TYPES


class CategoryTypeField(WordField):
    """0 = folder, 1 = page, 2 = index."""

    words = tuple(Presentation.CategoryType.values)
