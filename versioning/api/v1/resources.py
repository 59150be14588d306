"""The base class of the views of projects, workspaces, branches, members and tokens."""

from typing import Any

from django.db.models import Subquery
from django_filters import rest_framework as filters
from django_filters.rest_framework import DjangoFilterBackend
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request
from rest_framework.response import Response

from versioning.api.pagination import paginate
from versioning.api.v1.envelope import success_page
from versioning.api.views import ApiViewSet
from versioning.exceptions import NotAllowed
from versioning.models import Project, Scope
from versioning.models.access.session_store import store_of
from versioning.policies import require_scope
from versioning.services.lookups import find_project


class InProjectFilter(filters.FilterSet):  # type: ignore[misc]
    """A filter by the project."""

    project = filters.CharFilter(method="in_project", max_length=100, help_text="A project's slug or ID.")

    def in_project(self, queryset: Any, name: str, value: str) -> Any:
        # A join would let the database read the rows of every project first.
        return queryset.filter(project=Subquery(Project.objects.named(value).order_by().values("pk")[:1]))


class ResourceViewSet(ApiViewSet):
    """A view of rows in the order of their creation, because primary keys are ordered by time.

    With `-id` as `order`, the newest come first.
    """

    filter_backends = (DjangoFilterBackend,)
    filterset_class = InProjectFilter
    order: tuple[str, ...] = ("id",)
    plural: str
    row_serializer: type[serializers.Serializer[Any]]
    # Whether a change needs the password entered lately, if a browser's session and not a token makes it.
    needs_proof = False

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        guarded = self.needs_proof and request.method not in SAFE_METHODS
        if guarded and self.actor.credential is None and not store_of(request._request).is_proven:
            raise NotAllowed("Confirm your password on a settings page of the desk, then send the request again.")

    def valid(self, body: type[serializers.Serializer[Any]]) -> dict[str, Any]:
        """Return the validated body. Raises ValidationError, also for an empty body."""
        serializer = body(data=self.request.data)
        serializer.is_valid(raise_exception=True)
        # An empty body is more likely a mistake in the client than a wish to change nothing.
        if not serializer.validated_data:
            name = next(iter(serializer.get_fields()))
            detail: dict[str, Any] = {name: ["Send at least one member to change."]}
            raise ValidationError(detail)
        values: dict[str, Any] = serializer.validated_data
        return values

    def page(self, rows: Any) -> Response:
        """Answer with one page of the rows. Raises NotAllowed without the scope `read`."""
        # A list has no single project to authorize. The rows are limited to visible projects.
        require_scope(actor=self.actor, scope=Scope.READ)
        page = paginate(self.filter_queryset(rows), request=self.request, order=self.order)
        return success_page(self.plural, self.row_serializer(page.rows, many=True).data, page=page)

    def project(self, reference: str) -> Project:
        """Return the project with this slug or id. Raises NotFound."""
        return find_project(actor=self.actor, reference=reference)
