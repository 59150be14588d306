"""`/v3/projects`, with the project versions, members, languages and workflow statuses of a project."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from versioning.api.v3.envelope import success, success_page
from versioning.api.v3.pagination import PageQuery, paginate
from versioning.api.v3.parameters import PROJECT, WORKSPACE
from versioning.api.v3.presenters import instant
from versioning.api.v3.project_outputs import (
    LanguageSerializer,
    LanguagesQuery,
    ProjectSerializer,
    SearchQuery,
    UserDetailSerializer,
    UserSerializer,
    WorkflowStatusSerializer,
    WorkspaceDetailSerializer,
    WorkspaceSerializer,
)
from versioning.api.v3.schema import enveloped, enveloped_page
from versioning.api.v3.views import V3ViewSet
from versioning.exceptions import NotFound
from versioning.models import Language, Membership, Project, Role, Scope, User, WorkflowStatus, Workspace
from versioning.models.language import is_right_to_left
from versioning.policies import Action, require_scope
from versioning.services.lookups import find_within

# Document360's `status` of a project. All projects of ours are active.
ACTIVE = 1


WORKSPACES_ANSWER = enveloped_page("ProjectVersionsAnswer", WorkspaceSerializer(many=True))
WORKSPACE_ANSWER = enveloped("ProjectVersionAnswer", WorkspaceDetailSerializer())


class ProjectViewSet(V3ViewSet):
    queryset = Project.objects.all()

    @extend_schema(
        operation_id="projects_list",
        parameters=[PageQuery],
        responses={200: enveloped_page("ProjectsAnswer", ProjectSerializer(many=True))},
    )
    def list(self, request: Request) -> Response:
        """List projects.

        Lists the projects that the token has a role in, ordered by slug.
        """
        # A list has no single project to authorize.
        require_scope(actor=self.actor, scope=Scope.READ)
        page = paginate(Project.objects.visible_to(self.actor), request=request, order=("slug",))
        return success_page([_project(project) for project in page.rows], page=page)

    @extend_schema(
        operation_id="projects_read",
        parameters=[PROJECT],
        responses={200: enveloped("ProjectAnswer", ProjectSerializer())},
    )
    def retrieve(self, request: Request, **ids: str) -> Response:
        """Get a project.

        A project that the token has no role in is answered with 404.
        """
        return success(_project(self.find_readable_project()))


class ProjectVersionViewSet(V3ViewSet):
    """Project versions, which are workspaces in /api/v1."""

    queryset = Workspace.objects.all()

    @extend_schema(
        operation_id="project_versions_list", parameters=[PROJECT, PageQuery], responses={200: WORKSPACES_ANSWER}
    )
    def list(self, request: Request, **ids: str) -> Response:
        """List project versions.

        Project versions divide the articles and categories of a project.
        """
        project = self.find_readable_project()
        page = paginate(project.workspaces.all(), request=request, order=("order", "id"))
        return success_page([_workspace(workspace) for workspace in page.rows], page=page)

    @extend_schema(operation_id="project_versions_read", parameters=WORKSPACE, responses={200: WORKSPACE_ANSWER})
    def retrieve(self, request: Request, **ids: str) -> Response:
        """Get a project version.

        The answer includes the primary language of the project.
        """
        project = self.find_readable_project()
        workspace = find_within(actor=self.actor, rows=project.workspaces.all(), pk=self.path_id("project_version_id"))
        language = {"language_code": project.language, "enable_rtl": is_right_to_left(project.language)}
        return success({**_workspace(workspace), **language})


class WorkspaceViewSet(ProjectVersionViewSet):
    """Project versions under their later name."""

    @extend_schema(operation_id="workspaces_list", parameters=[PROJECT, PageQuery], responses={200: WORKSPACES_ANSWER})
    def list(self, request: Request, **ids: str) -> Response:
        """List workspaces.

        Later clients call project versions workspaces. The answer is the same as for project versions.
        """
        return super().list(request)

    @extend_schema(operation_id="workspaces_read", parameters=WORKSPACE, responses={200: WORKSPACE_ANSWER})
    def retrieve(self, request: Request, **ids: str) -> Response:
        """Get a workspace.

        Later clients call project versions workspaces. The answer is the same as for the project version.
        """
        return super().retrieve(request)


class LanguageViewSet(V3ViewSet):
    queryset = Language.objects.all()

    @extend_schema(
        operation_id="languages_list",
        parameters=[PROJECT, LanguagesQuery, PageQuery],
        responses={200: enveloped_page("LanguagesAnswer", LanguageSerializer(many=True))},
    )
    def list(self, request: Request, **ids: str) -> Response:
        """List languages.

        Lists the languages that articles and categories of the project can be written in.
        """
        project = self.find_readable_project()
        query = self.query(LanguagesQuery)
        rows = project.languages.all()
        if "project_version_id" in query:
            rows = rows.used_in(query["project_version_id"])
        page = paginate(rows, request=request, order=("code",))
        return success_page([_language(language, project=project) for language in page.rows], page=page)


class WorkflowStatusViewSet(V3ViewSet):
    queryset = WorkflowStatus.objects.all()

    @extend_schema(
        operation_id="workflow_statuses_list",
        parameters=[PROJECT, PageQuery],
        responses={200: enveloped_page("WorkflowStatusesAnswer", WorkflowStatusSerializer(many=True))},
    )
    def list(self, request: Request, **ids: str) -> Response:
        """List workflow statuses.

        Lists them in the order of the workflow. The list is empty if the project has no workflow.
        """
        rows = self.find_readable_project().workflow_statuses.all()
        page = paginate(rows, request=request, order=("order", "id"))
        return success_page([_workflow_status(status) for status in page.rows], page=page)


class UserViewSet(V3ViewSet):
    queryset = Membership.objects.all()

    @extend_schema(
        operation_id="users_list",
        parameters=[PROJECT, SearchQuery, PageQuery],
        responses={200: enveloped_page("UsersAnswer", UserSerializer(many=True))},
    )
    def list(self, request: Request, **ids: str) -> Response:
        """List the members of a project.

        Refused with 403 if the token may not see members.
        """
        project = self.find_readable_project(action=Action.VIEW_MEMBERS)
        rows = Membership.objects.of_people(project, search=self.query(SearchQuery).get("search", ""))
        page = paginate(rows, request=request, order=("id",))
        return success_page([_user(member.user, role=Role(member.role)) for member in page.rows], page=page)

    @extend_schema(
        operation_id="users_me",
        parameters=[PROJECT],
        responses={200: enveloped("UserAnswer", UserDetailSerializer())},
    )
    def me(self, request: Request, **ids: str) -> Response:
        """Get the user of the token.

        Answers with the person that the token acts for, and with 404 if it acts for none, as project tokens do.
        """
        project = self.find_readable_project()
        role = self.actor.role_in(project.pk)
        # A project token acts for a service user, which is no person.
        if self.actor.user.is_service or role is None:
            raise NotFound
        return success(_user_detail(self.actor.user, role=role))


def _project(project: Project) -> dict[str, Any]:
    return {
        "id": str(project.pk),
        "name": project.name,
        "description": project.description or None,
        "sub_domain_name": project.slug,
        "created_at": instant(project.created_at),
        "modified_at": instant(project.modified_at),
        "status": ACTIVE,
    }


def _workspace(workspace: Workspace) -> dict[str, Any]:
    return {
        "id": str(workspace.pk),
        "name": workspace.name,
        "slug": workspace.slug,
        "order": workspace.order,
        "is_default": workspace.is_default,
        "version_type": None,
        "created_at": instant(workspace.created_at),
        "modified_at": instant(workspace.modified_at),
    }


def _language(language: Language, *, project: Project) -> dict[str, Any]:
    return {"code": language.code, "name": language.name, "is_default": language.code == project.language}


def _workflow_status(status: WorkflowStatus) -> dict[str, Any]:
    return {
        "id": str(status.pk),
        "name": status.name,
        "description": status.description or None,
        "read_only": status.read_only,
    }


def _user(user: User, *, role: Role) -> dict[str, Any]:
    return {
        "id": str(user.pk),
        "first_name": user.first_name or None,
        "last_name": user.last_name or None,
        "email": user.email or None,
        "profile_logo_url": None,
        "portal_role": role.label,
        "created_at": instant(user.date_joined),
        "last_login_at": None if user.last_login is None else instant(user.last_login),
    }


def _user_detail(user: User, *, role: Role) -> dict[str, Any]:
    return {
        **_user(user, role=role),
        "portal_role": {"id": None, "name": role.label},
        "content_roles": [{"id": None, "name": role.label, "access_scope_level": "project"}],
        "associated_groups": [],
    }
