"""What every view of v3 shares."""

from collections.abc import Callable
from functools import cache
from typing import Any, ClassVar
from uuid import UUID

from rest_framework import serializers
from rest_framework.request import Request

from versioning.api.checking import checked
from versioning.api.v3.authentication import ApiKeyAuthentication
from versioning.api.v3.errors import handle
from versioning.api.v3.inputs import V3Body
from versioning.api.v3.schema import V3Schema
from versioning.api.views import ApiViewSet, UnknownPathView
from versioning.exceptions import NotFound
from versioning.models import Project
from versioning.policies import Action, authorize
from versioning.services.lookups import find_project


class V3ViewSet(ApiViewSet):
    """Paths name a project; ids in paths are uuids, and what is none names nothing."""

    schema = V3Schema()
    authentication_classes = (ApiKeyAuthentication, *ApiViewSet.authentication_classes)
    # What the services call otherwise than this contract, for the member `field` of errors.
    field_names: ClassVar[dict[str, str]] = {}

    def get_exception_handler(self) -> Callable[..., Any]:
        return handle

    @property
    def project_id(self) -> UUID:
        return self.path_id("project_id")

    def path_id(self, name: str) -> UUID:
        """The uuid in the path. Raises NotFound where it is none."""
        try:
            return UUID(self.kwargs[name])
        except ValueError:
            raise NotFound from None

    def find_project(self) -> Project:
        """Raises NotFound where the actor has no role in it."""
        return find_project(actor=self.actor, reference=str(self.project_id))

    def find_readable_project(self, *, action: Action = Action.VIEW) -> Project:
        """As `find_project`, for what shows something of it. Raises NotAllowed."""
        project = self.find_project()
        authorize(actor=self.actor, action=action, project_id=project.pk)
        return project

    def body(self, kind: type[V3Body]) -> dict[str, Any]:
        """What the request's body says; null says nothing. Raises ValidationError."""
        body = kind(data=self.request.data)
        body.is_valid(raise_exception=True)
        return body.given

    def query(self, kind: type[serializers.Serializer[Any]]) -> dict[str, Any]:
        """Raises ValidationError."""
        given = self.request.query_params
        lists = {name: given.getlist(name) for name in _lists_in(kind) if name in given}
        return checked(kind, given.dict() | lists)


class UnknownV3PathView(UnknownPathView):
    authentication_classes = V3ViewSet.authentication_classes

    def get_exception_handler(self) -> Callable[..., Any]:
        return handle


@cache
def _lists_in(kind: type[serializers.Serializer[Any]]) -> list[str]:
    return [name for name, field in kind().fields.items() if isinstance(field, serializers.ListField)]


def location(request: Request, path: str) -> str:
    """The absolute URL of a path of v3."""
    return request.build_absolute_uri(f"/v3/{path}")
