"""Up to 100 items in one request, each by itself: what became of each stands at its place in the answer."""

from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from versioning.api.v3.article_writing import ARTICLE_KINDS, create_article, update_article
from versioning.api.v3.category_writing import CATEGORY_KINDS, create_category, update_category_content
from versioning.api.v3.envelope import results
from versioning.api.v3.inputs import (
    ArticleVersionsQuery,
    BulkCreateArticleBody,
    BulkCreateCategoryBody,
    BulkUpdateArticleBody,
    CategoryContentsBody,
    CategoryVersionsQuery,
    IdsBody,
    LanguageQuery,
    VersionNumbersQuery,
    said,
)
from versioning.api.v3.outputs import BulkResultSerializer
from versioning.api.v3.parameters import LOCATION, PROJECT
from versioning.api.v3.schema import bulk_outcome, documented
from versioning.api.v3.views import V3ViewSet, location
from versioning.exceptions import NotFound, VersioningError
from versioning.models import Document
from versioning.policies import Action, authorize
from versioning.services.documents.lookup_translations import Translation, find_translation
from versioning.services.documents.trash_text import trash_text
from versioning.services.versions.archive_version import archive_version
from versioning.services.versions.lookup_history import find_current
from versioning.services.versions.publish_numbered import publish_numbered
from versioning.services.versions.remove_version import remove_version

RESULTS = bulk_outcome("BulkAnswer", BulkResultSerializer(many=True))
# What an item is, and what is done to it; the id that comes back stands in the item's result.
Work = Callable[[Any], UUID]


class BulkViewSet(V3ViewSet):
    """What articles and categories have in common."""

    queryset = Document.objects.all()
    noun: str
    kinds: tuple[str, ...]
    versions_query: type[VersionNumbersQuery]
    versions_id: str

    def publish(self, request: Request, **ids: str) -> Response:
        """Publish the newest draft of each."""
        language = self.query(LanguageQuery).get("lang_code")

        def publish(key: UUID) -> UUID:
            publish_numbered(actor=self.actor, document=self._find_exact(key, language).document, number=None)
            return key

        return self.each_id(publish, action=Action.PUBLISH)

    def unpublish(self, request: Request, **ids: str) -> Response:
        """Take what readers get of each away from them."""
        language = self.query(LanguageQuery).get("lang_code")

        def unpublish(key: UUID) -> UUID:
            archive_version(actor=self.actor, version=find_current(self._find_exact(key, language).document))
            return key

        return self.each_id(unpublish, action=Action.ARCHIVE)

    def destroy_versions(self, request: Request, **ids: str) -> Response:
        """Each number by itself; neither the one that readers get nor the last that remains."""
        authorize(actor=self.actor, action=Action.DISCARD, project_id=self.project_id)
        query = self.query(self.versions_query)
        key: UUID = query[self.versions_id]
        document = self._find_exact(key, query.get("lang_code")).document

        def remove(number: int) -> UUID:
            remove_version(actor=self.actor, document=document, number=number)
            return key

        return results(_each(query["version_numbers"], remove, name=lambda _: str(key)))

    def each_id(self, work: Work, *, action: Action) -> Response:
        """Do it to each text that the body names, by its id. Raises NotAllowed where the actor may not at all."""
        authorize(actor=self.actor, action=action, project_id=self.project_id)
        return results(_each(self.body(IdsBody)["ids"], lambda text: work(_uuid(text)), name=_uuid_or_none))

    def created(self, rows: list[dict[str, Any]]) -> Response:
        answer = results(rows, status=201)
        answer["Location"] = location(self.request, f"projects/{self.project_id}/{self.noun}")
        return answer

    def find(self, key: UUID, language: str | None) -> Translation:
        return find_translation(
            actor=self.actor, project_id=self.project_id, kinds=self.kinds, key=key, language=language
        )

    def _find_exact(self, key: UUID, language: str | None) -> Translation:
        translation = self.find(key, language)
        if translation.is_fallback:
            raise NotFound
        return translation


def bulk_operations(noun: str, versions_query: type[VersionNumbersQuery]) -> dict[str, Callable[[Any], Any]]:
    """For `documented`: the methods of `BulkViewSet`."""
    ids: dict[str, Any] = {"parameters": [PROJECT, LanguageQuery], "request": IdsBody, "responses": {200: RESULTS}}
    return {
        "publish": extend_schema(operation_id=f"{noun}_bulk_publish", **ids),
        "unpublish": extend_schema(operation_id=f"{noun}_bulk_unpublish", **ids),
        "destroy_versions": extend_schema(
            operation_id=f"{noun}_bulk_delete_versions",
            parameters=[PROJECT, versions_query],
            request=None,
            responses={200: RESULTS},
        ),
    }


