"""The OpenAPI documents: summaries and descriptions from docstrings, shared error responses, security schemes."""

import json
from typing import Any, Literal

from django.urls import reverse
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import ResolvedComponent
from rest_framework import serializers

from versioning.api.errors import CONTENT_TYPE
from versioning.api.strict_serializers import StrictSerializer
from versioning.models import Scope

READ_ERRORS = ("400", "401", "403", "404", "406", "429", "500", "503")
WRITE_ERRORS = (*READ_ERRORS, "409", "411", "412", "413", "415", "422", "507")
# The name and the description of the shared response for each status.
ERRORS = {
    "400": ("BadRequest", "The request is not valid. `errors` names the fields."),
    "401": ("Unauthorized", "The request has no token, or the token is revoked, expired or wrong."),
    "403": ("Forbidden", "The token may see the object, but lacks the role or the scope for this operation."),
    "404": ("NotFound", "The object does not exist, is in the trash, or is not visible for this token."),
    "406": ("NotAcceptable", "The header `Accept` excludes JSON."),
    "409": ("Conflict", "The state of the object does not allow this operation."),
    "410": ("Gone", "The cursor is too old, or the database was restored from a backup. Start over."),
    "411": ("LengthRequired", "The request has a body without `Content-Length`."),
    "412": ("PreconditionFailed", "The object was changed after you read the ETag in `If-Match`. Nothing was saved."),
    "413": ("ContentTooLarge", "The body has more bytes than the server accepts."),
    "415": ("UnsupportedMediaType", "The body is not `application/json`."),
    "422": ("UnprocessableContent", "The Idempotency-Key was used with another request."),
    "429": ("TooManyRequests", "The token sent too many requests in this minute."),
    "500": ("InternalServerError", "The server failed. Its log has the details under the id of the request."),
    "503": ("ServiceUnavailable", "The database does not answer right now. Send the request again later."),
    "507": ("InsufficientStorage", "The server's disk is full. Nothing was changed."),
}
SUCCESSES = {"200": "Success.", "201": "Created.", "202": "Queued.", "204": "Success, without a body."}
RETRY_AFTER = {"Retry-After": {"schema": {"type": "integer"}, "description": "Seconds to wait."}}
# RFC 6750 section 3 and RFC 9110 section 10.2.3.
ERROR_HEADERS: dict[str, dict[str, Any]] = {
    # Browsers and libraries read it to find out how to authenticate.
    "401": {"WWW-Authenticate": {"schema": {"type": "string"}, "description": "`Bearer`, with the kind of error."}},
    **dict.fromkeys(("429", "503", "507"), RETRY_AFTER),
}


class FieldErrorSerializer(serializers.Serializer[Any]):
    """One wrong value of a request."""

    field = serializers.CharField(allow_null=True, help_text="The wrong member. Its path is joined by dots.")
    code = serializers.CharField()
    message = serializers.CharField()


class ProblemSerializer(serializers.Serializer[Any]):
    """A problem document of RFC 9457, with Orbiq's four members: type, code, message and doc_url."""

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
    conflict = serializers.JSONField(required=False, help_text="With 409 and 412: the texts or states that collide.")


