"""`/api/v1/projects`, `workspaces`, `branches`, `members` and `tokens`."""

from typing import Any
from uuid import UUID

from django_filters import rest_framework as filters
from django_filters.rest_framework import DjangoFilterBackend
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from versioning.api.pagination import PageQuery, paginate
from versioning.api.v1 import project_serializers as wire
from versioning.api.v1.envelope import enveloped, enveloped_page, success, success_page
from versioning.api.v1.parameters import IDEMPOTENCY_KEY
from versioning.api.views import ApiViewSet
from versioning.models import Branch, Membership, Project, Scope, Token, User, Workspace
from versioning.policies import Action, authorize, require_scope
from versioning.services.access.add_member import add_member
from versioning.services.access.change_member_role import change_member_role
from versioning.services.access.create_token import NewToken, create_token
from versioning.services.access.remove_member import remove_member
from versioning.services.access.revoke_token import revoke_token
from versioning.services.lookups import find_project, find_token, find_within
from versioning.services.projects.close_branch import close_branch
from versioning.services.projects.create_branch import create_branch
from versioning.services.projects.create_project import create_project
from versioning.services.projects.create_workspace import create_workspace
from versioning.services.projects.rename_branch import rename_branch
from versioning.services.projects.update_project import update_project
from versioning.services.projects.update_workspace import update_workspace

PROJECT_ANSWER = enveloped("ProjectAnswer", project=wire.ProjectSerializer())
WORKSPACE_ANSWER = enveloped("WorkspaceAnswer", workspace=wire.WorkspaceSerializer())
BRANCH_ANSWER = enveloped("BranchAnswer", branch=wire.BranchSerializer())
MEMBER_ANSWER = enveloped("MemberAnswer", member=wire.MemberSerializer())


class InProjectFilter(filters.FilterSet):  # type: ignore[misc]
    project = filters.CharFilter(method="in_project", max_length=100, help_text="A project's slug or id.")

    def in_project(self, queryset: Any, name: str, value: str) -> Any:
        try:
            return queryset.filter(project=UUID(value))
        except ValueError:
            return queryset.filter(project__slug=value)


class TokenFilter(InProjectFilter):
    prefix = filters.CharFilter(max_length=8)


class ResourceViewSet(ApiViewSet):
    """Lists in the order of creation: keys are ordered by time."""

    filter_backends = (DjangoFilterBackend,)
    filterset_class = InProjectFilter
    plural: str
    row_serializer: type[serializers.Serializer[Any]]

    def valid(self, body: type[serializers.Serializer[Any]]) -> dict[str, Any]:
        """The request's body, checked; at least one member must be sent."""
        serializer = body(data=self.request.data)
        serializer.is_valid(raise_exception=True)
        if not serializer.validated_data:
            name = next(iter(serializer.get_fields()))
            detail: dict[str, Any] = {name: ["Send at least one member that should change."]}
            raise ValidationError(detail)
        values: dict[str, Any] = serializer.validated_data
        return values

    def page(self, rows: Any) -> Response:
        require_scope(actor=self.actor, scope=Scope.READ)
        page = paginate(self.filter_queryset(rows), request=self.request, order=("id",))
        return success_page(self.plural, self.row_serializer(page.rows, many=True).data, page=page)

    def project(self, reference: str) -> Project:
        return find_project(actor=self.actor, reference=reference)


class ProjectViewSet(ResourceViewSet):
    queryset = Project.objects.all()
    filterset_class = None  # type: ignore[assignment]
    plural, row_serializer = "projects", wire.ProjectSerializer

    @extend_schema(
        operation_id="projects_list",
        parameters=[PageQuery],
        responses={200: enveloped_page("ProjectListAnswer", projects=wire.ProjectSerializer(many=True))},
    )
    def list(self, request: Request) -> Response:
        """The projects in which the token has a role."""
        return self.page(Project.objects.visible_to(self.actor))

    @extend_schema(
        operation_id="projects_create",
        parameters=[IDEMPOTENCY_KEY],
        request=wire.ProjectCreateSerializer,
        responses={201: PROJECT_ANSWER},
    )
    def create(self, request: Request) -> Response:
        """With its branch main and its first workspace. For organization tokens and administrators."""
        project = create_project(actor=self.actor, **self.valid(wire.ProjectCreateSerializer))
        return success({"project": wire.ProjectSerializer(project).data}, status=201)

    @extend_schema(operation_id="projects_read", responses={200: PROJECT_ANSWER})
    def retrieve(self, request: Request, project: str) -> Response:
        """One project."""
        found = self.project(project)
        authorize(actor=self.actor, action=Action.VIEW, project_id=found.pk)
        return success({"project": wire.ProjectSerializer(found).data})

    @extend_schema(operation_id="projects_update", request=wire.ProjectPatchSerializer, responses={200: PROJECT_ANSWER})
    def partial_update(self, request: Request, project: str) -> Response:
        """Rename it, or choose its primary language."""
        found = self.project(project)
        changed = update_project(actor=self.actor, project=found, changes=self.valid(wire.ProjectPatchSerializer))
        return success({"project": wire.ProjectSerializer(changed).data})


