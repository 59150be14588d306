"""`/v3/projects/{project_id}/articles/bulk`."""

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from versioning.api.v3.article_writing import ARTICLE_KINDS, create_article, update_article
from versioning.api.v3.bulk import RESULTS, BulkViewSet, each_item
from versioning.api.v3.envelope import results
from versioning.api.v3.inputs import (
    ArticleVersionsQuery,
    BulkCreateArticleBody,
    BulkUpdateArticleBody,
    IdsBody,
    LanguageQuery,
    without_nulls,
)
from versioning.api.v3.parameters import LOCATION, PROJECT
from versioning.policies import Action, authorize
from versioning.services.documents.trash_text import trash_text


class BulkArticleViewSet(BulkViewSet):
    noun = "articles"
    kinds = ARTICLE_KINDS
    versions_query = ArticleVersionsQuery
    versions_id = "article_id"

    @extend_schema(
        operation_id="articles_bulk_create",
        parameters=[PROJECT, *LOCATION],
        request=BulkCreateArticleBody,
        responses={201: RESULTS},
    )
    def create(self, request: Request, **ids: str) -> Response:
        """Create several articles.

        Each starts with version 1 as an open draft. An article that cannot be created fails on its own.
        """
        project = self.find_project()
        # Before the body is validated: a token without the right learns nothing about its mistakes.
        authorize(actor=self.actor, action=Action.CREATE_DOCUMENT, project_id=project.pk)
        items = self.body(BulkCreateArticleBody)["articles"]
        return self.created(
            each_item(
                items,
                lambda item: create_article(actor=self.actor, project=project, given=without_nulls(item)),
                name=lambda _: None,
            )
        )

    @extend_schema(
        operation_id="articles_bulk_update",
        parameters=[PROJECT],
        request=BulkUpdateArticleBody,
        responses={200: RESULTS},
    )
    def partial_update(self, request: Request, **ids: str) -> Response:
        """Update several articles.

        Each item can change content, location and translation status. With `auto_fork`, an article whose newest version
        is published is forked first. Without it, that article fails.
        """
        authorize(actor=self.actor, action=Action.SAVE, project_id=self.project_id)

        def update(item: dict[str, Any]) -> UUID:
            key: UUID = item["article_id"]
            given, language = without_nulls(item), item.get("lang_code")
            update_article(actor=self.actor, project_id=self.project_id, key=key, language=language, given=given)
            return key

        items = self.body(BulkUpdateArticleBody)["articles"]
        return results(each_item(items, update, name=lambda item: str(item["article_id"])))

    @extend_schema(
        operation_id="articles_bulk_delete",
        parameters=[PROJECT],
        request=IdsBody,
        responses={200: RESULTS},
    )
    def destroy(self, request: Request, **ids: str) -> Response:
        """Move several articles to the trash.

        Each disappears in all its languages. A manager can restore it until the server purges the trash.
        """

        def trash(key: UUID) -> UUID:
            trash_text(actor=self.actor, document=self.find(key, None).document, kinds=self.kinds)
            return key

        return self.each_id(trash, action=Action.TRASH)

    @extend_schema(
        operation_id="articles_bulk_publish",
        parameters=[PROJECT, LanguageQuery],
        request=IdsBody,
        responses={200: RESULTS},
    )
    def publish(self, request: Request, **ids: str) -> Response:
        """Publish several articles.

        Publishes the newest draft of each. An article without a draft fails, and the others are published all the same.
        """
        return super().publish(request)

    @extend_schema(
        operation_id="articles_bulk_unpublish",
        parameters=[PROJECT, LanguageQuery],
        request=IdsBody,
        responses={200: RESULTS},
    )
    def unpublish(self, request: Request, **ids: str) -> Response:
        """Unpublish several articles.

        Archives the current version of each. An article without a current version fails on its own.
        """
        return super().unpublish(request)

    @extend_schema(
        operation_id="articles_bulk_delete_versions",
        parameters=[PROJECT, ArticleVersionsQuery],
        request=None,
        responses={200: RESULTS},
    )
    def destroy_versions(self, request: Request, **ids: str) -> Response:
        """Delete several versions of an article.

        The current version and the last version that remains cannot be deleted. They fail, and the others are deleted.
        """
        return super().destroy_versions(request)
