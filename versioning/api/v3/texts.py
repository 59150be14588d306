"""The operations that articles and categories share: versions, publishing and settings.

The subclasses describe them for the OpenAPI document, each with the shapes and the words of its own kind of text.
"""

from abc import abstractmethod
from typing import Any, ClassVar
from uuid import UUID

from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from versioning.api.v3.envelope import done, success, success_page
from versioning.api.v3.inputs import (
    ContentQuery,
    ForkBody,
    LanguageQuery,
    PublishBody,
    ReadQuery,
    UnpublishBody,
    V3Body,
    WorkflowBody,
    without_nulls,
)
from versioning.api.v3.pagination import paginate_by_position
from versioning.api.v3.presenters import present_version_item
from versioning.api.v3.views import V3ViewSet, location
from versioning.exceptions import NotFound
from versioning.models import Actor, Document, Version
from versioning.models.sql.references import MAX_DIGITS, MAX_NUMBER
from versioning.policies import Action
from versioning.services.access.acting_for import acting_for
from versioning.services.documents.lookup_translations import Translation, find_translation
from versioning.services.documents.set_workflow_status import set_workflow_status
from versioning.services.documents.trash_text import trash_text
from versioning.services.documents.update_settings import update_settings
from versioning.services.drafts.fork_document import ForkMode, fork_document
from versioning.services.versions.archive_version import archive_version
from versioning.services.versions.lookup_history import History, find_current, find_in_history
from versioning.services.versions.publish_numbered import publish_numbered
from versioning.services.versions.remove_version import remove_version
from versioning.services.versions.render_version import render_version

# Members that have another name in the model.
PRESENTATION_FIELDS = {
    "status_indicator_expiry_date": "status_indicator_expires_at",
    "is_acknowledgement_enabled": "requires_acknowledgement",
}
WORKFLOW_FIELDS = {"due_date": "due_at"}


