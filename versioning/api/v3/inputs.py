"""Queries and bodies of v3. A null member counts as left out, as in the examples of the pages."""

from collections.abc import Mapping
from typing import Any

from rest_framework import serializers

from versioning.api.strict_serializers import ShortListField, StrictSerializer
from versioning.api.v3.enums import TRANSLATION_OPTIONS, CategoryTypeField, ContentTypeField
from versioning.api.v3.pagination import LARGEST_INT32
from versioning.models import Presentation
from versioning.models.limits import LANGUAGE

# Document360's limit.
LARGEST_BULK = 100
BULK: dict[str, Any] = {"max_length": LARGEST_BULK, "allow_empty": False}


class LanguageQuery(serializers.Serializer[Any]):
    lang_code = serializers.RegexField(
        LANGUAGE, required=False, max_length=5, help_text="A language code. Default: the project's primary language."
    )


class ContentQuery(LanguageQuery):
    content_mode = serializers.ChoiceField(
        choices=("raw", "display"), default="raw", help_text="`display` adds the rendered HTML in `html_content`."
    )


class ReadQuery(ContentQuery):
    published = serializers.BooleanField(
        default=False, help_text="Get the version that readers see instead of the newest one."
    )


class Text(serializers.CharField):
    """A text that keeps its white space."""

    def __init__(self, **kwargs: Any) -> None:
        usual = {"required": False, "allow_null": True, "allow_blank": True, "trim_whitespace": False}
        super().__init__(**{**usual, **kwargs})


class Int32(serializers.IntegerField):
    """An integer that fits a signed 32-bit column."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"min_value": -LARGEST_INT32, "max_value": LARGEST_INT32, "required": False, **kwargs})


class VersionNumber(Int32):
    """The number of a version, from 1."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_value=1, **kwargs)


class Identifier(serializers.UUIDField):
    """The id of an object. The pages declare ids as strings, but all ids are UUIDs."""

    default_error_messages = {"invalid": "No object has this ID. IDs are UUIDs."}  # noqa: RUF012

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"required": False, "allow_null": True, **kwargs})


class Flag(serializers.BooleanField):
    """An optional boolean."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"required": False, "allow_null": True, **kwargs})


class NumbersField(ShortListField):
    """A list in a query: `?n=1&n=2` or `?n=1,2`."""

    child = VersionNumber()

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(allow_empty=False, max_length=LARGEST_BULK, **kwargs)

    def to_internal_value(self, data: Any) -> list[Any]:
        # Document360's clients repeat the parameter. Generated clients often join the numbers.
        numbers: list[Any] = super().to_internal_value([number for part in data for number in str(part).split(",")])
        return numbers


def without_nulls(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the members that are not null."""
    return {name: value for name, value in values.items() if value is not None}


class V3Body(StrictSerializer):
    """A body whose null members count as left out."""

    @property
    def given(self) -> dict[str, Any]:
        """The validated members that are not null."""
        return without_nulls(self.validated_data)


class WorkspaceBody(V3Body):
    """Names the project version as `project_version_id`. Later clients send `workspace_id` instead."""

    project_version_id = Identifier(required=True, allow_null=False)
    workspace_id = Identifier(help_text="The later name of `project_version_id`. Used if that member is missing.")

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, dict) and data.get("project_version_id") is None and data.get("workspace_id") is not None:
            data = {**data, "project_version_id": data["workspace_id"]}
        values = super().to_internal_value(data)
        # Views read one name only.
        values.pop("workspace_id", None)
        return values


class ForkBody(V3Body):
    """The body and each of its members are optional. The pages have no body here."""

    version_number = VersionNumber(allow_null=True, help_text="The version to fork. Default: the published version.")
    lang_code = serializers.RegexField(LANGUAGE, required=False, allow_null=True, max_length=5)


class PublishBody(WorkspaceBody):
    version_number = VersionNumber(required=True)
    user_id = Identifier(help_text="The member that a project token acts for.")
    message = Text(max_length=2000)


class UnpublishBody(WorkspaceBody):
    version_number = VersionNumber(required=True)
    user_id = Identifier()


class IdsBody(V3Body):
    ids = ShortListField(child=serializers.CharField(), max_length=LARGEST_BULK, allow_empty=False)


class WorkflowStatusInfo(StrictSerializer):
    status_id = Identifier()
    due_date = serializers.DateTimeField(required=False, allow_null=True)
    comment = Text(max_length=10_000)
    assignee_id = Identifier()


class WorkflowBody(WorkspaceBody):
    lang_code = serializers.RegexField(LANGUAGE, max_length=5)
    user_id = Identifier()
    workflow_status_info = WorkflowStatusInfo()


