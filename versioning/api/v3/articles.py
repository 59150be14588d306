"""`/v3/projects/{project_id}/articles`."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from versioning.api.v3.article_writing import ARTICLE_KINDS, create_article, update_article
from versioning.api.v3.envelope import success
from versioning.api.v3.inputs import (
    ArticleSettingsBody,
    ContentQuery,
    CreateArticleBody,
    ForkBody,
    LanguageQuery,
    PublishBody,
    ReadQuery,
    UnpublishBody,
    UpdateArticleBody,
    WorkflowBody,
)
from versioning.api.v3.outputs import ArticleSerializer, ArticleSettingsSerializer, VersionItemSerializer
from versioning.api.v3.pagination import PageQuery
from versioning.api.v3.parameters import ARTICLE, FORK_EXAMPLE, LOCATION, PROJECT, VERSION_NUMBER
from versioning.api.v3.presenters import present_article, present_article_settings
from versioning.api.v3.project_versions import (
    ARTICLES_ANSWER,
    PROJECT_ORDER,
    PROJECT_PARAMETERS,
    find_in_project,
    page_of_articles,
)
from versioning.api.v3.schema import DONE, enveloped, enveloped_page
from versioning.api.v3.texts import TextViewSet
from versioning.models import Document, Version
from versioning.services.documents.lookup_translations import Translation

ARTICLE_ANSWER = enveloped("ArticleAnswer", ArticleSerializer())
VERSION_ANSWER = enveloped("ArticleVersionAnswer", ArticleSerializer())
VERSIONS_ANSWER = enveloped_page("ArticleVersionsAnswer", VersionItemSerializer(many=True))
SETTINGS_ANSWER = enveloped("ArticleSettingsAnswer", ArticleSettingsSerializer())
ONE_VERSION = [*ARTICLE, VERSION_NUMBER]


class ArticleViewSet(TextViewSet):
    queryset = Document.objects.all()
    noun = "articles"
    id_name = "article_id"
    # Documents that were imported or created in /api/v1 are articles for a client of v3.
    kinds = ARTICLE_KINDS
    settings_body = ArticleSettingsBody
    # The services name their fields as the models do.
    field_names = {  # noqa: RUF012
        "body": "content",
        "parent_id": "category_id",
        "workspace_id": "project_version_id",
        "language": "lang_code",
    }

    @extend_schema(operation_id="articles_list", parameters=PROJECT_PARAMETERS, responses={200: ARTICLES_ANSWER})
    def list(self, request: Request, **ids: str) -> Response:
        """List the articles of a project.

        The list covers all project versions and categories. An article that lacks the language is listed in the primary
        language.
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
        """Create an article.

        The article starts with version 1 as an open draft, in the project's primary language. Refused with 422 if the
        category or the project version does not exist.
        """
        # The answer reads the article again. A token that may not read is refused before anything is created.
        project = self.find_readable_project()
        key = create_article(actor=self.actor, project=project, given=self.body(CreateArticleBody))
        return success(self.present_changed(key), status=201, location=self.text_location(key))

    @extend_schema(operation_id="articles_read", parameters=[*ARTICLE, ReadQuery], responses={200: ARTICLE_ANSWER})
    def retrieve(self, request: Request, **ids: str) -> Response:
        """Get an article.

        The answer has the newest version, drafts included, or with `published=true` the version that readers see. If
        the article lacks the language, the answer is in the primary language and `is_fallback_content` is true.
        """
        return self.read(request)

    @extend_schema(
        operation_id="articles_update",
        parameters=[*ARTICLE, LanguageQuery],
        request=UpdateArticleBody,
        responses={200: ARTICLE_ANSWER},
    )
    def partial_update(self, request: Request, **ids: str) -> Response:
        """Update an article.

        Changes content, location and translation status together. Refused with 422 if the newest version is published,
        unless `auto_fork` is true: then the change goes into a new draft.
        """
        body, language = self.body(UpdateArticleBody), self.query(LanguageQuery).get("lang_code")
        key = self.path_id(self.id_name)
        version = update_article(actor=self.actor, project_id=self.project_id, key=key, language=language, given=body)
        return success(self.present_changed(key, language=language, number=version.number))

    @extend_schema(
        operation_id="articles_delete",
        parameters=ARTICLE,
        request=None,
        responses={204: None},
    )
    def destroy(self, request: Request, **ids: str) -> Response:
        """Move an article to the trash.

        It disappears in all languages. A manager can restore it until the server purges the trash.
        """
        return super().destroy(request)

    @extend_schema(
        operation_id="articles_fork",
        parameters=[*ARTICLE, *LOCATION],
        request=ForkBody,
        responses={201: VERSION_ANSWER},
        examples=[FORK_EXAMPLE],
    )
    def fork(self, request: Request, **ids: str) -> Response:
        """Fork an article.

        Copies the published version, or the version of `version_number`, into a new draft. Refused with 409 if a draft
        is already open or if no version can be forked.
        """
        return super().fork(request)

    @extend_schema(
        operation_id="articles_publish",
        parameters=[*ARTICLE, LanguageQuery],
        request=PublishBody,
        responses={200: DONE},
    )
    def publish(self, request: Request, **ids: str) -> Response:
        """Publish a draft of an article.

        Readers see it from now on. Refused with 400 if the version is not an open draft.
        """
        return super().publish(request)

    @extend_schema(
        operation_id="articles_unpublish",
        parameters=[*ARTICLE, LanguageQuery],
        request=UnpublishBody,
        responses={200: DONE},
    )
    def unpublish(self, request: Request, **ids: str) -> Response:
        """Unpublish a version of an article.

        Readers no longer see it. Its text is kept and can be forked. Refused with 400 if the version is not published.
        """
        return super().unpublish(request)

    @extend_schema(
        operation_id="article_versions_list",
        parameters=[*ARTICLE, LanguageQuery, PageQuery],
        responses={200: VERSIONS_ANSWER},
    )
    def list_versions(self, request: Request, **ids: str) -> Response:
        """List the versions of an article.

        The oldest version comes first. Drafts are included, texts are not. A hidden article is answered with 404.
        """
        return super().list_versions(request)

    @extend_schema(
        operation_id="article_versions_read",
        parameters=[*ONE_VERSION, ContentQuery],
        responses={200: VERSION_ANSWER},
    )
    def read_version(self, request: Request, version_number: str, **ids: str) -> Response:
        """Get a version of an article.

        The answer has the text of this version. An unknown number is answered with 404.
        """
        return super().read_version(request, version_number)

    @extend_schema(
        operation_id="article_versions_delete",
        parameters=[*ONE_VERSION, LanguageQuery],
        request=None,
        responses={204: None},
    )
    def destroy_version(self, request: Request, version_number: str, **ids: str) -> Response:
        """Delete a version of an article.

        An open draft is discarded, any other version goes to the trash. Refused with 409 for the current version and
        for the last version that remains.
        """
        return super().destroy_version(request, version_number)

    @extend_schema(
        operation_id="article_settings_read",
        parameters=[*ARTICLE, LanguageQuery],
        responses={200: SETTINGS_ANSWER},
    )
    def read_settings(self, request: Request, **ids: str) -> Response:
        """Get the settings of an article.

        All versions share them. If the article lacks the language, the answer has the settings in the primary language.
        """
        return super().read_settings(request)

    @extend_schema(
        operation_id="article_settings_update",
        parameters=[*ARTICLE, LanguageQuery],
        request=ArticleSettingsBody,
        responses={200: SETTINGS_ANSWER},
    )
    def update_settings(self, request: Request, **ids: str) -> Response:
        """Update the settings of an article.

        Settings that are left out or null stay as they are. Refused with 422 if a related article does not exist.
        """
        return super().update_settings(request)

    @extend_schema(
        operation_id="article_workflow_status_update",
        parameters=ARTICLE,
        request=WorkflowBody,
        responses={200: DONE},
    )
    def set_workflow_status(self, request: Request, **ids: str) -> Response:
        """Set the workflow status of an article.

        The body can also set a due date, an assignee and a comment. Refused with 422 if the workflow does not lead from
        the present status to the new one.
        """
        return super().set_workflow_status(request)

    def present(
        self, *, translation: Translation, version: Version, latest: int, html: str | None = None
    ) -> dict[str, Any]:
        return present_article(translation=translation, version=version, latest=latest, html=html)

    def present_settings(self, document: Document) -> dict[str, Any]:
        return present_article_settings(document, related=document.related_texts())
