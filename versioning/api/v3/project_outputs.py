"""The shapes of projects, project versions, languages, workflow statuses and users, and the queries of their lists."""

from typing import Any

from rest_framework import serializers

from versioning.api.v3.outputs import Nullable


class ProjectSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    name = serializers.CharField()
    description = Nullable()
    sub_domain_name = serializers.CharField(help_text="The project's slug.")
    created_at = serializers.DateTimeField()
    modified_at = serializers.DateTimeField()
    status = serializers.IntegerField(help_text="1: active.")


class WorkspaceSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    name = serializers.CharField()
    slug = serializers.CharField()
    order = serializers.IntegerField()
    is_default = serializers.BooleanField()
    version_type = Nullable()
    created_at = serializers.DateTimeField()
    modified_at = serializers.DateTimeField()


class WorkspaceDetailSerializer(WorkspaceSerializer):
    language_code = serializers.CharField()
    enable_rtl = serializers.BooleanField()


class LanguageSerializer(serializers.Serializer[Any]):
    code = serializers.CharField()
    name = serializers.CharField()
    is_default = serializers.BooleanField()


class WorkflowStatusSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    name = serializers.CharField()
    description = Nullable()
    read_only = serializers.BooleanField()  # type: ignore[assignment]


class UserSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    first_name = Nullable()
    last_name = Nullable()
    email = Nullable()
    profile_logo_url = Nullable()
    portal_role = serializers.CharField()
    created_at = serializers.DateTimeField()
    last_login_at = serializers.DateTimeField(allow_null=True)


class RoleSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField(allow_null=True)
    name = serializers.CharField()


class ContentRoleSerializer(RoleSerializer):
    access_scope_level = serializers.ChoiceField(
        choices=("none", "category", "version", "project", "language", "article", "workspace")
    )


# Groups and scopes of roles exist in Document360 only. Their clients require the members.
class GroupSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField(allow_null=True)
    title = Nullable()
    description = Nullable()


class UserDetailSerializer(UserSerializer):
    portal_role = RoleSerializer()  # type: ignore[assignment]
    content_roles = ContentRoleSerializer(many=True)
    associated_groups = GroupSerializer(many=True)


class SearchQuery(serializers.Serializer[Any]):
    search = serializers.CharField(
        required=False, allow_blank=True, max_length=255, help_text="Part of a name or of an email address."
    )


class LanguagesQuery(serializers.Serializer[Any]):
    project_version_id = serializers.UUIDField(
        required=False, help_text="Only languages that this project version has documents in."
    )
