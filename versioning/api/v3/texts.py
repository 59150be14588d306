"""What articles and categories have in common: their versions, their way to readers, their settings."""

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
    said,
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

# Members whose names in the model are others.
PRESENTATION_FIELDS = {
    "status_indicator_expiry_date": "status_indicator_expires_at",
    "is_acknowledgement_enabled": "requires_acknowledgement",
}


WORKFLOW_FIELDS = {"due_date": "due_at"}


class TextViewSet(V3ViewSet):
    """A text is a document in one or more languages; `lang_code` chooses one of them."""

    noun: ClassVar[str]
    id_name: ClassVar[str]
    kinds: ClassVar[tuple[str, ...]]
    settings_body: ClassVar[type[V3Body]]
    publish_body: ClassVar[type[V3Body]] = PublishBody
    # The `content_mode` in which a fork is answered, as the example of its page has it.
    fork_mode: ClassVar[str] = "raw"

    @abstractmethod
    def present(
        self, *, translation: Translation, version: Version, latest: int, html: str | None = None
    ) -> dict[str, Any]:
        """The text in one language, as a version has it."""

    @abstractmethod
    def present_settings(self, document: Document) -> dict[str, Any]: ...

    def read(self, request: Request) -> Response:
        """The newest version, drafts included, or with `published` the one that readers get."""
        query = self.query(ReadQuery)
        translation = self.find(query.get("lang_code"))
        document = translation.document
        if query["published"]:
            version = find_current(document)
            latest = Version.objects.latest_number(document.pk)
        else:
            version = find_in_history(document=document, number=None)
            latest = version.number
        return success(self._shown(translation, version=version, latest=latest, mode=query["content_mode"]))

    def fork(self, request: Request, **ids: str) -> Response:
        """Copy the published version into a new draft; 409 where one is open already."""
        body = self.body(ForkBody)
        translation = self.find_exact(body.get("lang_code"))
        number = body.get("version_number")
        fork = fork_document(
            actor=self.actor,
            document=translation.document,
            mode=ForkMode.STRICT,
            source=None if number is None else str(number),
        )
        version = find_in_history(document=translation.document, number=fork.draft.version.number)
        data = self._shown(translation, version=version, latest=version.number, mode=self.fork_mode)
        return success(data, status=201, location=self._version_location(version.number))

    def publish(self, request: Request, **ids: str) -> Response:
        """Publish a draft; readers get it instead of what they got before."""
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
        """Take a published version away from readers; its text is kept, and can be forked."""
        body = self.body(UnpublishBody)
        document = self._document_in(body["project_version_id"])
        version = find_in_history(document=document, number=body["version_number"])
        archive_version(actor=self.acting_for(body.get("user_id")), version=version)
        return done()

    def destroy(self, request: Request, **ids: str) -> Response:
        """To the trash, in all languages: 404 from then on. A manager can restore it until `purge` takes it."""
        trash_text(actor=self.actor, document=self.find(None).document, kinds=self.kinds)
        return Response(status=204)

    def list_versions(self, request: Request, **ids: str) -> Response:
        """All versions, the oldest first, drafts included, without their text."""
        document = self.find_exact(self.query(LanguageQuery).get("lang_code")).document
        if document.hidden:
            raise NotFound
        rows, positions = Version.objects.page_of_history(document), _Positions(document)
        page = paginate_by_position(rows, request=request, order=("number",), positions=positions)
        return success_page([present_version_item(version) for version in page.rows], page=page)

    def read_version(self, request: Request, version_number: str, **ids: str) -> Response:
        """One version, with its text."""
        query = self.query(ContentQuery)
        translation = self.find_exact(query.get("lang_code"))
        version = find_in_history(document=translation.document, number=_number(version_number))
        latest = Version.objects.latest_number(translation.document.pk)
        return success(self._shown(translation, version=version, latest=latest, mode=query["content_mode"]))

    def destroy_version(self, request: Request, version_number: str, **ids: str) -> Response:
        """Neither the one that readers get nor the last that remains: 409."""
        document = self.find_exact(self.query(LanguageQuery).get("lang_code")).document
        remove_version(actor=self.actor, document=document, number=_number(version_number))
        return Response(status=204)

    def read_settings(self, request: Request, **ids: str) -> Response:
        """How readers find and see it; the same for all versions."""
        document = self.find(self.query(LanguageQuery).get("lang_code")).document
        return success(self.present_settings(document))

    def update_settings(self, request: Request, **ids: str) -> Response:
        """Those that are named; null means unchanged."""
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
        """Put the text into a workflow status, with a due date, an assignee and a comment."""
        body = self.body(WorkflowBody)
        document = self._document_in(body["project_version_id"], language=body["lang_code"])
        named = said(body["workflow_status_info"])
        moved = {WORKFLOW_FIELDS.get(name, name): value for name, value in named.items()}
        set_workflow_status(actor=self.acting_for(body.get("user_id")), document=document, **moved)
        return done()

    def find(self, language: str | None, *, action: Action = Action.VIEW, key: UUID | None = None) -> Translation:
        """The text of the path, or of another key, in a language, else in its own. Raises NotFound, NotAllowed."""
        return find_translation(
            actor=self.actor,
            project_id=self.project_id,
            kinds=self.kinds,
            key=key or self.path_id(self.id_name),
            language=language,
            action=action,
        )

    def find_exact(self, language: str | None, *, action: Action = Action.VIEW) -> Translation:
        """As `find`; a language that the text does not have is NotFound."""
        translation = self.find(language, action=action)
        if translation.is_fallback:
            raise NotFound
        return translation

    def acting_for(self, user_id: UUID | None) -> Actor:
        return acting_for(actor=self.actor, user_id=user_id, project_id=self.project_id)

    def text_location(self, key: UUID) -> str:
        return location(self.request, f"projects/{self.project_id}/{self.noun}/{key}")

    def as_it_stands(self, key: UUID, *, language: str | None = None, number: int | None = None) -> dict[str, Any]:
        """The text after a change: the version of a number, without one the newest."""
        translation = self.find(language, key=key)
        version = find_in_history(document=translation.document, number=number)
        latest = Version.objects.latest_number(translation.document.pk)
        return self._shown(translation, version=version, latest=latest, mode="raw")

    def _document_in(self, workspace_id: UUID, *, language: str | None = None) -> Document:
        """The document of the path, which must stand in the workspace that the body names."""
        chosen = language or self.query(LanguageQuery).get("lang_code")
        document = self.find_exact(chosen).document
        if document.workspace_id != workspace_id:
            raise ValidationError({"project_version_id": ["It is not the project version that this text is in."]})
        return document

    def _version_location(self, number: int) -> str:
        return f"{self.text_location(self.path_id(self.id_name))}/versions/{number}"

    def _shown(self, translation: Translation, *, version: Version, latest: int | None, mode: str) -> dict[str, Any]:
        html = render_version(version) if mode == "display" else None
        return self.present(translation=translation, version=version, latest=latest or version.number, html=html)


class _Positions:
    """Pages of a history by its dense numbers: page 4,000 costs what page 1 costs."""

    def __init__(self, document: Document) -> None:
        self._document = document

    def key_before(self, position: int) -> tuple[int] | None:
        return (History.of(self._document).number_at(position) - 1,) if position else None

    def count(self) -> int:
        return History.of(self._document).length


def _number(text: str) -> int:
    """The number in the path. Raises NotFound where it is none that a version could have."""
    if len(text) > MAX_DIGITS or not text.isascii() or not text.isdecimal() or not 0 < int(text) <= MAX_NUMBER:
        raise NotFound
    return int(text)
