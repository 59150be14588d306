"""Serializers of projects, workspaces, branches, members and tokens."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from versioning.api.strict_serializers import ShortListField, StrictSerializer
from versioning.api.v1.document_serializers import LANGUAGE
from versioning.api.v1.fields import PersonSerializer, SecondsField
from versioning.models import Project, Role, Scope, Token
from versioning.text.render.dialects.extensions import NAMES, known_extensions

SLUG = r"^[-a-zA-Z0-9_]+$"


class RoleField(serializers.ChoiceField):
    """A role by its label: `viewer`, `editor`, `publisher` or `manager`. The value is a Role."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=[role.label for role in Role], **kwargs)

    # Roles are integers in the database, so that they can be compared.
    def to_internal_value(self, data: Any) -> Any:
        label = super().to_internal_value(data)
        return next(role for role in Role if role.label == label)

    def to_representation(self, value: Any) -> str:
        return Role(value).label


def _extension() -> serializers.ChoiceField:
    return serializers.ChoiceField(choices=NAMES)


class ProjectSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    slug = serializers.CharField()
    name = serializers.CharField()
    language = serializers.CharField()
    removes_location = serializers.BooleanField(help_text="Whether uploaded pictures lose where they were taken.")
    markdown_extensions = serializers.SerializerMethodField(help_text="What texts use beyond GitHub's Markdown.")
    created_at = SecondsField()

    @extend_schema_field(serializers.ListField(child=_extension()))
    def get_markdown_extensions(self, project: Project) -> list[str]:
        return sorted(known_extensions(project.markdown_extensions))


class ProjectCreateSerializer(StrictSerializer):
    slug = serializers.RegexField(SLUG, max_length=100)
    name = serializers.CharField(required=False, max_length=255)
    language = serializers.RegexField(LANGUAGE, required=False)


class ProjectPatchSerializer(StrictSerializer):
    name = serializers.CharField(required=False, max_length=255)
    language = serializers.RegexField(LANGUAGE, required=False)
    removes_location = serializers.BooleanField(required=False)
    markdown_extensions = ShortListField(required=False, max_length=len(NAMES), child=_extension())


class AmountsSerializer(serializers.Serializer[Any]):
    bytes = serializers.IntegerField(help_text="Bytes of texts as they are stored: compressed, as differences.")
    versions = serializers.IntegerField(help_text="Versions that are not in the trash.")
    drafts = serializers.IntegerField(help_text="Open drafts.")


class PersonUsageSerializer(serializers.Serializer[Any]):
    person = PersonSerializer()
    used = AmountsSerializer()


class UsageSerializer(serializers.Serializer[Any]):
    used = AmountsSerializer()
    limits = AmountsSerializer(help_text="The limits of the project. 0 is no limit.")
    person_limits = AmountsSerializer(help_text="The limits of one person in the project. 0 is no limit.")
    people = PersonUsageSerializer(many=True, help_text="The 100 people who use most, the largest first.")


class WorkspaceSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    project_id = serializers.UUIDField()
    slug = serializers.CharField()
    name = serializers.CharField()
    created_at = SecondsField()


class WorkspaceCreateSerializer(StrictSerializer):
    project = serializers.CharField(max_length=100, help_text="A project's slug or ID.")
    slug = serializers.RegexField(SLUG, max_length=100)
    name = serializers.CharField(required=False, max_length=255)


class WorkspacePatchSerializer(StrictSerializer):
    slug = serializers.RegexField(SLUG, required=False, max_length=100)
    name = serializers.CharField(required=False, max_length=255)


class BranchSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    project_id = serializers.UUIDField()
    name = serializers.CharField()
    is_main = serializers.BooleanField()
    created_at = SecondsField()
    closed_at = SecondsField(allow_null=True)


class BranchCreateSerializer(StrictSerializer):
    project = serializers.CharField(max_length=100, help_text="A project's slug or ID.")
    name = serializers.CharField(max_length=255)


class BranchPatchSerializer(StrictSerializer):
    name = serializers.CharField(max_length=255)


class MemberSerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    project_id = serializers.UUIDField()
    user = PersonSerializer()
    role = RoleField()
    created_at = SecondsField()


class MemberCreateSerializer(StrictSerializer):
    project = serializers.CharField(max_length=100, help_text="A project's slug or ID.")
    user = serializers.CharField(max_length=150, help_text="A username.")
    role = RoleField()


class MemberPatchSerializer(StrictSerializer):
    role = RoleField()


class TokenSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=Token.Kind.choices)
    name = serializers.CharField()
    prefix = serializers.CharField(help_text="The first 8 characters of the token.")
    user = PersonSerializer()
    project_id = serializers.UUIDField(allow_null=True)
    role = RoleField(allow_null=True)
    scopes = serializers.ListField(child=serializers.CharField())
    created_at = SecondsField()
    expires_at = SecondsField(allow_null=True)
    revoked_at = SecondsField(allow_null=True)
    last_used_at = SecondsField(allow_null=True)


class TokenCreateSerializer(StrictSerializer):
    kind = serializers.ChoiceField(choices=Token.Kind.choices, default=Token.Kind.PERSONAL)
    name = serializers.CharField(max_length=255)
    project = serializers.CharField(
        required=False, max_length=100, help_text="The slug or ID of the project of a project token."
    )
    role = RoleField(required=False, help_text="The role of a project or organization token.")
    # More entries than scopes exist are a mistake, and each would be checked.
    scopes = ShortListField(child=serializers.ChoiceField(choices=Scope.choices), required=False, max_length=20)
    expires_at = serializers.DateTimeField(required=False, allow_null=True)
