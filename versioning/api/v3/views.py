"""The base classes of the views of v3."""

from collections.abc import Callable
from functools import cache
from typing import Any, ClassVar
from uuid import UUID

from rest_framework import serializers
from rest_framework.request import Request

from versioning.api.v3.authentication import ApiKeyAuthentication
from versioning.api.v3.errors import handle
from versioning.api.v3.inputs import V3Body
from versioning.api.v3.schema import V3Schema
from versioning.api.validation import validated
from versioning.api.views import ApiViewSet, UnknownPathView
from versioning.exceptions import NotFound
from versioning.models import Project
from versioning.policies import Action, authorize
from versioning.services.lookups import find_project


class V3ViewSet(ApiViewSet):
    """A view whose path names a project. Malformed ids are answered with 404, as unknown ones are."""

    schema = V3Schema()
    authentication_classes = (ApiKeyAuthentication, *ApiViewSet.authentication_classes)
    # From the field names of the services to those of this contract, for the member `field` of errors.
    field_names: ClassVar[dict[str, str]] = {}

    def get_exception_handler(self) -> Callable[..., Any]:
        return handle

    @property
    def project_id(self) -> UUID:
        """The id of the project in the path. Raises NotFound."""
        return self.path_id("project_id")

    def path_id(self, name: str) -> UUID:
        """Return an id in the path. Raises NotFound if it is malformed."""
        try:
            return UUID(self.kwargs[name])
        except ValueError:
            raise NotFound from None

    def find_project(self) -> Project:
        """Return the project of the path. Raises NotFound if the actor has no role in it."""
        return find_project(actor=self.actor, reference=str(self.project_id))

    def find_readable_project(self, *, action: Action = Action.VIEW) -> Project:
        """Return the project of the path for an answer that shows its content. Raises NotFound, NotAllowed."""
        project = self.find_project()
        authorize(actor=self.actor, action=action, project_id=project.pk)
        return project

    def body(self, kind: type[V3Body]) -> dict[str, Any]:
        """Return the members of the body that are not null. Raises ValidationError."""
        body = kind(data=self.request.data)
        body.is_valid(raise_exception=True)
        return body.given

    def query(self, kind: type[serializers.Serializer[Any]]) -> dict[str, Any]:
        """Return the validated query. Raises ValidationError."""
        given = self.request.query_params
        # `dict()` keeps the last value of a repeated parameter only.
        lists = {name: given.getlist(name) for name in _lists_in(kind) if name in given}
        return validated(kind, given.dict() | lists)


class UnknownV3PathView(UnknownPathView):
    """Answer unknown paths with the errors of v3."""

    authentication_classes = V3ViewSet.authentication_classes

    def get_exception_handler(self) -> Callable[..., Any]:
        return handle


@cache
def _lists_in(kind: type[serializers.Serializer[Any]]) -> list[str]:
    return [name for name, field in kind().fields.items() if isinstance(field, serializers.ListField)]


def location(request: Request, path: str) -> str:
    """Return the absolute URL of a path below /v3/."""
    return request.build_absolute_uri(f"/v3/{path}")
