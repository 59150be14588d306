"""`/v3/projects/{project_id}/categories/bulk`."""

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from versioning.api.v3.bulk import RESULTS, BulkViewSet, each_item
from versioning.api.v3.category_writing import CATEGORY_KINDS, create_category_from, update_category_content
from versioning.api.v3.envelope import results
from versioning.api.v3.inputs import (
    BulkCreateCategoryBody,
    CategoryContentsBody,
    CategoryVersionsQuery,
    IdsBody,
    LanguageQuery,
    without_nulls,
)
from versioning.api.v3.parameters import LOCATION, PROJECT
from versioning.policies import Action, authorize


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
        """Create several categories.

        Each starts with version 1 as an open draft. A category that cannot be created fails on its own.
        """
        project = self.find_project()
        authorize(actor=self.actor, action=Action.CREATE_DOCUMENT, project_id=project.pk)

        def create_one(item: dict[str, Any]) -> UUID:
            return create_category_from(actor=self.actor, project=project, given=without_nulls(item)).translation_key

        items = self.body(BulkCreateCategoryBody)["categories"]
        return self.created(each_item(items, create_one, name=lambda _: None))

    @extend_schema(
        operation_id="category_content_bulk_update",
        parameters=[PROJECT],
        request=CategoryContentsBody(),
        responses={200: RESULTS},
    )
    def update_contents(self, request: Request, **ids: str) -> Response:
        """Update the content of several categories.

        The body is an array. With `auto_fork`, a category whose newest version is published is forked first. Without
        it, that category fails.
        """
        authorize(actor=self.actor, action=Action.SAVE, project_id=self.project_id)
        # `self.body` expects an object, and this body is an array.
        body = CategoryContentsBody(data=request.data)
        body.is_valid(raise_exception=True)

        def update(item: dict[str, Any]) -> UUID:
            key: UUID = item["category_id"]
            given, language = without_nulls(item), item.get("lang_code")
            update_category_content(
                actor=self.actor, project_id=self.project_id, key=key, language=language, given=given
            )
            return key

        return results(each_item(body.validated_data, update, name=lambda item: str(item["category_id"])))

    @extend_schema(
        operation_id="categories_bulk_publish",
        parameters=[PROJECT, LanguageQuery],
        request=IdsBody,
        responses={200: RESULTS},
    )
    def publish(self, request: Request, **ids: str) -> Response:
        """Publish several categories.

        Publishes the newest draft of each. A category without a draft fails, and the others are published all the same.
        """
        return super().publish(request)

    @extend_schema(
        operation_id="categories_bulk_unpublish",
        parameters=[PROJECT, LanguageQuery],
        request=IdsBody,
        responses={200: RESULTS},
    )
    def unpublish(self, request: Request, **ids: str) -> Response:
        """Unpublish several categories.

        Archives the current version of each. A category without a current version fails on its own.
        """
        return super().unpublish(request)

    @extend_schema(
        operation_id="categories_bulk_delete_versions",
        parameters=[PROJECT, CategoryVersionsQuery],
        request=None,
        responses={200: RESULTS},
    )
    def destroy_versions(self, request: Request, **ids: str) -> Response:
        """Delete several versions of a category.

        The current version and the last version that remains cannot be deleted. They fail, and the others are deleted.
        """
        return super().destroy_versions(request)
