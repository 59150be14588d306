"""The shapes of answers of v3, for the OpenAPI document. `presenters.py` builds the answers.

Every member is always present. The pages allow null for most members. Here only those members allow null that are ever
null, so that generated clients need not check the others.
"""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from versioning.api.v3.enums import CONTENT_TYPES, STATUSES, TRANSLATION_OPTIONS
from versioning.models import Presentation

TRANSLATIONS = tuple(TRANSLATION_OPTIONS.values())
CATEGORY_TYPES = Presentation.CategoryType.values


# Most strings of v3 may be null.
class Nullable(serializers.CharField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(allow_null=True, **kwargs)


class Reference(serializers.UUIDField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(allow_null=True, **kwargs)


class Address(serializers.URLField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(allow_null=True, **kwargs)


class AuthorSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    first_name = Nullable()
    last_name = Nullable()
    email = Nullable()
    profile_logo_url = Nullable()


class AvailableLanguageSerializer(serializers.Serializer[Any]):
    lang_code = serializers.CharField()
    url = Address()
    translation_status = serializers.ChoiceField(choices=TRANSLATIONS)


class ArticleDocumentSettingsSerializer(serializers.Serializer[Any]):
    seo_title = Nullable()
    description = Nullable()
    exclude_from_external_search = serializers.BooleanField()


class TextSerializer(serializers.Serializer[Any]):
    """The members that articles and categories share."""

    id = serializers.UUIDField()
    title = serializers.CharField()
    content = serializers.CharField()
    html_content = Nullable()
    project_version_id = serializers.UUIDField()
    version_number = serializers.IntegerField()
    latest_version = serializers.IntegerField(help_text="The number of the newest version, drafts included.")
    enable_rtl = serializers.BooleanField()
    hidden = serializers.BooleanField()
    status = serializers.ChoiceField(choices=STATUSES)
    created_by = serializers.UUIDField()
    created_at = serializers.DateTimeField()
    modified_at = serializers.DateTimeField()
    modified_by = serializers.UUIDField()
    slug = serializers.CharField()
    is_fallback_content = serializers.BooleanField()
    content_type = serializers.ChoiceField(choices=CONTENT_TYPES)
    current_workflow_status_id = Reference()


class ArticleSerializer(TextSerializer):
    category_id = Reference()
    public_version = serializers.IntegerField(
        allow_null=True, help_text="The number of the version that readers see, or null."
    )
    order = serializers.IntegerField()
    authors = AuthorSerializer(many=True)
    description = Nullable()
    category_type = serializers.ChoiceField(choices=CATEGORY_TYPES, allow_null=True)
    is_shared_article = serializers.BooleanField()
    translation_option = serializers.ChoiceField(choices=TRANSLATIONS)
    url = Address()
    lang_code = serializers.CharField()
    available_languages = AvailableLanguageSerializer(many=True)
    settings = ArticleDocumentSettingsSerializer()


class CategoryContentSerializer(TextSerializer):
    parent_category_id = Reference(help_text="Null: top level.")
    public_version = serializers.IntegerField(help_text="The number of the version that readers see, or 0.")


class VersionItemSerializer(serializers.Serializer[Any]):
    version_number = serializers.IntegerField()
    created_by = serializers.UUIDField()
    created_at = serializers.DateTimeField()
    modified_at = serializers.DateTimeField()
    modified_by = serializers.UUIDField()
    base_version = serializers.IntegerField(help_text="The number of the version that it was forked from, or 0.")
    status = serializers.ChoiceField(choices=STATUSES)
    profile_url = Nullable()


class CategorySettingsSerializer(serializers.Serializer[Any]):
    slug = serializers.CharField()
    seo_title = Nullable()
    description = Nullable()
    allow_comments = serializers.BooleanField()
    show_table_of_contents = serializers.BooleanField()
    featured_image_url = Nullable()
    tags = serializers.ListField(child=serializers.CharField())
    status_indicator = serializers.ChoiceField(choices=Presentation.StatusIndicator.values)
    status_indicator_expiry_date = serializers.DateTimeField(allow_null=True)
    exclude_from_search = serializers.BooleanField()
    exclude_from_ai_search = serializers.BooleanField()
    exclude_from_external_search = serializers.BooleanField()
    is_acknowledgement_enabled = serializers.BooleanField()


class RelatedArticleSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    title = serializers.CharField()
    hidden = serializers.BooleanField()
    slug = serializers.CharField()


class ArticleSettingsSerializer(CategorySettingsSerializer):
    related_articles = RelatedArticleSerializer(many=True)
    url = Address()


class BulkResultSerializer(serializers.Serializer[Any]):
    index = serializers.IntegerField(help_text="The index of the item in the request, from 0.")
    id = Reference(help_text="Null if nothing was created, or if the ID is malformed.")
    success = serializers.BooleanField()
    details = Nullable(help_text="The reason if it failed.")


class ArticleItemSerializer(serializers.Serializer[Any]):
    """An article in its category."""

    id = serializers.UUIDField()
    title = serializers.CharField()
    public_version = serializers.IntegerField(allow_null=True)
    latest_version = serializers.IntegerField()
    hidden = serializers.BooleanField()
    status = serializers.ChoiceField(choices=STATUSES)
    order = serializers.IntegerField()
    slug = serializers.CharField()
    content_type = serializers.ChoiceField(choices=CONTENT_TYPES)
    translation_option = serializers.ChoiceField(choices=TRANSLATIONS)
    is_shared_article = serializers.BooleanField()
    created_at = serializers.DateTimeField()
    modified_at = serializers.DateTimeField()
    created_by = serializers.UUIDField()
    current_workflow_status_id = Reference()
    url = Address()
    exclude_from_external_search = serializers.BooleanField()
    security_visibility = serializers.ChoiceField(choices=("public", "protected", "mixed"), allow_null=True)


class CategorySimpleSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    name = serializers.CharField()
    order = serializers.IntegerField()
    icon = Nullable()
    created_at = serializers.DateTimeField()
    modified_at = serializers.DateTimeField()


class CategorySerializer(CategorySimpleSerializer):
    description = Nullable()
    project_version_id = serializers.UUIDField()
    parent_category_id = Reference(help_text="Null: top level.")
    hidden = serializers.BooleanField()
    slug = serializers.CharField()
    category_type = serializers.ChoiceField(choices=CATEGORY_TYPES)
    status = serializers.ChoiceField(choices=STATUSES, allow_null=True)
    content_type = serializers.ChoiceField(choices=CONTENT_TYPES, allow_null=True)
    current_workflow_status_id = Reference()
    articles = ArticleItemSerializer(many=True)

    # A serializer cannot nest itself. The field refers to the component by its name.
    def get_fields(self) -> dict[str, Any]:
        return {**super().get_fields(), "child_categories": ChildCategoriesField()}


class ArticleSummarySerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    title = serializers.CharField()
    category_id = Reference()
    hidden = serializers.BooleanField()
    order = serializers.IntegerField()


class CategorySummarySerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    name = serializers.CharField()
    order = serializers.IntegerField()
    parent_category_id = Reference(help_text="Null: top level.")

    def get_fields(self) -> dict[str, Any]:
        return {**super().get_fields(), "child_categories": ChildSummariesField()}


@extend_schema_field(
    {"type": "array", "items": {"$ref": "#/components/schemas/Category"}},
)
class ChildCategoriesField(serializers.ListField):
    """Categories of the same shape."""


@extend_schema_field(
    {"type": "array", "items": {"$ref": "#/components/schemas/CategorySummary"}},
)
class ChildSummariesField(serializers.ListField):
    """Summaries of the same shape."""
