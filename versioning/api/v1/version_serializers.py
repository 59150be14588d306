"""Serializers of versions and drafts. The first eight members of a version are Orbiq's."""

from typing import Any

from rest_framework import serializers

from versioning.api.pagination import LARGEST_PAGE
from versioning.api.strict_serializers import StrictSerializer
from versioning.api.v1.fields import PersonSerializer, SecondsField, TextField, VersionKeyField
from versioning.models import Version
from versioning.models.sql.keyset import LONGEST_CURSOR
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


class FrontMatterSerializer(serializers.Serializer[Any]):
    """What the front matter of a Markdown text says. All values but the aliases are null if it doesn't say."""

    title = serializers.CharField(allow_null=True)
    description = serializers.CharField(allow_null=True)
    slug = serializers.CharField(allow_null=True)
    tags = serializers.ListField(child=serializers.CharField(), allow_null=True)
    language = serializers.CharField(allow_null=True, help_text="`lang` or `language`.")
    date = SecondsField(allow_null=True, help_text="The date that the author gave the text. In UTC if it has no zone.")
    draft = serializers.BooleanField(allow_null=True)
    order = serializers.IntegerField(allow_null=True, help_text="`weight`, `sidebar_position`, `nav_order` or `order`.")
    aliases = serializers.ListField(child=serializers.CharField())


class VersionDetailSerializer(VersionSerializer):
    """A version with its whole snapshot."""

    description = serializers.CharField()
    front_matter = FrontMatterSerializer(
        source="metadata", allow_null=True, help_text="Null if the text has no front matter. It stays in `body`."
    )
    fields_ = serializers.JSONField()
    body = serializers.CharField(source="text")
    html = serializers.CharField(required=False, help_text="The rendered and sanitized text, with `format=html` only.")

    def get_fields(self) -> dict[str, Any]:
        # `fields` is a property of every serializer, so that the member is declared under another name.
        declared = super().get_fields()
        declared["fields"] = serializers.DictField(help_text="Free metadata.")
        del declared["fields_"]
        return declared


class VersionCreateSerializer(StrictSerializer):
    """Orbiq's body of a new version. Both members are optional."""

    # No limits here: any value that names no version gets the message of Orbiq's page.
    source_version_id = serializers.CharField(
        required=False,
        allow_null=True,
        allow_blank=True,
        trim_whitespace=False,
        help_text="A version's ID, or `current`. Default: the current version.",
    )
    name = serializers.CharField(required=False, allow_null=True, allow_blank=True, max_length=255)


class VersionPatchSerializer(StrictSerializer):
    """Either Orbiq's `status`, or the snapshot fields of an open draft."""

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
            raise serializers.ValidationError({"status": ["Send a status, or the fields to save in the draft."]})
        if "status" in attrs and len(attrs) > 1:
            raise serializers.ValidationError({"status": ["Send either a status or fields of the draft, not both."]})
        return attrs


class DraftPatchSerializer(VersionPatchSerializer):
    """The fields of a draft to save. Fields that are left out stay as they are."""

    def get_fields(self) -> dict[str, Any]:
        fields = super().get_fields()
        # A draft always has the status draft. Publishing it is an operation of its own.
        del fields["status"]
        return fields

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if not attrs:
            raise serializers.ValidationError({"body": ["Send at least one member to save."]})
        return attrs


class ResolutionSerializer(DraftPatchSerializer):
    """The resolution of conflicts: the full value of every field in conflict, and of other fields if needed."""

    base = VersionKeyField(help_text="The number or ID of the current version that the resolution was made against.")
    revision = serializers.IntegerField(
        required=False, help_text="The revision of the draft that it was made against. `If-Match` can name it instead."
    )

    def get_fields(self) -> dict[str, Any]:
        fields = super().get_fields()
        # A resolution settles the text. The name of a version never conflicts.
        del fields["name"]
        return fields

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        return attrs


class DraftSyncSerializer(StrictSerializer):
    """The body of a sync."""

    resolution = ResolutionSerializer(required=False, help_text="After a 409: the resolution of its conflicts.")


class DraftPublishSerializer(StrictSerializer):
    promote = serializers.BooleanField(default=True, help_text="Also make it the current version.")
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


class BranchIdSerializer(StrictSerializer):
    """Omni's optional body, which names a branch."""

    branchId = serializers.UUIDField(required=False, allow_null=True)  # noqa: N815  Omni's member


class OmniNameSerializer(serializers.Serializer[Any]):
    name = serializers.CharField(source="display_name")


class OmniDraftSerializer(serializers.Serializer[Any]):
    """A draft in Omni's `GET …/drafts`."""

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


class BranchQuery(serializers.Serializer[Any]):
    """Query parameters of a draft on a branch."""

    branchId = serializers.UUIDField(required=False)  # noqa: N815  Omni's member


class OmniQuery(serializers.Serializer[Any]):
    """Query parameters of Omni's list of drafts. Without `page_size` a page has 500, as Omni's clients expect all."""

    include = serializers.ChoiceField(choices=("archived",), required=False)
    page_size = serializers.IntegerField(min_value=1, max_value=LARGEST_PAGE, required=False)
    cursor = serializers.CharField(
        required=False, max_length=LONGEST_CURSOR, help_text="As in the header `Link` of the page before."
    )
