"""`/api/v1/documents/{id}/draft` (Omni) and `/api/v1/drafts/{identifier}`."""

from typing import Any
from uuid import UUID

from drf_spectacular.utils import OpenApiExample, extend_schema, inline_serializer
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from versioning.api.preconditions import draft_etag, expected_draft_revision
from versioning.api.v1.envelope import enveloped, success
from versioning.api.v1.parameters import BRANCH_ID, DOCUMENT_ID, IDEMPOTENCY_KEY, IDENTIFIER, IF_MATCH
from versioning.api.v1.version_presenter import present_draft, present_version
from versioning.api.v1.version_serializers import (
    BranchIdSerializer,
    BranchQuery,
    DraftPatchSerializer,
    DraftPublishSerializer,
    DraftSerializer,
    DraftSyncSerializer,
    VersionSerializer,
)
from versioning.api.validation import validated
from versioning.api.views import ApiViewSet
from versioning.exceptions import NotFound, VersionFrozen
from versioning.models import Draft
from versioning.models.sql.prepared import Lookup
from versioning.models.sql.references import IDENTIFIER as IDENTIFIER_FORM
from versioning.models.version_lookup import VersionDetail
from versioning.services.drafts.discard_draft import discard_draft
from versioning.services.drafts.fork_document import ForkMode, fork_document
from versioning.services.drafts.save_draft import save_draft
from versioning.services.drafts.sync_draft import Resolution, sync_draft
from versioning.services.lookups import find_branch_draft, find_document_to_fork, find_draft
from versioning.services.versions.preconditions import Outdated
from versioning.services.versions.publish_and_promote import publish_and_promote
from versioning.services.versions.publish_version import publish_version

DRAFT_ANSWER = enveloped("DraftAnswer", draft=DraftSerializer())
SYNCED_ANSWER = enveloped("DraftSyncedAnswer", draft=DraftSerializer(), merged=serializers.BooleanField())
PUBLISHED_ANSWER = enveloped("DraftPublishedAnswer", version=VersionSerializer())
OMNI_IDENTIFIER = inline_serializer("OmniIdentifier", {"identifier": serializers.CharField()})
OMNI_MESSAGE = inline_serializer("OmniMessage", {"message": serializers.CharField()})


class DraftActions(ApiViewSet):
    """The operations on a draft, however the request names it."""

    queryset = Draft.objects.all()

    def show(self, draft: Draft) -> Response:
        """Answer with the draft and its text."""
        draft.version.document = draft.document
        return success({"draft": present_draft(draft)}, headers={"ETag": draft_etag(draft)})

    def save(self, draft: Draft) -> Response:
        """Save the members of the body. Raises DraftChanged."""
        body = validated(DraftPatchSerializer, self.request.data)
        # Without If-Match, the last save wins.
        expected = expected_draft_revision(self.request, draft=draft)
        saved = save_draft(
            actor=self.actor, draft=draft, changes=body, expected_revision=expected, follow_front_matter=True
        )
        return success({"draft": present_draft(saved)}, headers={"ETag": draft_etag(saved)})

    def sync_draft(self, draft: Draft) -> Response:
        """Merge the current version into the draft. Raises MergeConflict, DraftChanged."""
        body = validated(DraftSyncSerializer, self.request.data)
        expected = expected_draft_revision(self.request, draft=draft)
        resolution = _resolution(body.get("resolution"), expected=expected)
        synced = sync_draft(actor=self.actor, draft=draft, resolution=resolution, expected_revision=expected)
        data = {"draft": present_draft(synced.draft), "merged": synced.merged}
        return success(data, headers={"ETag": draft_etag(synced.draft)})

    def discard(self, draft: Draft) -> None:
        """Discard the draft. Raises NotFound if it was published or discarded since it was found."""
        try:
            discard_draft(actor=self.actor, draft=draft)
        except VersionFrozen as refusal:
            # A later request would get 404 as well, because the draft is gone.
            raise NotFound(refusal.message) from refusal

    def publish_draft(self, draft: Draft) -> Response:
        """Publish the draft, and promote it unless `promote` is false. Raises DraftOutdated."""
        body = validated(DraftPublishSerializer, self.request.data)
        # Most clients publish a draft for readers to see it, so that both are one step by default.
        if body["promote"]:
            outdated = Outdated.OVERRIDE if body["override_outdated"] else Outdated.REFUSE
            version = publish_and_promote(actor=self.actor, draft=draft, outdated=outdated)
        else:
            version = publish_version(actor=self.actor, version=draft.version)
        return success({"version": present_version(version)})


