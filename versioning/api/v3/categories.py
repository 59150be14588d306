"""`/v3/projects/{project_id}/categories`."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from versioning.api.v3.category_writing import (
    CATEGORY_KINDS,
    create_category_from,
    update_category_content,
    update_category_from,
)
from versioning.api.v3.envelope import success
from versioning.api.v3.inputs import (
    CategorySettingsBody,
    ContentQuery,
    CreateCategoryBody,
    ForkBody,
    LanguageQuery,
    PublishCategoryBody,
    ReadQuery,
    UnpublishBody,
    UpdateCategoryBody,
    UpdateCategoryContentBody,
    WorkflowBody,
)
from versioning.api.v3.outputs import (
    CategoryContentSerializer,
    CategorySerializer,
    CategorySettingsSerializer,
    CategorySimpleSerializer,
    VersionItemSerializer,
)
from versioning.api.v3.pagination import PageQuery
from versioning.api.v3.parameters import CATEGORY, CATEGORY_FORK_EXAMPLE, LOCATION, PROJECT, VERSION_NUMBER
from versioning.api.v3.presenters import present_category, present_category_settings
from versioning.api.v3.project_versions import (
    CATEGORIES_ANSWER,
    PROJECT_ORDER,
    PROJECT_PARAMETERS,
    find_in_project,
    page_of_categories,
)
from versioning.api.v3.schema import DONE, enveloped, enveloped_page
from versioning.api.v3.texts import TextViewSet
from versioning.api.v3.trees import present_category_tree, present_simple_category
from versioning.models import Document, Version
from versioning.services.documents.lookup_translations import Translation

CONTENT_ANSWER = enveloped("CategoryContentAnswer", CategoryContentSerializer())
SIMPLE_ANSWER = enveloped("CategorySimpleAnswer", CategorySimpleSerializer())
VERSION_ANSWER = enveloped("CategoryVersionAnswer", CategoryContentSerializer())
VERSIONS_ANSWER = enveloped_page("CategoryVersionsAnswer", VersionItemSerializer(many=True))
SETTINGS_ANSWER = enveloped("CategorySettingsAnswer", CategorySettingsSerializer())
ONE_VERSION = [*CATEGORY, VERSION_NUMBER]


class CategoryViewSet(TextViewSet):
    queryset = Document.objects.all()
    noun = "categories"
    id_name = "category_id"
    kinds = CATEGORY_KINDS
    settings_body = CategorySettingsBody
    publish_body = PublishCategoryBody
    # The example of Document360's page has the rendered HTML here.
    fork_mode = "display"
    field_names = {  # noqa: RUF012
        "body": "content",
        "parent_id": "parent_category_id",
        "workspace_id": "project_version_id",
        "language": "lang_code",
    }

    @extend_schema(operation_id="categories_list", parameters=PROJECT_PARAMETERS, responses={200: CATEGORIES_ANSWER})
    def list(self, request: Request, **ids: str) -> Response:
        """List the categories of a project.

        Lists the top-level categories of all project versions, each with all categories below it. A category that lacks
        the language is listed in the primary language.
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
        """Create a category.

        The category starts with version 1 as an open draft. Refused with 422 if the parent category or the project
        version does not exist.
        """
        category = create_category_from(
            actor=self.actor, project=self.find_project(), given=self.body(CreateCategoryBody)
        )
        url = self.text_location(category.translation_key)
        return success(present_simple_category(category), status=201, location=url)

    @extend_schema(
        operation_id="categories_read",
        parameters=CATEGORY,
        responses={200: enveloped("CategoryAnswer", CategorySerializer())},
    )
    def retrieve(self, request: Request, **ids: str) -> Response:
        """Get a category.

        The answer has all categories and articles below it, without their texts.
        """
        return success(present_category_tree(self.find(None)))

    @extend_schema(
        operation_id="categories_update",
        parameters=CATEGORY,
        request=UpdateCategoryBody,
        responses={200: SIMPLE_ANSWER},
    )
    def partial_update(self, request: Request, **ids: str) -> Response:
        """Update a category.

        Changes name, location, visibility and icon together. A new name of a published category is published at once.
        """
        key, body = self.path_id(self.id_name), self.body(UpdateCategoryBody)
        category = update_category_from(actor=self.actor, project_id=self.project_id, key=key, given=body)
        return success(present_simple_category(category))

    @extend_schema(
        operation_id="category_content_read",
        parameters=[*CATEGORY, ReadQuery],
        responses={200: CONTENT_ANSWER},
    )
    def read_content(self, request: Request, **ids: str) -> Response:
        """Get the content of a category.

        The answer has the newest version, drafts included, or with `published=true` the version that readers see. If
        the category lacks the language, the answer is in the primary language.
        """
        return self.read(request)

    @extend_schema(
        operation_id="category_content_update",
        parameters=[*CATEGORY, LanguageQuery],
        request=UpdateCategoryContentBody,
        responses={200: CONTENT_ANSWER},
    )
    def update_content(self, request: Request, **ids: str) -> Response:
        """Update the content of a category.

        Changes title, text and translation status together. Refused with 422 if the newest version is published, unless
        `auto_fork` is true: then the change goes into a new draft.
        """
        body, language = self.body(UpdateCategoryContentBody), self.query(LanguageQuery).get("lang_code")
        key = self.path_id(self.id_name)
        version = update_category_content(
            actor=self.actor, project_id=self.project_id, key=key, language=language, given=body
        )
        return success(self.present_changed(key, language=language, number=version.number))

    @extend_schema(operation_id="categories_delete", parameters=CATEGORY, request=None, responses={204: None})
    def destroy(self, request: Request, **ids: str) -> Response:
        """Move a category to the trash.

        It disappears in all languages, with everything in it. A manager can restore it.
        """
        return super().destroy(request)

    @extend_schema(
        operation_id="categories_fork",
        parameters=[*CATEGORY, *LOCATION],
        request=ForkBody,
        responses={201: VERSION_ANSWER},
        examples=[CATEGORY_FORK_EXAMPLE],
    )
    def fork(self, request: Request, **ids: str) -> Response:
        """Fork a category.

        Copies the published version, or the version of `version_number`, into a new draft. Refused with 409 if a draft
        is already open or if no version can be forked.
        """
        return super().fork(request)

    @extend_schema(
        operation_id="categories_publish",
        parameters=[*CATEGORY, LanguageQuery],
        request=PublishCategoryBody,
        responses={200: DONE},
    )
    def publish(self, request: Request, **ids: str) -> Response:
        """Publish a draft of a category.

        Readers see it from now on. Without `version_number`, the newest draft is published. Refused with 400 if the
        version is not an open draft.
        """
        return super().publish(request)

    @extend_schema(
        operation_id="categories_unpublish",
        parameters=[*CATEGORY, LanguageQuery],
        request=UnpublishBody,
        responses={200: DONE},
    )
    def unpublish(self, request: Request, **ids: str) -> Response:
        """Unpublish a version of a category.

        Readers no longer see it. Its text is kept and can be forked. Refused with 400 if the version is not published.
        """
        return super().unpublish(request)

    @extend_schema(
        operation_id="category_versions_list",
        parameters=[*CATEGORY, LanguageQuery, PageQuery],
        responses={200: VERSIONS_ANSWER},
    )
    def list_versions(self, request: Request, **ids: str) -> Response:
        """List the versions of a category.

        The oldest version comes first. Drafts are included, texts are not. A hidden category is answered with 404.
        """
        return super().list_versions(request)

    @extend_schema(
        operation_id="category_versions_read",
        parameters=[*ONE_VERSION, ContentQuery],
        responses={200: VERSION_ANSWER},
    )
    def read_version(self, request: Request, version_number: str, **ids: str) -> Response:
        """Get a version of a category.

        The answer has the text of this version. An unknown number is answered with 404.
        """
        return super().read_version(request, version_number)

    @extend_schema(
        operation_id="category_versions_delete",
        parameters=[*ONE_VERSION, LanguageQuery],
        request=None,
        responses={204: None},
    )
    def destroy_version(self, request: Request, version_number: str, **ids: str) -> Response:
        """Delete a version of a category.

        An open draft is discarded, any other version goes to the trash. Refused with 409 for the current version and
        for the last version that remains.
        """
        return super().destroy_version(request, version_number)

    @extend_schema(
        operation_id="category_settings_read",
        parameters=[*CATEGORY, LanguageQuery],
        responses={200: SETTINGS_ANSWER},
    )
    def read_settings(self, request: Request, **ids: str) -> Response:
        """Get the settings of a category.

        All versions share them. If the category lacks the language, the answer has the settings in the primary
        language.
        """
        return super().read_settings(request)

    @extend_schema(
        operation_id="category_settings_update",
        parameters=[*CATEGORY, LanguageQuery],
        request=CategorySettingsBody,
        responses={200: SETTINGS_ANSWER},
    )
    def update_settings(self, request: Request, **ids: str) -> Response:
        """Update the settings of a category.

        Settings that are left out or null stay as they are. Refused with 404 if the category lacks the language.
        """
        return super().update_settings(request)

    @extend_schema(
        operation_id="category_workflow_status_update",
        parameters=CATEGORY,
        request=WorkflowBody,
        responses={200: DONE},
    )
    def set_workflow_status(self, request: Request, **ids: str) -> Response:
        """Set the workflow status of a category.

        The body can also set a due date, an assignee and a comment. Refused with 422 if the workflow does not lead from
        the present status to the new one.
        """
        return super().set_workflow_status(request)

    def present(
        self, *, translation: Translation, version: Version, latest: int, html: str | None = None
    ) -> dict[str, Any]:
        return present_category(translation=translation, version=version, latest=latest, html=html)

    def present_settings(self, document: Document) -> dict[str, Any]:
        return present_category_settings(document)
