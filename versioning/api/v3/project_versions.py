"""What stands on a project version: `…/project-versions/{id}/articles` and `…/categories`."""

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
from versioning.api.v3.parameters import WORKSPACE
from versioning.api.v3.schema import documented, enveloped_page
from versioning.api.v3.trees import present_article_summary, present_summaries
from versioning.api.v3.views import V3ViewSet
from versioning.models import Document, Workspace
from versioning.models.document import DocumentQuerySet
from versioning.services.documents.category_tree import find_branchings
from versioning.services.lookups import find_within

ORDER = ("order", "id")
ARTICLES_ANSWER = enveloped_page("ArticleSummariesAnswer", ArticleSummarySerializer(many=True))
CATEGORIES_ANSWER = enveloped_page("CategorySummariesAnswer", CategorySummarySerializer(many=True))
PARAMETERS: list[Any] = [*WORKSPACE, LanguageQuery, PageQuery]


class ShelfViewSet(V3ViewSet):
    queryset = Document.objects.all()

    @extend_schema(
        operation_id="project_version_articles_list", parameters=PARAMETERS, responses={200: ARTICLES_ANSWER}
    )
    def list_articles(self, request: Request, **ids: str) -> Response:
        """All articles, in whatever category; those that the language does not have in the primary one."""
        _, rows = self._find_shelf()
        page = paginate(rows.filter(kind__in=ARTICLE_KINDS), request=request, order=ORDER)
        return success_page([present_article_summary(article) for article in page.rows], page=page)

    @extend_schema(
        operation_id="project_version_categories_list",
        parameters=PARAMETERS,
        responses={200: CATEGORIES_ANSWER},
    )
    def list_categories(self, request: Request, **ids: str) -> Response:
        """The categories at the top, page by page, each with all categories below it."""
        workspace, rows = self._find_shelf()
        page = paginate(rows.filter(kind__in=CATEGORY_KINDS, parent=None), request=request, order=ORDER)
        primary = workspace.project.language
        branchings = find_branchings(roots=page.rows, rows=Document.objects.all(), primary=primary)
        return success_page(present_summaries(branchings), page=page)

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
