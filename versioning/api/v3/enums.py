"""Words that v3 has of its own, and the integers that its examples show for some of them."""

from typing import Any

from django.conf import settings
from rest_framework import serializers

from versioning.models import Document, Version

DRAFT, PUBLISHED, FORKED, UNPUBLISHED = "draft", "published", "forked", "unpublished"
STATUSES = (DRAFT, PUBLISHED, FORKED, UNPUBLISHED)
# The pages know two: what is not published is a draft.
STATUS_INTEGERS = {DRAFT: 0, UNPUBLISHED: 0, PUBLISHED: 3}
CONTENT_TYPES = tuple(Version.ContentType.values)
# Ours to v3's.
TRANSLATION_OPTIONS: dict[str, str] = {
    Document.TranslationState.NONE: "none",
    Document.TranslationState.NEEDED: "needTranslation",
    Document.TranslationState.TRANSLATED: "translated",
    Document.TranslationState.IN_PROGRESS: "inProgress",
}
TRANSLATION_STATES = {wire: ours for ours, wire in TRANSLATION_OPTIONS.items()}


def wire_status(version: Version) -> str | int:
    """`unpublished` is what once was published and is archived now."""
    word = {Version.Status.DRAFT: DRAFT, Version.Status.PUBLISHED: PUBLISHED}.get(
        Version.Status(version.status), UNPUBLISHED
    )
    return STATUS_INTEGERS[word] if settings.V3_ENUM_STYLE == "integer" else word


def wire_content_type(content_type: str) -> str | int:
    return CONTENT_TYPES.index(content_type) if settings.V3_ENUM_STYLE == "integer" else content_type


class ContentTypeField(serializers.ChoiceField):
    """Takes the word or its integer (0 = markdown, 1 = wysiwyg, 2 = block), whatever V3_ENUM_STYLE says."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=CONTENT_TYPES, **kwargs)

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, int) and not isinstance(data, bool) and 0 <= data < len(CONTENT_TYPES):
            return CONTENT_TYPES[data]
        return super().to_internal_value(data)
