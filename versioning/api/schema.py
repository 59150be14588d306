"""How the OpenAPI document tells of errors: once, for every operation."""

import json
from typing import Any, Literal

from django.urls import reverse
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema
from rest_framework import serializers

from versioning.api.errors import CONTENT_TYPE
from versioning.api.strict_serializers import ClosedSerializer
from versioning.models import Scope

READ_ERRORS = ("400", "401", "403", "404", "406", "429", "500")
WRITE_ERRORS = (*READ_ERRORS, "409", "411", "412", "413", "415", "422")


class FieldErrorSerializer(serializers.Serializer[Any]):
    field = serializers.CharField(allow_null=True, help_text="The member that is wrong, its path joined by dots.")
    code = serializers.CharField()
    message = serializers.CharField()


class ProblemSerializer(serializers.Serializer[Any]):
    """RFC 9457, with Orbiq's four members: type, code, message, doc_url."""

    type = serializers.URLField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField()
    instance = serializers.CharField()
    code = serializers.CharField()
    message = serializers.CharField()
    doc_url = serializers.URLField()
    request_id = serializers.CharField()
    errors = FieldErrorSerializer(many=True, allow_null=True)  # type: ignore[assignment]
    conflict = serializers.JSONField(required=False, help_text="412 and 409: what stands in the way.")


class StemmaSchema(AutoSchema):
    """Adds the problem document for every status that the method can be refused with."""

    problem: type[serializers.Serializer[Any]] = ProblemSerializer
    read_errors: tuple[str, ...] = READ_ERRORS
    write_errors: tuple[str, ...] = WRITE_ERRORS

    def _is_list_view(self, serializer: Any = None) -> bool:
        """Only what says `many=True` is a bare array; the lists of the own API stand in an envelope."""
        return isinstance(serializer, serializers.ListSerializer)

    def get_serializer_name(self, serializer: Any, direction: Literal["request", "response"]) -> str:
        """Ours say Body where the schema says Request."""
        name: str = super().get_serializer_name(serializer, direction)
        return name.removesuffix("Body") if direction == "request" else name

    def _map_basic_serializer(self, serializer: Any, direction: Literal["request", "response"]) -> dict[str, Any]:
        """Tells what a serializer's own docstring says, not that of what it inherits."""
        schema: dict[str, Any] = super()._map_basic_serializer(serializer, direction)  # type: ignore[no-untyped-call]
        kind = serializer if isinstance(serializer, type) else type(serializer)
        if not vars(kind).get("__doc__"):
            schema.pop("description", None)
        return _closed(schema) if issubclass(kind, ClosedSerializer) else schema

    def _get_response_bodies(self, direction: Literal["request", "response"] = "response") -> dict[str, Any]:
        bodies: dict[str, Any] = super()._get_response_bodies(direction=direction)
        for status in self.read_errors if self.method == "GET" else self.write_errors:
            problem = self._get_response_for_code(  # type: ignore[no-untyped-call]
                self.problem, status, media_types=[CONTENT_TYPE]
            )
            bodies.setdefault(status, problem)
        return dict(sorted(bodies.items()))


def _closed(schema: dict[str, Any]) -> dict[str, Any]:
    """A body takes no other members. Its defaults are told in words: generators of types require what has one."""
    properties = {name: _in_words(told) for name, told in schema.get("properties", {}).items()}
    return {**schema, "properties": properties, "additionalProperties": False}


def _in_words(told: dict[str, Any]) -> dict[str, Any]:
    if "default" not in told:
        return told
    told = dict(told)
    default, description = json.dumps(told.pop("default")), told.get("description", "")
    # What begins with an asterisk lists the values of an enumeration, and is moved there.
    gap = "\n\n" if description.startswith("*") else " "
    return {**told, "description": f"Default: {default}.{gap}{description}".strip()}


class ApplicationScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    target_class = "versioning.api.authentication.ApplicationAuthentication"
    name = "oauth2"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, Any]:
        flow = {
            "authorizationUrl": reverse("oauth:authorize"),
            "tokenUrl": reverse("oauth:token"),
            "refreshUrl": reverse("oauth:token"),
            "scopes": {scope.value: str(scope.label) for scope in Scope},
        }
        return {
            "type": "oauth2",
            "description": "An application that its person lets act for them. PKCE by S256 is required.",
            "flows": {"authorizationCode": flow},
        }


class TokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    target_class = "versioning.api.authentication.TokenAuthentication"
    name = "bearerAuth"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, str]:
        return {
            "type": "http",
            "scheme": "bearer",
            "description": "A personal, project or organization token.",
        }


class ApiKeyScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    target_class = "versioning.api.v3.authentication.ApiKeyAuthentication"
    name = "apiKey"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, str]:
        return {
            "type": "apiKey",
            "in": "header",
            "name": "X-API-Key",
            "description": "The same tokens as bearerAuth, bare or with the prefix `d360_sk_`. Clients of Document360 "
            "send this header. Send it instead of Authorization. If you send both, they must name the same token.",
        }


class SessionScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    target_class = "versioning.api.authentication.BrowserSessionAuthentication"
    name = "session"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, str]:
        return {
            "type": "apiKey",
            "in": "cookie",
            "name": "sessionid",
            "description": "Signed in to the back office.",
        }