@documented(**bulk_operations("articles", ArticleVersionsQuery))
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
        """New articles, each with version 1 as a draft."""
        project = self.find_project()
        authorize(actor=self.actor, action=Action.CREATE_DOCUMENT, project_id=project.pk)
        items = self.body(BulkCreateArticleBody)["articles"]
        return self.created(
            _each(
                items,
                lambda item: create_article(actor=self.actor, project=project, given=said(item)),
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
        """Change content, place or translation state of each."""
        authorize(actor=self.actor, action=Action.SAVE, project_id=self.project_id)

        def update(item: dict[str, Any]) -> UUID:
            key: UUID = item["article_id"]
            given, language = said(item), item.get("lang_code")
            update_article(actor=self.actor, project_id=self.project_id, key=key, language=language, given=given)
            return key

        items = self.body(BulkUpdateArticleBody)["articles"]
        return results(_each(items, update, name=lambda item: str(item["article_id"])))

    @extend_schema(
        operation_id="articles_bulk_delete",
        parameters=[PROJECT],
        request=IdsBody,
        responses={200: RESULTS},
    )
    def destroy(self, request: Request, **ids: str) -> Response:
        """To the trash, each in all its languages."""

        def trash(key: UUID) -> UUID:
            trash_text(actor=self.actor, document=self.find(key, None).document, kinds=self.kinds)
            return key

        return self.each_id(trash, action=Action.TRASH)


@documented(**bulk_operations("categories", CategoryVersionsQuery))
class BulkCategoryViewSet(BulkViewSet):
    noun = "categories"
    kinds = CATEGORY_KINDS
    versions_query = CategoryVersionsQuery
    versions_id = "category_id"

    @extend_schema(
        operation_id="categories_bulk_create",
        parameters=[PROJECT, *LOCATION],
        request=BulkCreateCategoryBody,
        responses={201: RESULTS},
    )
    def create(self, request: Request, **ids: str) -> Response:
        """New categories, each with version 1 as a draft."""
        project = self.find_project()
        authorize(actor=self.actor, action=Action.CREATE_DOCUMENT, project_id=project.pk)

        def create(item: dict[str, Any]) -> UUID:
            return create_category(actor=self.actor, project=project, given=said(item)).translation_key

        items = self.body(BulkCreateCategoryBody)["categories"]
        return self.created(_each(items, create, name=lambda _: None))

    @extend_schema(
        operation_id="category_content_bulk_update",
        parameters=[PROJECT],
        request=CategoryContentsBody(),
        responses={200: RESULTS},
    )
    def update_contents(self, request: Request, **ids: str) -> Response:
        """The body is a bare array."""
        authorize(actor=self.actor, action=Action.SAVE, project_id=self.project_id)
        body = CategoryContentsBody(data=request.data)
        body.is_valid(raise_exception=True)

        def update(item: dict[str, Any]) -> UUID:
            key: UUID = item["category_id"]
            given, language = said(item), item.get("lang_code")
            update_category_content(
                actor=self.actor, project_id=self.project_id, key=key, language=language, given=given
            )
            return key

        return results(_each(body.validated_data, update, name=lambda item: str(item["category_id"])))


def _each(items: Iterable[Any], work: Work, *, name: Callable[[Any], str | None]) -> list[dict[str, Any]]:
    """What became of each item, in order. Each is a transaction of its own: one that fails takes nothing along.

    `name` is the id of what a failed item was to change; None where it was to make it.
    """
    rows = []
    for index, item in enumerate(items):
        try:
            rows.append({"index": index, "id": str(work(item)), "success": True, "details": None})
        except VersioningError as refusal:
            rows.append({"index": index, "id": name(item), "success": False, "details": refusal.message})
    return rows


def _uuid_or_none(text: Any) -> str | None:
    try:
        return str(UUID(str(text)))
    except ValueError:
        return None


def _uuid(text: Any) -> UUID:
    try:
        return UUID(str(text))
    except ValueError:
        raise NotFound("There is nothing of this id.") from None
