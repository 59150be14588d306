"""`/api/v1/documents/{id}/versions`: Orbiq's endpoints and ours."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from versioning.api.pagination import PageQuery, paginate
from versioning.api.preconditions import draft_etag, expected_draft_revision
from versioning.api.v1.document_serializers import VersionQuery
from versioning.api.v1.envelope import enveloped, enveloped_page, success, success_page
from versioning.api.v1.filters import FilterBackend, VersionFilter, filtered
from versioning.api.v1.parameters import DOCUMENT_ID, IDEMPOTENCY_KEY, IF_MATCH, VERSION
from versioning.api.v1.revalidation import HTML, not_modified, validators
from versioning.api.v1.version_presenter import present_version, present_versions, text_members
from versioning.api.v1.version_serializers import (
    VersionCreateSerializer,
    VersionDetailSerializer,
    VersionPatchSerializer,
    VersionSerializer,
)
from versioning.api.validation import validated
from versioning.api.views import ApiViewSet
from versioning.exceptions import NotADraft, NotFound, VersionFrozen, VersionNotFound
from versioning.models import Document, Draft, Version
from versioning.models.sql.prepared import Lookup
from versioning.models.sql.prepared_list import BoundList
from versioning.models.version_lookup import VersionDetail
from versioning.policies import Action
from versioning.services.drafts.discard_draft import discard_draft
from versioning.services.drafts.fork_document import ForkMode, fork_document
from versioning.services.drafts.save_draft import save_draft
from versioning.services.lookups import find_document, find_document_to_fork, find_shown_version, find_trashed_version
from versioning.services.versions.promote_version import promote_version
from versioning.services.versions.render_version import render_version
from versioning.services.versions.set_status import set_status
from versioning.services.versions.untrash_version import untrash_version

VERSION_ANSWER = enveloped("VersionAnswer", version=VersionSerializer())
# Orbiq's page fixes this sentence.
BAD_SOURCE = "source_version_id must refer to an existing version."
CREATED = OpenApiExample(
    "A new draft",
    value={
        "success": True,
        "data": {
            "version": {
                "id": "b9db1e63-3c9c-4b37-a1b1-29d9a7df0a46",
                "key": "draft_1714502400000",
                "name": "Q2 Refresh",
                "status": "draft",
                "is_active": False,
                "date_created": "2025-04-30T09:30:00Z",
                "date_updated": "2025-04-30T09:30:00Z",
                "modified_fields": [],
                "number": 8,
                "document_id": "497f6eca-6276-4993-bfeb-53cbbbba6f08",
                "source_version_id": "01973f6e-2f4a-7cc1-9d5f-0f3a5c1d2e3f",
                "title": "Penetration test",
                "content_type": "markdown",
                "date_published": None,
                "created_by": {"id": "01973f6e-2f4a-7cc1-9d5f-0f3a5c1d2e40", "name": "Ana Silva"},
                "author_name": "",
                "author_email": "",
                "authored_at": None,
            }
        },
    },
    response_only=True,
    status_codes=["201"],
)


class VersionViewSet(ApiViewSet):
    """The versions of a document, drafts included."""

    queryset = Version.objects.all()
    filter_backends = (FilterBackend,)
    filterset_class = VersionFilter

    def handle_exception(self, exc: Exception) -> Response:
        """Answer a path with an unknown version like any other unknown path, with the code `not_found`."""
        return super().handle_exception(NotFound(exc.message) if isinstance(exc, VersionNotFound) else exc)

    @extend_schema(
        operation_id="versions_list",
        filters=True,
        parameters=[DOCUMENT_ID, PageQuery],
        responses={200: enveloped_page("VersionListAnswer", versions=VersionSerializer(many=True))},
    )
    def list(self, request: Request, document_id: str) -> Response:
        """List versions.

        The newest version comes first. Drafts are included, texts are not.
        """
        document = find_document(actor=self.actor, reference=document_id)
        page = paginate(self._rows(document), request=request, order=("-number",))
        return success_page("versions", present_versions(page.rows, document=document), page=page)

    @extend_schema(
        operation_id="versions_create",
        parameters=[DOCUMENT_ID, IDEMPOTENCY_KEY],
        request=VersionCreateSerializer,
        responses={201: VERSION_ANSWER},
        examples=[CREATED, OpenApiExample("From the promoted version", value={}, request_only=True)],
    )
    def create(self, request: Request, document_id: str) -> Response:
        """Fork a version.

        Compatible with Orbiq. Copies a version into a new draft, which is not on a branch. Readers do not see it until
        it is published and activated.
        """
        body = validated(VersionCreateSerializer, request.data)
        document = find_document_to_fork(actor=self.actor, reference=document_id)
        try:
            fork = fork_document(
                actor=self.actor,
                document=document,
                mode=ForkMode.FREE,
                source=body.get("source_version_id"),
                name=body.get("name"),
            )
        # Orbiq answers a wrong source with 400, because it is a value in the body.
        except VersionNotFound as error:
            raise ValidationError({"source_version_id": [BAD_SOURCE]}) from error
        version = fork.draft.version
        location = request.build_absolute_uri(f"/api/v1/documents/{document.pk}/versions/{version.pk}")
        return _answer(version, status=201, headers={"Location": location})

    @extend_schema(
        operation_id="versions_read",
        parameters=[DOCUMENT_ID, VERSION, VersionQuery],
        responses={200: enveloped("VersionDetailAnswer", version=VersionDetailSerializer())},
    )
    def retrieve(self, request: Request, document_id: str, version: str) -> Response:
        """Get a version.

        The answer has the text of the version. `current` is the version that readers see. A published version has an
        ETag. Send it in `If-None-Match` to get 304 while nothing has changed.
        """
        form = validated(VersionQuery, request.query_params).get("format", "")
        # Without HTML, the ETag needs no text. Reading the text is most of the work of this request.
        if self._may_be_unchanged():
            listed = self._version(document_id, version, detail=VersionDetail.LISTED)
            unchanged = not_modified(request, headers=validators(listed, listed=present_version(listed), form=form))
            if unchanged is not None:
                return unchanged
        row = self._version(document_id, version)
        data = present_version(row)
        html = render_version(row) if form == HTML else None
        headers = validators(row, listed=data, form=form, html=html)
        if (unchanged := not_modified(request, headers=headers)) is not None:
            return unchanged
        data |= text_members(row) | ({} if html is None else {"html": html})
        return success({"version": data}, headers=headers)

    @extend_schema(
        operation_id="versions_update",
        parameters=[DOCUMENT_ID, VERSION, IF_MATCH],
        request=VersionPatchSerializer,
        responses={200: VERSION_ANSWER},
        examples=[OpenApiExample("Publish a draft", value={"status": "published"}, request_only=True)],
    )
    def partial_update(self, request: Request, document_id: str, version: str) -> Response:
        """Update a version.

        Compatible with Orbiq. `status` publishes a draft, archives a version or restores it. Other members save an open
        draft. Refused with 409 if the version was published: fork it instead.
        """
        body = validated(VersionPatchSerializer, request.data)
        row = self._version(document_id, version)
        if "status" in body:
            return _answer(set_status(actor=self.actor, version=row, status=body["status"]))
        draft = _open_draft(row, refusal=VersionFrozen if row.was_published else NotADraft)
        saved = save_draft(
            actor=self.actor,
            draft=draft,
            changes=body,
            expected_revision=expected_draft_revision(request, draft=draft),
            follow_front_matter=True,
        )
        return _answer(saved.version, headers={"ETag": draft_etag(saved)})

    @extend_schema(
        operation_id="versions_discard",
        parameters=[DOCUMENT_ID, VERSION],
        request=None,
        responses={204: None},
    )
    def destroy(self, request: Request, document_id: str, version: str) -> Response:
        """Discard a draft by its version.

        The draft is archived and can be reopened. Refused with 409 if the version is not an open draft.
        """
        draft = _open_draft(self._version(document_id, version), refusal=NotADraft)
        discard_draft(actor=self.actor, draft=draft)
        return Response(status=204)

    @extend_schema(
        operation_id="versions_activate",
        parameters=[DOCUMENT_ID, VERSION, IDEMPOTENCY_KEY],
        request=None,
        responses={200: VERSION_ANSWER},
    )
    def activate(self, request: Request, document_id: str, version: str) -> Response:
        """Promote a version.

        Compatible with Orbiq. Makes a published version the current one, which readers see. Refused with 409 if the
        version is not published.
        """
        return _answer(promote_version(actor=self.actor, version=self._version(document_id, version)))

    @extend_schema(
        operation_id="versions_restore",
        parameters=[DOCUMENT_ID, VERSION, IDEMPOTENCY_KEY],
        request=None,
        responses={200: VERSION_ANSWER},
    )
    def restore(self, request: Request, document_id: str, version: str) -> Response:
        """Restore a version from the trash.

        The version gets its former status back. Readers do not see it until it is activated.
        """
        document = find_document(actor=self.actor, reference=document_id, action=Action.TRASH)
        row = find_trashed_version(document=document, reference=version)
        return _answer(untrash_version(actor=self.actor, version=row))

    def _rows(self, document: Document) -> QuerySet[Version] | BoundList[Version]:
        versions = Version.objects
        return filtered(
            lambda: versions.page_of(document), view=self, unprepared=lambda: versions.of(document.pk).in_list()
        )

    def first_lookup(self) -> Lookup[Any] | None:
        document = self.kwargs["document_id"]
        if self.action == "create":
            return Document.objects.lookup_to_fork(document)
        if self.action != "retrieve":
            return None
        detail = VersionDetail.LISTED if self._may_be_unchanged() else VersionDetail.WITH_TEXT
        return Version.objects.lookup(self.kwargs["version"], of=document, detail=detail)

    def _may_be_unchanged(self) -> bool:
        """Whether the caller may have the answer already, and an ETag tells. That of HTML takes the text."""
        return "HTTP_IF_NONE_MATCH" in self.request.META and self.request.query_params.get("format") != HTML

    def _version(self, document_id: str, reference: str, *, detail: VersionDetail = VersionDetail.WITH_TEXT) -> Version:
        return find_shown_version(actor=self.actor, document=document_id, reference=reference, detail=detail)


def _open_draft(version: Version, *, refusal: type[VersionFrozen | NotADraft]) -> Draft:
    draft = version.open_draft
    if draft is None:
        raise refusal
    draft.version, draft.document = version, version.document
    return draft


def _answer(version: Version, *, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    return success({"version": present_version(version)}, status=status, headers=headers)
