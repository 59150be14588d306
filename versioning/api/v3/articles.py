"""`/v3/projects/{project_id}/articles`."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from versioning.api.v3.article_writing import ARTICLE_KINDS, create_article, update_article
from versioning.api.v3.envelope import success
from versioning.api.v3.inputs import (
    ArticleSettingsBody,
    CreateArticleBody,
    LanguageQuery,
    ReadQuery,
    UpdateArticleBody,
)
from versioning.api.v3.outputs import ArticleSerializer, ArticleSettingsSerializer
from versioning.api.v3.parameters import ARTICLE, FORK_EXAMPLE, LOCATION, PROJECT
from versioning.api.v3.presenters import present_article, present_article_settings
from versioning.api.v3.project_versions import (
    ARTICLES_ANSWER,
    PROJECT_ORDER,
    PROJECT_PARAMETERS,
    find_in_project,
    page_of_articles,
)
from versioning.api.v3.schema import documented, enveloped
from versioning.api.v3.text_operations import text_operations
from versioning.api.v3.texts import TextViewSet
from versioning.models import Document, Version
from versioning.services.documents.lookup_translations import Translation

ARTICLE_ANSWER = enveloped("ArticleAnswer", ArticleSerializer())


@documented(
    **text_operations(
        "article",
        path=ARTICLE,
        text=ArticleSerializer(),
        settings_body=ArticleSettingsBody,
        settings=ArticleSettingsSerializer(),
        fork_example=FORK_EXAMPLE,
    )
)
class ArticleViewSet(TextViewSet):
    queryset = Document.objects.all()
    noun = "articles"
    id_name = "article_id"
    # Documents made on our own API or imported are articles to a client of this one.
    kinds = ARTICLE_KINDS
    settings_body = ArticleSettingsBody
    field_names = {  # noqa: RUF012
        "body": "content",
        "parent_id": "category_id",
        "workspace_id": "project_version_id",
        "language": "lang_code",
    }

    @extend_schema(operation_id="articles_list", parameters=PROJECT_PARAMETERS, responses={200: ARTICLES_ANSWER})
    def list(self, request: Request, **ids: str) -> Response:
        """All articles of the project, whatever their project version and category.

        A text that has no article in the language is listed with its article in the primary language.
        """
        _, rows = find_in_project(self)
        return page_of_articles(rows, request=request, order=PROJECT_ORDER)

    @extend_schema(
        operation_id="articles_create",
        parameters=[PROJECT, *LOCATION],
        request=CreateArticleBody,
        responses={201: ARTICLE_ANSWER},
    )
    def create(self, request: Request, **ids: str) -> Response:
        """A new article, with version 1 as a draft."""
        # The answer is read back: who may not read is told so before anything is made.
        project = self.find_readable_project()
        key = create_article(actor=self.actor, project=project, given=self.body(CreateArticleBody))
        return success(self.as_it_stands(key), status=201, location=self.text_location(key))

    @extend_schema(operation_id="articles_read", parameters=[*ARTICLE, ReadQuery], responses={200: ARTICLE_ANSWER})
    def retrieve(self, request: Request, **ids: str) -> Response:
        """The newest version, drafts included, or with `published` the one that readers get."""
        return self.read(request)

    @extend_schema(
        operation_id="articles_update",
        parameters=[*ARTICLE, LanguageQuery],
        request=UpdateArticleBody,
        responses={200: ARTICLE_ANSWER},
    )
    def partial_update(self, request: Request, **ids: str) -> Response:
        """Change content, place or translation state; `auto_fork` forks a published version first."""
        body, language = self.body(UpdateArticleBody), self.query(LanguageQuery).get("lang_code")
        key = self.path_id(self.id_name)
        version = update_article(actor=self.actor, project_id=self.project_id, key=key, language=language, given=body)
        return success(self.as_it_stands(key, language=language, number=version.number))

    def present(
        self, *, translation: Translation, version: Version, latest: int, html: str | None = None
    ) -> dict[str, Any]:
        return present_article(translation=translation, version=version, latest=latest, html=html)

    def present_settings(self, document: Document) -> dict[str, Any]:
        return present_article_settings(document, related=document.related_texts())