class WorkspaceViewSet(ResourceViewSet):
    queryset = Workspace.objects.all()
    plural, row_serializer = "workspaces", wire.WorkspaceSerializer

    @extend_schema(
        operation_id="workspaces_list",
        filters=True,
        parameters=[PageQuery],
        responses={200: enveloped_page("WorkspaceListAnswer", workspaces=wire.WorkspaceSerializer(many=True))},
    )
    def list(self, request: Request) -> Response:
        """The shelves of documents that the token may read."""
        return self.page(Workspace.objects.choices_of(self.actor))

    @extend_schema(
        operation_id="workspaces_create",
        parameters=[IDEMPOTENCY_KEY],
        request=wire.WorkspaceCreateSerializer,
        responses={201: WORKSPACE_ANSWER},
    )
    def create(self, request: Request) -> Response:
        """A new shelf of documents."""
        values = self.valid(wire.WorkspaceCreateSerializer)
        workspace = create_workspace(actor=self.actor, **{**values, "project": self.project(values["project"])})
        return success({"workspace": wire.WorkspaceSerializer(workspace).data}, status=201)

    @extend_schema(
        operation_id="workspaces_update",
        request=wire.WorkspacePatchSerializer,
        responses={200: WORKSPACE_ANSWER},
    )
    def partial_update(self, request: Request, workspace: UUID) -> Response:
        """Rename it."""
        found = find_within(actor=self.actor, rows=Workspace.objects.all(), pk=workspace)
        changes = self.valid(wire.WorkspacePatchSerializer)
        changed = update_workspace(actor=self.actor, workspace=found, changes=changes)
        return success({"workspace": wire.WorkspaceSerializer(changed).data})


class BranchViewSet(ResourceViewSet):
    queryset = Branch.objects.all()
    plural, row_serializer = "branches", wire.BranchSerializer

    @extend_schema(
        operation_id="branches_list",
        filters=True,
        parameters=[PageQuery],
        responses={200: enveloped_page("BranchListAnswer", branches=wire.BranchSerializer(many=True))},
    )
    def list(self, request: Request) -> Response:
        """The closed ones as well."""
        return self.page(Branch.objects.filter(project__in=Project.objects.visible_to(self.actor)))

    @extend_schema(
        operation_id="branches_create",
        parameters=[IDEMPOTENCY_KEY],
        request=wire.BranchCreateSerializer,
        responses={201: BRANCH_ANSWER},
    )
    def create(self, request: Request) -> Response:
        """A new branch, for drafts of many documents."""
        values = self.valid(wire.BranchCreateSerializer)
        branch = create_branch(actor=self.actor, project=self.project(values["project"]), name=values["name"])
        return success({"branch": wire.BranchSerializer(branch).data}, status=201)

    @extend_schema(operation_id="branches_rename", request=wire.BranchPatchSerializer, responses={200: BRANCH_ANSWER})
    def partial_update(self, request: Request, branch: UUID) -> Response:
        """Rename it; `main` keeps its name."""
        found = find_within(actor=self.actor, rows=Branch.objects.all(), pk=branch)
        renamed = rename_branch(actor=self.actor, branch=found, name=self.valid(wire.BranchPatchSerializer)["name"])
        return success({"branch": wire.BranchSerializer(renamed).data})

    @extend_schema(
        operation_id="branches_close",
        parameters=[IDEMPOTENCY_KEY],
        request=None,
        responses={200: BRANCH_ANSWER},
    )
    def close(self, request: Request, branch: UUID) -> Response:
        """No draft can be opened on it any more; it stays in the history."""
        found = find_within(actor=self.actor, rows=Branch.objects.all(), pk=branch)
        return success({"branch": wire.BranchSerializer(close_branch(actor=self.actor, branch=found)).data})


