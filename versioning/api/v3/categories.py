"""`/v3/projects/{project_id}/categories`."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from versioning.api.v3.category_writing import (
    CATEGORY_KINDS,
    create_category,
    update_category,
    update_category_content,
)
from versioning.api.v3.envelope import success
from versioning.api.v3.inputs import (
    CategorySettingsBody,
    CreateCategoryBody,
    LanguageQuery,
    PublishCategoryBody,
    ReadQuery,
    UpdateCategoryBody,
    UpdateCategoryContentBody,
)
from versioning.api.v3.outputs import (
    CategoryContentSerializer,
    CategorySerializer,
    CategorySettingsSerializer,
    CategorySimpleSerializer,
)
from versioning.api.v3.parameters import CATEGORY, CATEGORY_FORK_EXAMPLE, LOCATION, PROJECT
from versioning.api.v3.presenters import present_category, present_category_settings
from versioning.api.v3.project_versions import (
    CATEGORIES_ANSWER,
    PROJECT_ORDER,
    PROJECT_PARAMETERS,
    find_in_project,
    page_of_categories,
)
from versioning.api.v3.schema import documented, enveloped
from versioning.api.v3.text_operations import text_operations
from versioning.api.v3.texts import TextViewSet
from versioning.api.v3.trees import present_category_tree, present_simple_category
from versioning.models import Document, Version
from versioning.services.documents.lookup_translations import Translation

CONTENT_ANSWER = enveloped("CategoryContentAnswer", CategoryContentSerializer())
SIMPLE_ANSWER = enveloped("CategorySimpleAnswer", CategorySimpleSerializer())


@documented(
    **text_operations(
        "category",
        path=CATEGORY,
        text=CategoryContentSerializer(),
        publish_body=PublishCategoryBody,
        settings_body=CategorySettingsBody,
        settings=CategorySettingsSerializer(),
        fork_example=CATEGORY_FORK_EXAMPLE,
    )
)
class CategoryViewSet(TextViewSet):
    queryset = Document.objects.all()
    noun = "categories"
    id_name = "category_id"
    kinds = CATEGORY_KINDS
    settings_body = CategorySettingsBody
    publish_body = PublishCategoryBody
    fork_mode = "display"
    field_names = {  # noqa: RUF012
        "body": "content",
        "parent_id": "parent_category_id",
        "workspace_id": "project_version_id",
        "language": "lang_code",
    }

    @extend_schema(operation_id="categories_list", parameters=PROJECT_PARAMETERS, responses={200: CATEGORIES_ANSWER})
    def list(self, request: Request, **ids: str) -> Response:
        """The topmost categories of all project versions, each with all categories below it.

        A text that has no category in the language is listed with its category in the primary language.
        """
        project, rows = find_in_project(self)
        return page_of_categories(rows, request=request, order=PROJECT_ORDER, project=project)

    @extend_schema(
        operation_id="categories_create",
        parameters=[PROJECT, *LOCATION],
        request=CreateCategoryBody,
        responses={201: SIMPLE_ANSWER},
    )
    def create(self, request: Request, **ids: str) -> Response:
        """A new category, with version 1 as a draft."""
        category = create_category(actor=self.actor, project=self.find_project(), given=self.body(CreateCategoryBody))
        where = self.text_location(category.translation_key)
        return success(present_simple_category(category), status=201, location=where)

    @extend_schema(
        operation_id="categories_read",
        parameters=CATEGORY,
        responses={200: enveloped("CategoryAnswer", CategorySerializer())},
    )
    def retrieve(self, request: Request, **ids: str) -> Response:
        """The category with all categories and articles below it."""
        return success(present_category_tree(self.find(None)))

    @extend_schema(
        operation_id="categories_update",
        parameters=CATEGORY,
        request=UpdateCategoryBody,
        responses={200: SIMPLE_ANSWER},
    )
    def partial_update(self, request: Request, **ids: str) -> Response:
        """Change its name, place, visibility or icon. A new name of what readers see is published at once."""
        category = update_category(
            actor=self.actor,
            project_id=self.project_id,
            key=self.path_id(self.id_name),
            given=self.body(UpdateCategoryBody),
        )
        return success(present_simple_category(category))

    @extend_schema(
        operation_id="category_content_read",
        parameters=[*CATEGORY, ReadQuery],
        responses={200: CONTENT_ANSWER},
    )
    def read_content(self, request: Request, **ids: str) -> Response:
        """Its text: the newest version, drafts included, or with `published` the one that readers get."""
        return self.read(request)

    @extend_schema(
        operation_id="category_content_update",
        parameters=[*CATEGORY, LanguageQuery],
        request=UpdateCategoryContentBody,
        responses={200: CONTENT_ANSWER},
    )
    def update_content(self, request: Request, **ids: str) -> Response:
        """Change title, text or translation state; `auto_fork` forks a published version first."""
        body, language = self.body(UpdateCategoryContentBody), self.query(LanguageQuery).get("lang_code")
        key = self.path_id(self.id_name)
        version = update_category_content(
            actor=self.actor, project_id=self.project_id, key=key, language=language, given=body
        )
        return success(self.as_it_stands(key, language=language, number=version.number))

    def present(
        self, *, translation: Translation, version: Version, latest: int, html: str | None = None
    ) -> dict[str, Any]:
        return present_category(translation=translation, version=version, latest=latest, html=html)

    def present_settings(self, document: Document) -> dict[str, Any]:
        return present_category_settings(document)
