"""`/api/v1/projects`, `workspaces` and `branches`."""

from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from versioning.api.pagination import PageQuery
from versioning.api.v1 import project_serializers as wire
from versioning.api.v1.envelope import enveloped, enveloped_page, success
from versioning.api.v1.parameters import IDEMPOTENCY_KEY
from versioning.api.v1.resources import ResourceViewSet
from versioning.models import Branch, Project, Workspace
from versioning.policies import Action, authorize
from versioning.services.lookups import find_within
from versioning.services.projects.close_branch import close_branch
from versioning.services.projects.create_branch import create_branch
from versioning.services.projects.create_project import create_project
from versioning.services.projects.create_workspace import create_workspace
from versioning.services.projects.read_usage import read_usage
from versioning.services.projects.rename_branch import rename_branch
from versioning.services.projects.update_project import update_project
from versioning.services.projects.update_workspace import update_workspace

PROJECT_ANSWER = enveloped("ProjectAnswer", project=wire.ProjectSerializer())
WORKSPACE_ANSWER = enveloped("WorkspaceAnswer", workspace=wire.WorkspaceSerializer())
USAGE_ANSWER = enveloped("UsageAnswer", usage=wire.UsageSerializer())
BRANCH_ANSWER = enveloped("BranchAnswer", branch=wire.BranchSerializer())


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
        """List projects.

        Lists the projects that the token has a role in.
        """
        return self.page(Project.objects.visible_to(self.actor))

    @extend_schema(
        operation_id="projects_create",
        parameters=[IDEMPOTENCY_KEY],
        request=wire.ProjectCreateSerializer,
        responses={201: PROJECT_ANSWER},
    )
    def create(self, request: Request) -> Response:
        """Create a project.

        The project starts with the branch main and one workspace. Only organization tokens and administrators can
        create projects. Refused with 409 if the slug is taken.
        """
        project = create_project(actor=self.actor, **self.valid(wire.ProjectCreateSerializer))
        return success({"project": wire.ProjectSerializer(project).data}, status=201)

    @extend_schema(operation_id="projects_read", responses={200: PROJECT_ANSWER})
    def retrieve(self, request: Request, project: str) -> Response:
        """Get a project.

        A project that the token has no role in is answered with 404.
        """
        row = self.project(project)
        authorize(actor=self.actor, action=Action.VIEW, project_id=row.pk)
        return success({"project": wire.ProjectSerializer(row).data})

    @extend_schema(operation_id="projects_update", request=wire.ProjectPatchSerializer, responses={200: PROJECT_ANSWER})
    def partial_update(self, request: Request, project: str) -> Response:
        """Update a project.

        Changes its name or its primary language. Only managers can do that.
        """
        row = self.project(project)
        changed = update_project(actor=self.actor, project=row, changes=self.valid(wire.ProjectPatchSerializer))
        return success({"project": wire.ProjectSerializer(changed).data})

    @extend_schema(operation_id="projects_usage", responses={200: USAGE_ANSWER})
    def usage(self, request: Request, project: str) -> Response:
        """Get what a project uses.

        Shows what the project and its people use, and the limits. Only managers can do that. A call that would pass a
        limit is refused with 403 and the code `quota_exceeded`.
        """
        usage = read_usage(actor=self.actor, project=self.project(project))
        return success({"usage": wire.UsageSerializer(usage).data})


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
        """List workspaces.

        Lists the workspaces of all projects that the token can read.
        """
        return self.page(Workspace.objects.choices_of(self.actor))

    @extend_schema(
        operation_id="workspaces_create",
        parameters=[IDEMPOTENCY_KEY],
        request=wire.WorkspaceCreateSerializer,
        responses={201: WORKSPACE_ANSWER},
    )
    def create(self, request: Request) -> Response:
        """Create a workspace.

        Refused with 409 if the project has a workspace with this slug.
        """
        values = self.valid(wire.WorkspaceCreateSerializer)
        workspace = create_workspace(actor=self.actor, **{**values, "project": self.project(values["project"])})
        return success({"workspace": wire.WorkspaceSerializer(workspace).data}, status=201)

    @extend_schema(
        operation_id="workspaces_update",
        request=wire.WorkspacePatchSerializer,
        responses={200: WORKSPACE_ANSWER},
    )
    def partial_update(self, request: Request, workspace: UUID) -> Response:
        """Update a workspace.

        Changes its name or its slug. Refused with 409 if the slug is taken.
        """
        # A row of a project that the token cannot see is answered with 404, as a missing one is.
        row = find_within(actor=self.actor, rows=Workspace.objects.all(), pk=workspace)
        changes = self.valid(wire.WorkspacePatchSerializer)
        changed = update_workspace(actor=self.actor, workspace=row, changes=changes)
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
        """List branches.

        Lists open and closed branches of all projects that the token can read.
        """
        return self.page(Branch.objects.filter(project__in=Project.objects.visible_to(self.actor)))

    @extend_schema(
        operation_id="branches_create",
        parameters=[IDEMPOTENCY_KEY],
        request=wire.BranchCreateSerializer,
        responses={201: BRANCH_ANSWER},
    )
    def create(self, request: Request) -> Response:
        """Create a branch.

        Drafts of many documents can be on one branch. Refused with 409 if the name is taken.
        """
        values = self.valid(wire.BranchCreateSerializer)
        branch = create_branch(actor=self.actor, project=self.project(values["project"]), name=values["name"])
        return success({"branch": wire.BranchSerializer(branch).data}, status=201)

    @extend_schema(operation_id="branches_rename", request=wire.BranchPatchSerializer, responses={200: BRANCH_ANSWER})
    def partial_update(self, request: Request, branch: UUID) -> Response:
        """Rename a branch.

        Refused with 409 for the branch main, and if the name is taken.
        """
        row = find_within(actor=self.actor, rows=Branch.objects.all(), pk=branch)
        renamed = rename_branch(actor=self.actor, branch=row, name=self.valid(wire.BranchPatchSerializer)["name"])
        return success({"branch": wire.BranchSerializer(renamed).data})

    @extend_schema(
        operation_id="branches_close",
        parameters=[IDEMPOTENCY_KEY],
        request=None,
        responses={200: BRANCH_ANSWER},
    )
    def close(self, request: Request, branch: UUID) -> Response:
        """Close a branch.

        A closed branch stays in the history, but takes no new drafts. Refused with 409 while drafts are open on it.
        """
        row = find_within(actor=self.actor, rows=Branch.objects.all(), pk=branch)
        return success({"branch": wire.BranchSerializer(close_branch(actor=self.actor, branch=row)).data})
