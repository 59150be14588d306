"""Lists of the articles and categories of one project version, or of a whole project."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from versioning.api.v3.article_writing import ARTICLE_KINDS
from versioning.api.v3.category_writing import CATEGORY_KINDS
from versioning.api.v3.envelope import success_page
from versioning.api.v3.inputs import LanguageQuery
from versioning.api.v3.outputs import ArticleSummarySerializer, CategorySummarySerializer
from versioning.api.v3.pagination import PageQuery, paginate
from versioning.api.v3.parameters import PROJECT, WORKSPACE
from versioning.api.v3.schema import enveloped_page
from versioning.api.v3.trees import present_article_summary, present_summaries
from versioning.api.v3.views import V3ViewSet
from versioning.models import Document, Project, Workspace
from versioning.models.document import DocumentQuerySet
from versioning.services.documents.category_tree import category_trees
from versioning.services.lookups import find_within

# The id makes the order total, which a cursor needs.
ORDER = ("order", "id")
# One project version after the other, each in its own order: the databases read an index and sort nothing.
PROJECT_ORDER = ("workspace_id", *ORDER)
ARTICLES_ANSWER = enveloped_page("ArticleSummariesAnswer", ArticleSummarySerializer(many=True))
CATEGORIES_ANSWER = enveloped_page("CategorySummariesAnswer", CategorySummarySerializer(many=True))
PARAMETERS: list[Any] = [*WORKSPACE, LanguageQuery, PageQuery]
PROJECT_PARAMETERS: list[Any] = [PROJECT, LanguageQuery, PageQuery]


def find_in_project(view: V3ViewSet) -> tuple[Project, DocumentQuerySet]:
    """Return the project of the path, and its documents in the language of the query.

    A text that lacks the language is represented by its document in the primary language. Raises NotFound, NotAllowed.
    """
    project = view.find_readable_project()
    language = view.query(LanguageQuery).get("lang_code", project.language)
    workspaces = list(project.workspaces.values_list("pk", flat=True))
    return project, Document.objects.on_shelves(workspaces, language=language, primary=project.language)


def page_of_articles(rows: DocumentQuerySet, *, request: Request, order: tuple[str, ...]) -> Response:
    """Return one page of the articles among the rows."""
    page = paginate(rows.filter(kind__in=ARTICLE_KINDS), request=request, order=order)
    return success_page([present_article_summary(article) for article in page.rows], page=page)


def page_of_categories(
    rows: DocumentQuerySet, *, request: Request, order: tuple[str, ...], project: Project
) -> Response:
    """Return one page of the topmost categories among the rows, each with all categories below it."""
    page = paginate(rows.filter(kind__in=CATEGORY_KINDS, parent=None), request=request, order=order)
    trees = category_trees(roots=page.rows, rows=Document.objects.all(), primary=project.language)
    return success_page(present_summaries(trees), page=page)


class ProjectVersionContentViewSet(V3ViewSet):
    """The articles and categories of one project version."""

    queryset = Document.objects.all()

    @extend_schema(
        operation_id="project_version_articles_list", parameters=PARAMETERS, responses={200: ARTICLES_ANSWER}
    )
    def list_articles(self, request: Request, **ids: str) -> Response:
        """List the articles of a project version.

        The list covers all categories. An article that lacks the language is listed in the primary language.
        """
        _, rows = self._find_project_version()
        return page_of_articles(rows, request=request, order=ORDER)

    @extend_schema(
        operation_id="project_version_categories_list",
        parameters=PARAMETERS,
        responses={200: CATEGORIES_ANSWER},
    )
    def list_categories(self, request: Request, **ids: str) -> Response:
        """List the categories of a project version.

        Lists the top-level categories, each with all categories below it. A category that lacks the language is listed
        in the primary language.
        """
        workspace, rows = self._find_project_version()
        return page_of_categories(rows, request=request, order=ORDER, project=workspace.project)

    def _find_project_version(self) -> tuple[Workspace, DocumentQuerySet]:
        """Return the workspace of the path, and its documents in a language. Raises NotFound, NotAllowed."""
        project = self.find_readable_project()
        rows = project.workspaces.select_related("project")
        workspace = find_within(actor=self.actor, rows=rows, pk=self.path_id("project_version_id"))
        language = self.query(LanguageQuery).get("lang_code", project.language)
        return workspace, Document.objects.on_shelf(workspace.pk, language=language, primary=project.language)


class WorkspaceContentViewSet(ProjectVersionContentViewSet):
    """The articles and categories of one project version, under the later name of project versions."""

    @extend_schema(operation_id="workspace_articles_list", parameters=PARAMETERS, responses={200: ARTICLES_ANSWER})
    def list_articles(self, request: Request, **ids: str) -> Response:
        """List the articles of a workspace.

        Later clients call project versions workspaces. The answer is the same as for the project version.
        """
        return super().list_articles(request)

    @extend_schema(operation_id="workspace_categories_list", parameters=PARAMETERS, responses={200: CATEGORIES_ANSWER})
    def list_categories(self, request: Request, **ids: str) -> Response:
        """List the categories of a workspace.

        Later clients call project versions workspaces. The answer is the same as for the project version.
        """
        return super().list_categories(request)