class CategorySettingsBody(V3Body):
    slug = serializers.CharField(required=False, allow_null=True, max_length=255)
    seo_title = Text(max_length=255)
    description = Text()
    allow_comments = Flag()
    show_table_of_contents = Flag()
    tags = ShortListField(child=serializers.CharField(), max_length=LARGEST_BULK, required=False, allow_null=True)
    status_indicator = serializers.ChoiceField(
        choices=Presentation.StatusIndicator.values, required=False, allow_null=True
    )
    status_indicator_expiry_date = serializers.DateTimeField(required=False, allow_null=True)
    exclude_from_search = Flag()
    exclude_from_ai_search = Flag()
    exclude_from_external_search = Flag()
    is_acknowledgement_enabled = Flag()


class ArticleSettingsBody(CategorySettingsBody):
    related_articles = ShortListField(
        child=Identifier(allow_null=False), max_length=LARGEST_BULK, required=False, allow_null=True
    )
    content_type = ContentTypeField(required=False, allow_null=True)


class CreateArticleBody(WorkspaceBody):
    title = serializers.CharField(max_length=255)
    content = Text()
    category_id = Identifier(help_text="Null or left out: top level.")
    order = Int32()
    user_id = Identifier(help_text="The member that a project token acts for.")
    content_type = ContentTypeField(required=False, allow_null=True)
    slug = serializers.CharField(required=False, allow_null=True, max_length=255)


class UpdateArticleBody(V3Body):
    title = serializers.CharField(required=False, allow_null=True, max_length=255)
    content = Text()
    category_id = Identifier()
    hidden = Flag()
    version_number = VersionNumber(allow_null=True, help_text="The version to change. Default: the newest.")
    translation_option = serializers.ChoiceField(
        choices=tuple(TRANSLATION_OPTIONS.values()), required=False, allow_null=True
    )
    # `source` is an attribute of every serializer field, so that `get_fields` has to declare this member.
    order = Int32(allow_null=True)
    auto_fork = Flag(help_text="If the version is published, fork it and change the new draft.")

    def get_fields(self) -> dict[str, Any]:
        source = serializers.CharField(required=False, allow_null=True, max_length=255)
        return {**super().get_fields(), "source": source}


class BulkCreateArticleBody(V3Body):
    articles = CreateArticleBody(many=True, **BULK)


class BulkUpdateArticleItem(UpdateArticleBody):
    article_id = Identifier(required=True, allow_null=False)
    lang_code = serializers.RegexField(LANGUAGE, required=False, allow_null=True, max_length=5)


class BulkUpdateArticleBody(V3Body):
    articles = BulkUpdateArticleItem(many=True, **BULK)


class CreateCategoryBody(WorkspaceBody):
    name = serializers.CharField(max_length=255)
    order = Int32()
    parent_category_id = Identifier(help_text="Null or left out: top level.")
    content = Text()
    category_type = CategoryTypeField(required=False)
    user_id = Identifier(help_text="The member that a project token acts for.")
    content_type = ContentTypeField(required=False, allow_null=True)
    slug = serializers.CharField(required=False, allow_null=True, max_length=255)


class BulkCreateCategoryBody(V3Body):
    categories = CreateCategoryBody(many=True, **BULK)


class UpdateCategoryBody(V3Body):
    name = serializers.CharField(required=False, allow_null=True, max_length=255)
    order = Int32(allow_null=True)
    parent_category_id = Identifier()
    hidden = Flag()
    icon = Text(max_length=255)


class UpdateCategoryContentBody(V3Body):
    title = serializers.CharField(required=False, allow_null=True, max_length=255)
    content = Text()
    version_number = VersionNumber(allow_null=True, help_text="The version to change. Default: the newest.")
    translation_option = serializers.ChoiceField(
        choices=tuple(TRANSLATION_OPTIONS.values()), required=False, allow_null=True
    )
    updated_by = Identifier(help_text="The member that a project token acts for.")
    auto_fork = Flag(help_text="If the version is published, fork it and change the new draft.")

    def get_fields(self) -> dict[str, Any]:
        source = serializers.CharField(required=False, allow_null=True, max_length=255)
        return {**super().get_fields(), "source": source}


class BulkUpdateCategoryContentItem(UpdateCategoryContentBody):
    category_id = Identifier(required=True, allow_null=False)
    lang_code = serializers.RegexField(LANGUAGE, required=False, allow_null=True, max_length=5)


class PublishCategoryBody(PublishBody):
    version_number = VersionNumber(allow_null=True, help_text="The draft to publish. Default: the newest draft.")


class VersionNumbersQuery(LanguageQuery):
    version_numbers = NumbersField(help_text="Version numbers. Repeat the parameter, or join the numbers with commas.")


class CategoryContentsBody(serializers.ListSerializer[Any]):
    """A body that is an array."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(child=BulkUpdateCategoryContentItem(), **BULK, **kwargs)


class ArticleVersionsQuery(VersionNumbersQuery):
    article_id = serializers.UUIDField()


class CategoryVersionsQuery(VersionNumbersQuery):
    category_id = serializers.UUIDField()
