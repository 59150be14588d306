"""Lists of articles and categories: of one project version, and of all project versions of a project."""

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
from versioning.api.v3.schema import documented, enveloped_page
from versioning.api.v3.trees import present_article_summary, present_summaries
from versioning.api.v3.views import V3ViewSet
from versioning.models import Document, Project, Workspace
from versioning.models.document import DocumentQuerySet
from versioning.services.documents.category_tree import category_trees
from versioning.services.lookups import find_within

ORDER = ("order", "id")
# Project version by project version, each in its own order: the databases walk an index and sort nothing.
PROJECT_ORDER = ("workspace_id", *ORDER)
ARTICLES_ANSWER = enveloped_page("ArticleSummariesAnswer", ArticleSummarySerializer(many=True))
CATEGORIES_ANSWER = enveloped_page("CategorySummariesAnswer", CategorySummarySerializer(many=True))
PARAMETERS: list[Any] = [*WORKSPACE, LanguageQuery, PageQuery]
PROJECT_PARAMETERS: list[Any] = [PROJECT, LanguageQuery, PageQuery]


def find_in_project(view: V3ViewSet) -> tuple[Project, DocumentQuerySet]:
    """Return the project of the path, and its documents in the language of the query.

    A text that does not have the language is represented by its document in the primary language. Raises NotFound,
    NotAllowed.
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


class ShelfViewSet(V3ViewSet):
    queryset = Document.objects.all()

    @extend_schema(
        operation_id="project_version_articles_list", parameters=PARAMETERS, responses={200: ARTICLES_ANSWER}
    )
    def list_articles(self, request: Request, **ids: str) -> Response:
        """All articles, in whatever category; those that the language does not have in the primary one."""
        _, rows = self._find_shelf()
        return page_of_articles(rows, request=request, order=ORDER)

    @extend_schema(
        operation_id="project_version_categories_list",
        parameters=PARAMETERS,
        responses={200: CATEGORIES_ANSWER},
    )
    def list_categories(self, request: Request, **ids: str) -> Response:
        """The categories at the top, page by page, each with all categories below it."""
        workspace, rows = self._find_shelf()
        return page_of_categories(rows, request=request, order=ORDER, project=workspace.project)

    def _find_shelf(self) -> tuple[Workspace, DocumentQuerySet]:
        """The workspace of the path, and its documents in the language of the query."""
        project = self.find_readable_project()
        rows = project.workspaces.select_related("project")
        workspace = find_within(actor=self.actor, rows=rows, pk=self.path_id("project_version_id"))
        language = self.query(LanguageQuery).get("lang_code", project.language)
        return workspace, Document.objects.on_shelf(workspace.pk, language=language, primary=project.language)


@documented(
    list_articles=extend_schema(
        operation_id="workspace_articles_list", parameters=PARAMETERS, responses={200: ARTICLES_ANSWER}
    ),
    list_categories=extend_schema(
        operation_id="workspace_categories_list", parameters=PARAMETERS, responses={200: CATEGORIES_ANSWER}
    ),
)
class LaterShelfViewSet(ShelfViewSet):
    """The same under the name that the vendor gave project versions later."""
