"""Versions and drafts on the wire. The first eight members of a version are Orbiq's."""

from typing import Any

from rest_framework import serializers

from versioning.api.strict_serializers import ClosedSerializer
from versioning.api.v1.fields import PersonSerializer, SecondsField, TextField, VersionKeyField
from versioning.models import Version
from versioning.models.version import SNAPSHOT_FIELDS


class VersionSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    key = serializers.CharField()
    name = serializers.CharField()
    status = serializers.ChoiceField(choices=Version.Status.choices)
    is_active = serializers.BooleanField(source="is_current")
    date_created = SecondsField(source="created_at")
    date_updated = SecondsField(source="modified_at")
    modified_fields = serializers.ListField(child=serializers.ChoiceField(choices=SNAPSHOT_FIELDS))
    number = serializers.IntegerField()
    document_id = serializers.UUIDField()
    source_version_id = serializers.UUIDField(source="source_id", allow_null=True)
    title = serializers.CharField()
    content_type = serializers.ChoiceField(choices=Version.ContentType.choices)
    date_published = SecondsField(source="published_at", allow_null=True)
    created_by = PersonSerializer()
    author_name = serializers.CharField(help_text="Whom an imported history names. Empty if it was not imported.")
    author_email = serializers.CharField()
    authored_at = SecondsField(allow_null=True, help_text="When that history says that it was written.")


class VersionDetailSerializer(VersionSerializer):
    """With the whole snapshot."""

    description = serializers.CharField()
    fields_ = serializers.JSONField()
    body = serializers.CharField(source="text")
    html = serializers.CharField(required=False, help_text="With `format=html` only; sanitised.")

    def get_fields(self) -> dict[str, Any]:
        # `fields` is a property of every serializer; the member of that name is declared under another.
        declared = super().get_fields()
        declared["fields"] = serializers.DictField(help_text="Free metadata.")
        del declared["fields_"]
        return declared


class VersionCreateSerializer(ClosedSerializer):
    """Orbiq: both members are optional, `{}` is enough."""

    # No length and no form is asked for: whatever names no version is told in the words of Orbiq's page.
    source_version_id = serializers.CharField(
        required=False, allow_blank=True, trim_whitespace=False, help_text="A version id, or `current`."
    )
    name = serializers.CharField(required=False, allow_null=True, allow_blank=True, max_length=255)


class VersionPatchSerializer(ClosedSerializer):
    """Orbiq's `status`, or the snapshot fields of an open draft; not both."""

    status = serializers.ChoiceField(choices=Version.Status.choices, required=False)
    name = serializers.CharField(required=False, max_length=255)
    title = serializers.CharField(required=False, max_length=255)
    description = TextField(required=False)
    content_type = serializers.ChoiceField(choices=Version.ContentType.choices, required=False)
    body = TextField(required=False)

    def get_fields(self) -> dict[str, Any]:
        return {**super().get_fields(), "fields": serializers.DictField(required=False)}

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if not attrs:
            raise serializers.ValidationError({"status": ["Send a status, or what should be stored in the draft."]})
        if "status" in attrs and len(attrs) > 1:
            raise serializers.ValidationError({"status": ["Send a status or snapshot fields, not both at once."]})
        return attrs


class DraftPatchSerializer(VersionPatchSerializer):
    """The snapshot fields to replace; only those that are named."""

    def get_fields(self) -> dict[str, Any]:
        fields = super().get_fields()
        del fields["status"]
        return fields

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if not attrs:
            raise serializers.ValidationError({"body": ["Send at least one member that should be stored."]})
        return attrs


class ResolutionSerializer(DraftPatchSerializer):
    """What the caller made of the conflicts: every field that was in conflict, whole, and others if need be."""

    base = VersionKeyField(help_text="The current version that it was made against: its number or id.")
    revision = serializers.IntegerField(
        required=False, help_text="The revision of the draft that it was made against, where If-Match does not say it."
    )

    def get_fields(self) -> dict[str, Any]:
        fields = super().get_fields()
        del fields["name"]
        return fields

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        return attrs


class DraftSyncSerializer(ClosedSerializer):
    resolution = ResolutionSerializer(required=False, help_text="After a 409: how its conflicts are settled.")


class DraftPublishSerializer(ClosedSerializer):
    promote = serializers.BooleanField(default=True, help_text="Also make it the version that readers get.")
    override_outdated = serializers.BooleanField(default=False)


class BranchReferenceSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    name = serializers.CharField()


class BaseReferenceSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    number = serializers.IntegerField()


class DraftSerializer(serializers.Serializer[Any]):
    identifier = serializers.CharField()
    document_id = serializers.UUIDField()
    document_identifier = serializers.CharField(source="document.identifier")
    branch = BranchReferenceSerializer(allow_null=True)
    base = BaseReferenceSerializer(allow_null=True)
    revision = serializers.IntegerField()
    outdated = serializers.BooleanField(source="is_outdated")
    created_at = SecondsField()
    last_saved_at = SecondsField()
    last_saved_by = PersonSerializer()
    version = VersionDetailSerializer()


class BranchIdSerializer(ClosedSerializer):
    """Omni's optional body."""

    branchId = serializers.UUIDField(required=False, allow_null=True)  # noqa: N815  Omni's member


class OmniNameSerializer(serializers.Serializer[Any]):
    name = serializers.CharField(source="display_name")


class OmniDraftSerializer(serializers.Serializer[Any]):
    """A row of Omni's `GET …/drafts`."""

    identifier = serializers.CharField()
    publishedIdentifier = serializers.CharField(source="document.identifier")  # noqa: N815
    workbookModelId = serializers.UUIDField(source="version_id")  # noqa: N815
    branch = BranchReferenceSerializer(source="named_branch", allow_null=True)
    status = serializers.ChoiceField(choices=("active", "archived"))
    draftOutOfDate = serializers.BooleanField(source="is_outdated")  # noqa: N815
    createdAt = SecondsField(source="created_at")  # noqa: N815
    updatedAt = SecondsField(source="last_saved_at")  # noqa: N815
    createdBy = OmniNameSerializer(source="version.created_by")  # noqa: N815
    lastEditedBy = OmniNameSerializer(source="last_saved_by")  # noqa: N815