class BranchDraftViewSet(DraftActions):
    """The draft of a document on a branch. Without `branchId`, that branch is main."""

    @extend_schema(
        operation_id="draft_create",
        parameters=[DOCUMENT_ID, IDEMPOTENCY_KEY],
        request=BranchIdSerializer,
        responses={200: OMNI_IDENTIFIER},
        examples=[
            OpenApiExample(
                "On a branch", value={"branchId": "3c90c3cc-0d44-4b50-8888-8dd25736052a"}, request_only=True
            ),
            OpenApiExample("The draft", value={"identifier": "93874a87"}, response_only=True, status_codes=["200"]),
        ],
    )
    def create(self, request: Request, document_id: str) -> Response:
        """Open a draft on a branch.

        Compatible with Omni. Forks the current version on main or on the branch of `branchId`. If a draft is already
        open there, the answer has its identifier. Refused with 400 if no version can be forked or the branch is closed.
        """
        body = validated(BranchIdSerializer, request.data)
        fork = fork_document(
            actor=self.actor,
            document=find_document_to_fork(actor=self.actor, reference=document_id),
            mode=ForkMode.GET_OR_CREATE,
            branch_id=body.get("branchId"),
        )
        return Response({"identifier": fork.draft.identifier})

    @extend_schema(operation_id="draft_read", parameters=[DOCUMENT_ID, BRANCH_ID], responses={200: DRAFT_ANSWER})
    def retrieve(self, request: Request, document_id: str) -> Response:
        """Get the draft on a branch.

        The answer has the text of the draft. If no draft is open on the branch, it is 404.
        """
        return self.show(self._draft(document_id))

    @extend_schema(
        operation_id="draft_update",
        parameters=[DOCUMENT_ID, BRANCH_ID, IF_MATCH],
        request=DraftPatchSerializer,
        responses={200: DRAFT_ANSWER},
    )
    def partial_update(self, request: Request, document_id: str) -> Response:
        """Save the draft on a branch.

        Saves only the members in the body. If `body` changes the title or the description in its front matter, those of
        the draft follow, unless the request names them. Refused with 412 if somebody saved after you read the ETag in
        `If-Match`: then `conflict` has base, theirs and mine, and nothing is saved.
        """
        return self.save(self._draft(document_id))

    @extend_schema(
        operation_id="draft_discard",
        parameters=[DOCUMENT_ID, BRANCH_ID],
        request=BranchIdSerializer,
        responses={200: OMNI_MESSAGE},
        examples=[OpenApiExample("Done", value={"message": "Draft deleted successfully"}, response_only=True)],
    )
    def destroy(self, request: Request, document_id: str) -> Response:
        """Discard the draft on a branch.

        Compatible with Omni. `branchId` can be in the body or in the query. A discarded draft is archived and can be
        reopened.
        """
        body = validated(BranchIdSerializer, request.data)
        self.discard(self._draft(document_id, branch_id=body.get("branchId"), detail=VersionDetail.LISTED))
        return Response({"message": "Draft deleted successfully"})

    @extend_schema(
        operation_id="draft_sync",
        parameters=[DOCUMENT_ID, BRANCH_ID, IF_MATCH, IDEMPOTENCY_KEY],
        request=DraftSyncSerializer,
        responses={200: SYNCED_ANSWER},
    )
    def sync(self, request: Request, document_id: str) -> Response:
        """Sync the draft on a branch.

        Merges the current version into the draft. If both changed the same content, nothing is saved and the answer is
        409: `conflict` has base, current, draft, conflicts, merged and pieces. Send the request again with a
        `resolution`. `merged` is false if the draft is not outdated or no version is current.
        """
        return self.sync_draft(self._draft(document_id))

    @extend_schema(
        operation_id="draft_publish",
        parameters=[DOCUMENT_ID, BRANCH_ID, IDEMPOTENCY_KEY],
        request=DraftPublishSerializer,
        responses={200: PUBLISHED_ANSWER},
    )
    def publish(self, request: Request, document_id: str) -> Response:
        """Publish the draft on a branch.

        Readers see it from now on, unless `promote` is false. Refused with 409 if another version became current after
        the fork. Sync the draft first, or send `override_outdated`.
        """
        return self.publish_draft(self._draft(document_id, detail=VersionDetail.LISTED))

    def _draft(
        self, document_id: str, *, branch_id: UUID | None = None, detail: VersionDetail = VersionDetail.WITH_TEXT
    ) -> Draft:
        query = validated(BranchQuery, self.request.query_params)
        # Omni's clients send it in the body of a DELETE, which some proxies drop.
        branch_id = branch_id or query.get("branchId")
        return find_branch_draft(actor=self.actor, reference=document_id, branch_id=branch_id, detail=detail)