class MemberViewSet(ResourceViewSet):
    queryset = Membership.objects.all()
    plural, row_serializer = "members", wire.MemberSerializer

    @extend_schema(
        operation_id="members_list",
        filters=True,
        parameters=[PageQuery],
        responses={200: enveloped_page("MemberListAnswer", members=wire.MemberSerializer(many=True))},
    )
    def list(self, request: Request) -> Response:
        """Who has which role in which project."""
        projects = Project.objects.visible_to(self.actor)
        return self.page(Membership.objects.filter(project__in=projects).select_related("user"))

    @extend_schema(
        operation_id="members_create",
        parameters=[IDEMPOTENCY_KEY],
        request=wire.MemberCreateSerializer,
        responses={201: MEMBER_ANSWER},
    )
    def create(self, request: Request) -> Response:
        """Give a person a role in a project."""
        values = self.valid(wire.MemberCreateSerializer)
        project = self.project(values["project"])
        # Only who may add members may learn which usernames there are.
        authorize(actor=self.actor, action=Action.MANAGE_MEMBERS, project_id=project.pk)
        user = User.objects.filter(username=values["user"]).first()
        if user is None:
            raise ValidationError({"user": ["There is nobody of this username."]})
        member = add_member(actor=self.actor, project=project, user=user, role=values["role"])
        return success({"member": wire.MemberSerializer(member).data}, status=201)

    @extend_schema(operation_id="members_update", request=wire.MemberPatchSerializer, responses={200: MEMBER_ANSWER})
    def partial_update(self, request: Request, member: int) -> Response:
        """Another role for a member."""
        role = self.valid(wire.MemberPatchSerializer)["role"]
        changed = change_member_role(actor=self.actor, membership=self._member(member), role=role)
        return success({"member": wire.MemberSerializer(changed).data})

    @extend_schema(operation_id="members_remove", request=None, responses={204: None})
    def destroy(self, request: Request, member: int) -> Response:
        """Take the role away."""
        remove_member(actor=self.actor, membership=self._member(member))
        return Response(status=204)

    def _member(self, pk: int) -> Membership:
        return find_within(actor=self.actor, rows=Membership.objects.select_related("user"), pk=pk)


class TokenViewSet(ResourceViewSet):
    queryset = Token.objects.all()
    filterset_class = TokenFilter
    plural, row_serializer = "tokens", wire.TokenSerializer

    @extend_schema(
        operation_id="tokens_list",
        filters=True,
        parameters=[PageQuery],
        responses={200: enveloped_page("TokenListAnswer", tokens=wire.TokenSerializer(many=True))},
    )
    def list(self, request: Request) -> Response:
        """Your own, and those of the projects that you manage; never a secret."""
        return self.page(Token.objects.visible_to(self.actor).select_related("user"))

    @extend_schema(
        operation_id="tokens_create",
        parameters=[IDEMPOTENCY_KEY],
        request=wire.TokenCreateSerializer,
        responses={
            201: enveloped(
                "TokenCreatedAnswer",
                token=wire.TokenSerializer(),
                secret=serializers.CharField(allow_null=True),
            )
        },
    )
    def create(self, request: Request) -> Response:
        """`secret` is the token itself, shown this once; null in a replay."""
        values = self.valid(wire.TokenCreateSerializer)
        if "project" in values:
            values["project"] = self.project(values["project"])
        made = create_token(actor=self.actor, new=NewToken(**values))
        token = wire.TokenSerializer(made.token).data
        response = success({"token": token, "secret": made.raw}, status=201)
        response.kept_data = success({"token": token, "secret": None}).data  # type: ignore[attr-defined]
        return response

    @extend_schema(operation_id="tokens_revoke", request=None, responses={204: None})
    def destroy(self, request: Request, token: UUID) -> Response:
        """From this moment on it is answered with 401."""
        revoke_token(actor=self.actor, token=find_token(actor=self.actor, pk=token))
        return Response(status=204)