class StemmaSchema(AutoSchema):
    """Describe operations by their docstrings, and add the responses to refused requests."""

    problem: type[serializers.Serializer[Any]] = ProblemSerializer
    read_errors: tuple[str, ...] = READ_ERRORS
    write_errors: tuple[str, ...] = WRITE_ERRORS
    errors: dict[str, tuple[str, str]] = ERRORS

    def get_summary(self) -> str:
        """Return the first line of the docstring, without the full stop."""
        return _docstring(self)[0].rstrip(".")

    def get_description(self) -> str:  # type: ignore[override]
        """Return what the docstring says after its first line."""
        return _docstring(self)[1]

    # drf-spectacular would guess from the name of the action.
    def _is_list_view(self, serializer: Any = None) -> bool:
        """Return True for `many=True` only. Other lists of ours are in an envelope, which is an object."""
        return isinstance(serializer, serializers.ListSerializer)

    def get_serializer_name(self, serializer: Any, direction: Literal["request", "response"]) -> str:
        """Remove the suffix Body from a request's name, because the document adds the suffix Request."""
        name: str = super().get_serializer_name(serializer, direction)
        return name.removesuffix("Body") if direction == "request" else name

    def _map_basic_serializer(self, serializer: Any, direction: Literal["request", "response"]) -> dict[str, Any]:
        """Use the docstring of the serializer itself only, not an inherited one."""
        schema: dict[str, Any] = super()._map_basic_serializer(serializer, direction)  # type: ignore[no-untyped-call]
        kind = serializer if isinstance(serializer, type) else type(serializer)
        # Otherwise a subclass would be described as its parent.
        if not vars(kind).get("__doc__"):
            schema.pop("description", None)
        return _strict(schema) if issubclass(kind, StrictSerializer) else schema

    def _get_response_bodies(self, direction: Literal["request", "response"] = "response") -> dict[str, Any]:
        bodies: dict[str, Any] = super()._get_response_bodies(direction=direction)
        for status, body in bodies.items():
            body["description"] = body["description"] or SUCCESSES[status]
        # The same statuses for all operations of a method: most come from the base view, not from the operation.
        errors = self.read_errors if self.method == "GET" else self.write_errors
        for status in (*errors, *getattr(self.view, "more_errors", ())):
            bodies.setdefault(status, self._shared_error(status))
        return dict(sorted(bodies.items()))

    def _shared_error(self, status: str) -> dict[str, Any]:
        """Return a reference to the response for a status. Register the response when it is needed first."""
        name, description = self.errors[status]
        response = self._get_response_for_code(  # type: ignore[no-untyped-call]
            self.problem, status, media_types=[CONTENT_TYPE]
        )
        response["description"] = description
        if status in ERROR_HEADERS:
            response["headers"] = ERROR_HEADERS[status]
        component = ResolvedComponent(  # type: ignore[no-untyped-call]
            name=name, type=ResolvedComponent.RESPONSE, schema=response, object=status
        )
        self.registry.register_on_missing(component)
        return component.ref


def _docstring(schema: AutoSchema) -> tuple[str, str]:
    """Return the first paragraph of an operation's docstring, and the rest."""
    first, _, rest = AutoSchema.get_description(schema).partition("\n\n")
    return " ".join(first.split()), rest


def _strict(schema: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of a request body that refuses unknown members."""
    properties = {name: _default_in_words(member) for name, member in schema.get("properties", {}).items()}
    return {**schema, "properties": properties, "additionalProperties": False}


def _default_in_words(member: dict[str, Any]) -> dict[str, Any]:
    """Move the default of a member into its description. Generators of types would make the member required."""
    if "default" not in member:
        return member
    member = dict(member)
    default, description = json.dumps(member.pop("default")), member.get("description", "")
    # A description that begins with an asterisk lists the values of an enumeration. It is moved there later.
    gap = "\n\n" if description.startswith("*") else " "
    return {**member, "description": f"Default: {default}.{gap}{description}".strip()}


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
            "description": "An application acts for a person who signed in. See [Sign in](/docs/sign-in/).",
            "flows": {"authorizationCode": flow},
        }


class TokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    target_class = "versioning.api.authentication.TokenAuthentication"
    name = "bearerAuth"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, str]:
        return {
            "type": "http",
            "scheme": "bearer",
            "description": "A personal, project or organization token. Create one under [Settings](/settings/tokens/).",
        }


class ApiKeyScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    target_class = "versioning.api.v3.authentication.ApiKeyAuthentication"
    name = "apiKey"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, str]:
        return {
            "type": "apiKey",
            "in": "header",
            "name": "X-API-Key",
            "description": "The same tokens as bearerAuth, with or without the prefix `d360_sk_`. Clients of "
            "Document360 send this header instead of Authorization. If you send both, they must name the same token.",
        }


class SessionScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    target_class = "versioning.api.authentication.BrowserSessionAuthentication"
    name = "session"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, str]:
        return {
            "type": "apiKey",
            "in": "cookie",
            "name": "sessionid",
            "description": "The session of a person who is signed in to this server. Over HTTPS, the name of the "
            "cookie is `__Host-sessionid`.",
        }