class DraftViewSet(DraftActions):
    """Any open draft, by its identifier."""

    def first_lookup(self) -> Lookup[Any] | None:
        detail = VersionDetail.LISTED if self.action in ("publish", "destroy") else VersionDetail.WITH_TEXT
        identifier = self.kwargs["identifier"]
        return Draft.objects.lookup(identifier, detail=detail) if IDENTIFIER_FORM.fullmatch(identifier) else None

    @extend_schema(operation_id="drafts_read", parameters=[IDENTIFIER], responses={200: DRAFT_ANSWER})
    def retrieve(self, request: Request, identifier: str) -> Response:
        """Get a draft.

        The answer has the text of the draft. A draft that was published or discarded is answered with 404.
        """
        return self.show(find_draft(actor=self.actor, identifier=identifier))

    @extend_schema(
        operation_id="drafts_update",
        parameters=[IDENTIFIER, IF_MATCH],
        request=DraftPatchSerializer,
        responses={200: DRAFT_ANSWER},
    )
    def partial_update(self, request: Request, identifier: str) -> Response:
        """Save a draft.

        Saves only the members in the body. If `body` changes the title or the description in its front matter, those of
        the draft follow, unless the request names them. Refused with 412 if somebody saved after you read the ETag in
        `If-Match`: then `conflict` has base, theirs and mine, and nothing is saved.
        """
        return self.save(find_draft(actor=self.actor, identifier=identifier))

    @extend_schema(operation_id="drafts_discard", parameters=[IDENTIFIER], request=None, responses={204: None})
    def destroy(self, request: Request, identifier: str) -> Response:
        """Discard a draft.

        The draft is archived and can be reopened.
        """
        self.discard(find_draft(actor=self.actor, identifier=identifier, detail=VersionDetail.LISTED))
        return Response(status=204)

    @extend_schema(
        operation_id="drafts_sync",
        parameters=[IDENTIFIER, IF_MATCH, IDEMPOTENCY_KEY],
        request=DraftSyncSerializer,
        responses={200: SYNCED_ANSWER},
    )
    def sync(self, request: Request, identifier: str) -> Response:
        """Sync a draft.

        Merges the current version into the draft. If both changed the same content, nothing is saved and the answer is
        409: `conflict` has base, current, draft, conflicts, merged and pieces. Send the request again with a
        `resolution`.
        """
        return self.sync_draft(find_draft(actor=self.actor, identifier=identifier))

    @extend_schema(
        operation_id="drafts_publish",
        parameters=[IDENTIFIER, IDEMPOTENCY_KEY],
        request=DraftPublishSerializer,
        responses={200: PUBLISHED_ANSWER},
    )
    def publish(self, request: Request, identifier: str) -> Response:
        """Publish a draft.

        Readers see it from now on, unless `promote` is false. Refused with 409 if another version became current after
        the fork. Sync the draft first, or send `override_outdated`.
        """
        return self.publish_draft(find_draft(actor=self.actor, identifier=identifier, detail=VersionDetail.LISTED))


def _resolution(given: dict[str, Any] | None, *, expected: int | None) -> Resolution | None:
    if given is None:
        return None
    changes = dict(given)
    base, revision = changes.pop("base"), changes.pop("revision", expected)
    # Without a revision, a save between the 409 and the resolution would be overwritten.
    if revision is None:
        raise ValidationError(
            {"resolution.revision": ["Send the revision that the resolution was made against, here or in If-Match."]}
        )
    return Resolution(base=base, revision=revision, changes=changes)
