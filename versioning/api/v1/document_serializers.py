"""Serializers of documents. Orbiq's members come first, then ours."""

from datetime import date
from typing import Any

from rest_framework import serializers

from versioning.api.strict_serializers import StrictSerializer
from versioning.api.v1.fields import SecondsField, TextField
from versioning.api.v1.version_serializers import DraftSerializer, VersionDetailSerializer, VersionSerializer
from versioning.models import Document, Version

# A language of two letters (ISO 639-1), and a country (ISO 3166-1) if needed.
LANGUAGE = r"^[a-z]{2}(-[A-Z]{2})?$"
# A list in one parameter, because query parameters of this API are never repeated.
STATUSES = r"^(draft|published|archived)(,(draft|published|archived))*$"
ACCESS_LEVELS = ("public", "restricted", "requires_nda", "internal")
STATES = ("valid", "pending", "expired", "inactive")


class FeaturedSerializer(StrictSerializer):
    control = serializers.BooleanField(default=False)
    resource = serializers.BooleanField(default=False)


class OrbiqMetadataSerializer(StrictSerializer):
    """Orbiq's metadata of a document. It is stored in `fields` of the snapshot, and so it has versions."""

    access_level = serializers.ChoiceField(choices=ACCESS_LEVELS, required=False)
    issue_date = serializers.DateField(required=False, allow_null=True)
    expiry_date = serializers.DateField(required=False, allow_null=True)
    validity_months = serializers.IntegerField(required=False, allow_null=True, min_value=1, max_value=12_000)
    state = serializers.ChoiceField(choices=STATES, required=False)
    featured = FeaturedSerializer(required=False)
    show_validity_period_on_card = serializers.BooleanField(required=False)


class DocumentCreateSerializer(OrbiqMetadataSerializer):
    title = serializers.CharField(max_length=255)
    workspace_id = serializers.UUIDField(required=False)
    project = serializers.CharField(
        required=False, max_length=100, help_text="A project's slug. The document is created in its first workspace."
    )
    category = serializers.UUIDField(
        required=False, allow_null=True, help_text="The ID of the category. Null: top level."
    )
    kind = serializers.ChoiceField(choices=Document.Kind.choices, default=Document.Kind.DOCUMENT)
    slug = serializers.SlugField(required=False, allow_blank=True, max_length=255, allow_unicode=True)
    language = serializers.RegexField(LANGUAGE, required=False)
    translation_key = serializers.UUIDField(required=False)
    # The range of an integer column in PostgreSQL.
    order = serializers.IntegerField(default=0, min_value=-(2**31), max_value=2**31 - 1)
    hidden = serializers.BooleanField(default=False)
    name = serializers.CharField(required=False, max_length=255, help_text="The name of version 1.")
    description = TextField(default="")
    content_type = serializers.ChoiceField(choices=Version.ContentType.choices, default=Version.ContentType.MARKDOWN)
    body = TextField(default="")

    # `fields` is a property of every serializer, so that it cannot be declared as an attribute.
    def get_fields(self) -> dict[str, Any]:
        return {**super().get_fields(), "fields": serializers.DictField(required=False)}

    def snapshot_fields(self) -> dict[str, Any]:
        """Return the free metadata, including Orbiq's members."""
        values = self.validated_data
        sent = {name: values[name] for name in OrbiqMetadataSerializer().fields if name in values}
        dates = {name: value.isoformat() for name, value in sent.items() if isinstance(value, date)}
        return {**values.get("fields", {}), **sent, **dates}


class DocumentPatchSerializer(StrictSerializer):
    workspace_id = serializers.UUIDField(required=False)
    parent_id = serializers.UUIDField(required=False, allow_null=True)
    slug = serializers.SlugField(required=False, max_length=255, allow_unicode=True)
    language = serializers.RegexField(LANGUAGE, required=False)
    order = serializers.IntegerField(required=False, min_value=-(2**31), max_value=2**31 - 1)
    hidden = serializers.BooleanField(required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        # An empty body is more likely a mistake in the client than a wish to change nothing.
        if not attrs:
            raise serializers.ValidationError({"slug": ["Send at least one member to change."]})
        return attrs


class DocumentQuery(serializers.Serializer[Any]):
    """Query parameters of `GET documents/{id}`."""

    include_versions = serializers.BooleanField(default=True)
    version = serializers.CharField(required=False, max_length=64, help_text="A version's ID or number, or `current`.")
    version_status = serializers.RegexField(
        STATUSES, required=False, help_text="Limit `versions` to these statuses, separated by commas."
    )
    as_of = serializers.DateTimeField(required=False, help_text="Get the version that was current at this time.")
    format = serializers.ChoiceField(choices=("html",), required=False)


class VersionQuery(serializers.Serializer[Any]):
    """Query parameters of `GET documents/{id}/versions/{version}`."""

    format = serializers.ChoiceField(choices=("html",), required=False)


class FileSerializer(serializers.Serializer[Any]):
    id = serializers.CharField()
    filename_download = serializers.CharField()
    filesize = serializers.IntegerField()
    type = serializers.CharField()
    url = serializers.CharField()


class DocumentListSerializer(serializers.Serializer[Any]):
    """A document in a list, without its text."""

    id = serializers.UUIDField()
    identifier = serializers.CharField()
    title = serializers.CharField()
    project_id = serializers.UUIDField()
    workspace_id = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=Document.Kind.choices)
    slug = serializers.CharField()
    language = serializers.CharField()
    translation_key = serializers.UUIDField()
    parent_id = serializers.UUIDField(allow_null=True)
    order = serializers.IntegerField()
    hidden = serializers.BooleanField()
    revision = serializers.IntegerField()
    last_number = serializers.IntegerField()
    created_at = SecondsField()
    updated_at = SecondsField()
    current_version = VersionSerializer(source="current", allow_null=True)


class DocumentSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    title = serializers.CharField()
    description = serializers.CharField()
    access_level = serializers.CharField()
    issue_date = serializers.CharField(allow_null=True)
    expiry_date = serializers.CharField(allow_null=True)
    validity_months = serializers.IntegerField(allow_null=True)
    state = serializers.CharField()
    featured = FeaturedSerializer()
    versioning = serializers.BooleanField()
    file = FileSerializer(allow_null=True)
    category = serializers.UUIDField(allow_null=True)
    identifier = serializers.CharField()
    project_id = serializers.UUIDField()
    workspace_id = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=Document.Kind.choices)
    slug = serializers.CharField()
    language = serializers.CharField()
    translation_key = serializers.UUIDField()
    order = serializers.IntegerField()
    hidden = serializers.BooleanField()
    revision = serializers.IntegerField()
    last_number = serializers.IntegerField()
    created_at = SecondsField()
    updated_at = SecondsField()
    updated_by = serializers.UUIDField()
    allowed_actions = serializers.ListField(child=serializers.CharField())


class CategorySerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    title = serializers.CharField()


class DocumentReadSerializer(serializers.Serializer[Any]):
    """A document with its versions. As in Orbiq's API, there is no `success` and no `data`."""

    document = DocumentSerializer()
    categories = CategorySerializer(many=True)
    versions = VersionSerializer(many=True, required=False)
    versions_truncated = serializers.BooleanField(
        required=False, help_text="True if there are more versions. `…/versions` lists all of them."
    )
    current_version = VersionSerializer(allow_null=True)
    version = VersionDetailSerializer(allow_null=True)


class DocumentCreatedSerializer(serializers.Serializer[Any]):
    documentId = serializers.UUIDField()  # noqa: N815  Orbiq's member
    document = DocumentSerializer()
    draft = DraftSerializer()
