"""How the OpenAPI document tells of what articles and categories have in common."""

from collections.abc import Callable
from typing import Any

from drf_spectacular.utils import OpenApiExample, OpenApiParameter, extend_schema

from versioning.api.v3.inputs import (
    ContentQuery,
    ForkBody,
    LanguageQuery,
    PublishBody,
    UnpublishBody,
    V3Body,
    WorkflowBody,
)
from versioning.api.v3.outputs import VersionItemSerializer
from versioning.api.v3.pagination import PageQuery
from versioning.api.v3.parameters import LOCATION, VERSION_NUMBER
from versioning.api.v3.schema import enveloped, enveloped_page, outcome

DONE = outcome("Done")


def text_operations(
    noun: str,
    *,
    path: list[OpenApiParameter],
    text: Any,
    settings_body: type[V3Body],
    settings: Any,
    fork_example: OpenApiExample,
    publish_body: type[V3Body] = PublishBody,
) -> dict[str, Callable[[Any], Any]]:
    """For `documented`: the methods of `TextViewSet`; `text` and `settings` are the shapes of what they answer."""
    title, plural = noun.title(), {"category": "categories"}.get(noun, f"{noun}s")
    answer = enveloped(f"{title}VersionAnswer", text)
    settings_answer = enveloped(f"{title}SettingsAnswer", settings)
    versions_answer = enveloped_page(f"{title}VersionsAnswer", VersionItemSerializer(many=True))
    one_version = [*path, VERSION_NUMBER]
    return {
        "fork": extend_schema(
            operation_id=f"{plural}_fork",
            parameters=[*path, *LOCATION],
            request=ForkBody,
            responses={201: answer},
            examples=[fork_example],
        ),
        "publish": extend_schema(
            operation_id=f"{plural}_publish",
            parameters=[*path, LanguageQuery],
            request=publish_body,
            responses={200: DONE},
        ),
        "unpublish": extend_schema(
            operation_id=f"{plural}_unpublish",
            parameters=[*path, LanguageQuery],
            request=UnpublishBody,
            responses={200: DONE},
        ),
        "destroy": extend_schema(operation_id=f"{plural}_delete", parameters=path, request=None, responses={204: None}),
        "list_versions": extend_schema(
            operation_id=f"{noun}_versions_list",
            parameters=[*path, LanguageQuery, PageQuery],
            responses={200: versions_answer},
        ),
        "read_version": extend_schema(
            operation_id=f"{noun}_versions_read",
            parameters=[*one_version, ContentQuery],
            responses={200: answer},
        ),
        "destroy_version": extend_schema(
            operation_id=f"{noun}_versions_delete",
            parameters=[*one_version, LanguageQuery],
            request=None,
            responses={204: None},
        ),
        "read_settings": extend_schema(
            operation_id=f"{noun}_settings_read",
            parameters=[*path, LanguageQuery],
            responses={200: settings_answer},
        ),
        "update_settings": extend_schema(
            operation_id=f"{noun}_settings_update",
            parameters=[*path, LanguageQuery],
            request=settings_body,
            responses={200: settings_answer},
        ),
        "set_workflow_status": extend_schema(
            operation_id=f"{noun}_workflow_status_update",
            parameters=path,
            request=WorkflowBody,
            responses={200: DONE},
        ),
    }