class TextViewSet(V3ViewSet):
    """A text is one or more documents, each in a language of its own. `lang_code` chooses one of them.

    `noun` is the name in paths, `id_name` the parameter with the text's id, and `kinds` the kinds of documents.
    """

    noun: ClassVar[str]
    id_name: ClassVar[str]
    kinds: ClassVar[tuple[str, ...]]
    settings_body: ClassVar[type[V3Body]]
    publish_body: ClassVar[type[V3Body]] = PublishBody
    # The `content_mode` of the answer to a fork. The examples of the two pages differ.
    fork_mode: ClassVar[str] = "raw"

    @abstractmethod
    def present(
        self, *, translation: Translation, version: Version, latest: int, html: str | None = None
    ) -> dict[str, Any]:
        """Return the text in one language with the content of a version."""

    @abstractmethod
    def present_settings(self, document: Document) -> dict[str, Any]:
        """Return the settings of the text in one language."""

    def read(self, request: Request) -> Response:
        """Answer with the newest version, drafts included, or with `published` the current one."""
        query = self.query(ReadQuery)
        translation = self.find(query.get("lang_code"))
        document = translation.document
        if query["published"]:
            version = find_current(document)
            latest = Version.objects.latest_number(document.pk)
        else:
            version = find_in_history(document=document, number=None)
            latest = version.number
        return success(self._present(translation, version=version, latest=latest, mode=query["content_mode"]))

    def fork(self, request: Request, **ids: str) -> Response:
        """Copy a version into a new draft. Raises DraftExists, NothingToFork."""
        body = self.body(ForkBody)
        translation = self.find_exact(body.get("lang_code"))
        number = body.get("version_number")
        fork = fork_document(
            actor=self.actor,
            document=translation.document,
            mode=ForkMode.STRICT,
            source=None if number is None else str(number),
        )
        # The presented version needs the joins of the history, which the fork does not read.
        version = find_in_history(document=translation.document, number=fork.draft.version.number)
        data = self._present(translation, version=version, latest=version.number, mode=self.fork_mode)
        return success(data, status=201, location=self._version_location(version.number))

    def publish(self, request: Request, **ids: str) -> Response:
        """Publish a draft and make it current."""
        body = self.body(self.publish_body)
        document = self._document_in(body["project_version_id"])
        publish_numbered(
            actor=self.acting_for(body.get("user_id")),
            document=document,
            number=body.get("version_number"),
            message=body.get("message", ""),
        )
        return done()

    def unpublish(self, request: Request, **ids: str) -> Response:
        """Archive a published version."""
        body = self.body(UnpublishBody)
        document = self._document_in(body["project_version_id"])
        version = find_in_history(document=document, number=body["version_number"])
        archive_version(actor=self.acting_for(body.get("user_id")), version=version)
        return done()

    def destroy(self, request: Request, **ids: str) -> Response:
        """Move the text to the trash in all languages."""
        trash_text(actor=self.actor, document=self.find(None).document, kinds=self.kinds)
        return Response(status=204)

    def list_versions(self, request: Request, **ids: str) -> Response:
        """List all versions, oldest first. Raises NotFound for a hidden text, as Document360 does."""
        document = self.find_exact(self.query(LanguageQuery).get("lang_code")).document
        if document.hidden:
            raise NotFound
        rows, positions = Version.objects.page_of_history(document), _Positions(document)
        page = paginate_by_position(rows, request=request, order=("number",), positions=positions)
        return success_page([present_version_item(version) for version in page.rows], page=page)

    def read_version(self, request: Request, version_number: str, **ids: str) -> Response:
        """Answer with one version and its text."""
        query = self.query(ContentQuery)
        translation = self.find_exact(query.get("lang_code"))
        version = find_in_history(document=translation.document, number=_number(version_number))
        latest = Version.objects.latest_number(translation.document.pk)
        return success(self._present(translation, version=version, latest=latest, mode=query["content_mode"]))

    def destroy_version(self, request: Request, version_number: str, **ids: str) -> Response:
        """Remove a version. Raises VersionIsCurrent, LastVersion."""
        document = self.find_exact(self.query(LanguageQuery).get("lang_code")).document
        remove_version(actor=self.actor, document=document, number=_number(version_number))
        return Response(status=204)

    def read_settings(self, request: Request, **ids: str) -> Response:
        """Answer with the settings, which all versions share."""
        document = self.find(self.query(LanguageQuery).get("lang_code")).document
        return success(self.present_settings(document))

    def update_settings(self, request: Request, **ids: str) -> Response:
        """Change the settings that the body has. Null leaves a setting unchanged."""
        given = self.body(self.settings_body)
        document = self.find_exact(self.query(LanguageQuery).get("lang_code"), action=Action.EDIT_DOCUMENT).document
        document = update_settings(
            actor=self.actor,
            document=document,
            slug=given.pop("slug", None),
            related_ids=given.pop("related_articles", None),
            content_type=given.pop("content_type", None),
            changes={PRESENTATION_FIELDS.get(name, name): value for name, value in given.items()},
        )
        return success(self.present_settings(document))

    def set_workflow_status(self, request: Request, **ids: str) -> Response:
        """Move the text to a workflow status. Raises IllegalMove."""
        body = self.body(WorkflowBody)
        document = self._document_in(body["project_version_id"], language=body["lang_code"])
        members = without_nulls(body["workflow_status_info"])
        values = {WORKFLOW_FIELDS.get(name, name): value for name, value in members.items()}
        set_workflow_status(actor=self.acting_for(body.get("user_id")), document=document, **values)
        return done()

    def find(self, language: str | None, *, action: Action = Action.VIEW, key: UUID | None = None) -> Translation:
        """Return the text of the path, or of another key. Fall back to its primary language if it lacks the language.

        Raises NotFound, NotAllowed.
        """
        return find_translation(
            actor=self.actor,
            project_id=self.project_id,
            kinds=self.kinds,
            key=key or self.path_id(self.id_name),
            language=language,
            action=action,
        )

    def find_exact(self, language: str | None, *, action: Action = Action.VIEW) -> Translation:
        """Like `find`, but raise NotFound if the text lacks the language."""
        translation = self.find(language, action=action)
        if translation.is_fallback:
            raise NotFound
        return translation

    def acting_for(self, user_id: UUID | None) -> Actor:
        """Return the actor, or the member that a project token acts for. Raises InvalidValue, NotAllowed."""
        return acting_for(actor=self.actor, user_id=user_id, project_id=self.project_id)

    def text_location(self, key: UUID) -> str:
        """Return the URL of a text."""
        return location(self.request, f"projects/{self.project_id}/{self.noun}/{key}")

    def present_changed(self, key: UUID, *, language: str | None = None, number: int | None = None) -> dict[str, Any]:
        """Return the text after a change, with the version of this number or the newest version."""
        translation = self.find(language, key=key)
        version = find_in_history(document=translation.document, number=number)
        latest = Version.objects.latest_number(translation.document.pk)
        return self._present(translation, version=version, latest=latest, mode="raw")

    def _document_in(self, workspace_id: UUID, *, language: str | None = None) -> Document:
        """Return the document of the path. Raises ValidationError if it is not in this workspace."""
        chosen = language or self.query(LanguageQuery).get("lang_code")
        document = self.find_exact(chosen).document
        if document.workspace_id != workspace_id:
            raise ValidationError(
                {
                    "project_version_id": [
                        "This text is in another project version. Send the project_version_id of the text."
                    ]
                }
            )
        return document

    def _version_location(self, number: int) -> str:
        return f"{self.text_location(self.path_id(self.id_name))}/versions/{number}"

    def _present(self, translation: Translation, *, version: Version, latest: int | None, mode: str) -> dict[str, Any]:
        # Rendering takes longer than the rest of the answer, so that clients have to ask for it.
        html = render_version(version) if mode == "display" else None
        return self.present(translation=translation, version=version, latest=latest or version.number, html=html)


class _Positions:
    """Find pages of a history by its numbers, which have no gaps. Page 4,000 costs as much as page 1."""

    def __init__(self, document: Document) -> None:
        self._document = document

    def key_before(self, position: int) -> tuple[int] | None:
        return (History.of(self._document).number_at(position) - 1,) if position else None

    def count(self) -> int:
        return History.of(self._document).length


def _number(text: str) -> int:
    """Return the number in the path. Raises NotFound if no version can have it."""
    if len(text) > MAX_DIGITS or not text.isascii() or not text.isdecimal() or not 0 < int(text) <= MAX_NUMBER:
        raise NotFound
    return int(text)
