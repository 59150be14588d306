"""`/api/v1/documents/{id}/draft` (Omni), `…/drafts` and `/api/v1/drafts/{identifier}`."""

from typing import Any
from uuid import UUID

from drf_spectacular.utils import OpenApiExample, extend_schema, inline_serializer
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from versioning.api.checking import checked
from versioning.api.pagination import LARGEST_PAGE
from versioning.api.preconditions import draft_etag, expected_draft_revision
from versioning.api.v1.draft_cursor import DraftCursor
from versioning.api.v1.envelope import enveloped, success
from versioning.api.v1.parameters import BRANCH_ID, DOCUMENT_ID, IDEMPOTENCY_KEY, IDENTIFIER, IF_MATCH
from versioning.api.v1.version_presenter import present_draft, present_omni_draft, present_version
from versioning.api.v1.version_serializers import (
    BranchIdSerializer,
    DraftPatchSerializer,
    DraftPublishSerializer,
    DraftSerializer,
    DraftSyncSerializer,
    OmniDraftSerializer,
    VersionSerializer,
)
from versioning.api.views import ApiViewSet
from versioning.models import Draft
from versioning.models.finding import Shown
from versioning.models.sql.keyset import LONGEST_CURSOR
from versioning.services.drafts.discard_draft import discard_draft
from versioning.services.drafts.fork_document import ForkMode, fork_document
from versioning.services.drafts.list_drafts import MOST, DraftStates, list_drafts
from versioning.services.drafts.save_draft import save_draft
from versioning.services.drafts.sync_draft import Resolution, sync_draft
from versioning.services.lookups import find_branch_draft, find_document, find_document_to_fork, find_draft
from versioning.services.versions.publish_and_promote import Outdated, publish_and_promote
from versioning.services.versions.publish_version import publish_version

DRAFT_ANSWER = enveloped("DraftAnswer", draft=DraftSerializer())
SYNCED_ANSWER = enveloped("DraftSyncedAnswer", draft=DraftSerializer(), merged=serializers.BooleanField())
PUBLISHED_ANSWER = enveloped("DraftPublishedAnswer", version=VersionSerializer())
OMNI_IDENTIFIER = inline_serializer("OmniIdentifier", {"identifier": serializers.CharField()})
OMNI_MESSAGE = inline_serializer("OmniMessage", {"message": serializers.CharField()})


class BranchQuery(serializers.Serializer[None]):
    branchId = serializers.UUIDField(required=False)  # noqa: N815  Omni's member


class OmniQuery(serializers.Serializer[None]):
    """Without `page_size`, 500 drafts are a page: Omni's clients expect all of them."""

    include = serializers.ChoiceField(choices=("archived",), required=False)
    page_size = serializers.IntegerField(min_value=1, max_value=LARGEST_PAGE, required=False)
    cursor = serializers.CharField(
        required=False, max_length=LONGEST_CURSOR, help_text="As the address in the header `Link` of the page before."
    )


class DraftActions(ApiViewSet):
    """What can be done with a draft, however it was found."""

    queryset = Draft.objects.all()

    def show(self, draft: Draft) -> Response:
        draft.version.document = draft.document
        return success({"draft": present_draft(draft)}, headers={"ETag": draft_etag(draft)})

    def save(self, draft: Draft) -> Response:
        body = checked(DraftPatchSerializer, self.request.data)
        expected = expected_draft_revision(self.request, draft=draft)
        saved = save_draft(actor=self.actor, draft=draft, changes=body, expected_revision=expected)
        return success({"draft": present_draft(saved)}, headers={"ETag": draft_etag(saved)})

    def sync_draft(self, draft: Draft) -> Response:
        body = checked(DraftSyncSerializer, self.request.data)
        expected = expected_draft_revision(self.request, draft=draft)
        resolution = _resolution(body.get("resolution"), expected=expected)
        synced = sync_draft(actor=self.actor, draft=draft, resolution=resolution, expected_revision=expected)
        data = {"draft": present_draft(synced.draft), "merged": synced.merged}
        return success(data, headers={"ETag": draft_etag(synced.draft)})

    def publish_draft(self, draft: Draft) -> Response:
        body = checked(DraftPublishSerializer, self.request.data)
        if body["promote"]:
            outdated = Outdated.OVERRIDE if body["override_outdated"] else Outdated.REFUSE
            version = publish_and_promote(actor=self.actor, draft=draft, outdated=outdated)
        else:
            version = publish_version(actor=self.actor, version=draft.version)
        return success({"version": present_version(version)})


class BranchDraftViewSet(DraftActions):
    """The document's one draft on a branch, without `branchId` on main."""

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
        """Omni: a draft on main or on a branch; where one is open there, that one."""
        body = checked(BranchIdSerializer, request.data)
        fork = fork_document(
            actor=self.actor,
            document=find_document_to_fork(actor=self.actor, reference=document_id),
            mode=ForkMode.GET_OR_CREATE,
            branch_id=body.get("branchId"),
        )
        return Response({"identifier": fork.draft.identifier})

    @extend_schema(operation_id="draft_read", parameters=[DOCUMENT_ID, BRANCH_ID], responses={200: DRAFT_ANSWER})
    def retrieve(self, request: Request, document_id: str) -> Response:
        """The draft on main or on a branch, with its text; 404 where none is open there."""
        return self.show(self._draft(document_id))

    @extend_schema(
        operation_id="draft_update",
        parameters=[DOCUMENT_ID, BRANCH_ID, IF_MATCH],
        request=DraftPatchSerializer,
        responses={200: DRAFT_ANSWER},
    )
    def partial_update(self, request: Request, document_id: str) -> Response:
        """Save into the draft on main or on a branch."""
        return self.save(self._draft(document_id))

    @extend_schema(
        operation_id="draft_discard",
        parameters=[DOCUMENT_ID, BRANCH_ID],
        request=BranchIdSerializer,
        responses={200: OMNI_MESSAGE},
        examples=[OpenApiExample("Done", value={"message": "Draft deleted successfully"}, response_only=True)],
    )
    def destroy(self, request: Request, document_id: str) -> Response:
        """Omni: discard the draft; it can be reopened. `branchId` may stand in the body or the query."""
        body = checked(BranchIdSerializer, request.data)
        draft = self._draft(document_id, branch_id=body.get("branchId"), shown=Shown.LISTED)
        discard_draft(actor=self.actor, draft=draft)
        return Response({"message": "Draft deleted successfully"})

    @extend_schema(
        operation_id="draft_sync",
        parameters=[DOCUMENT_ID, BRANCH_ID, IF_MATCH, IDEMPOTENCY_KEY],
        request=DraftSyncSerializer,
        responses={200: SYNCED_ANSWER},
    )
    def sync(self, request: Request, document_id: str) -> Response:
        """Merge the current version into the draft on main or on a branch.

        Where both changed the same things, nothing is stored and the answer is 409: `conflict` has base, current,
        draft, conflicts, merged and pieces, of which a `resolution` is made. `merged` is false where the draft is not
        outdated, or no version is current.
        """
        return self.sync_draft(self._draft(document_id))

    @extend_schema(
        operation_id="draft_publish",
        parameters=[DOCUMENT_ID, BRANCH_ID, IDEMPOTENCY_KEY],
        request=DraftPublishSerializer,
        responses={200: PUBLISHED_ANSWER},
    )
    def publish(self, request: Request, document_id: str) -> Response:
        """Publish the draft and, unless `promote` is false, make it the version that readers get."""
        return self.publish_draft(self._draft(document_id, shown=Shown.LISTED))

    def _draft(self, document_id: str, *, branch_id: UUID | None = None, shown: Shown = Shown.WITH_TEXT) -> Draft:
        query = checked(BranchQuery, self.request.query_params)
        branch_id = branch_id or query.get("branchId")
        return find_branch_draft(actor=self.actor, reference=document_id, branch_id=branch_id, shown=shown)


class DocumentDraftsViewSet(ApiViewSet):
    queryset = Draft.objects.all()

    @extend_schema(
        operation_id="drafts_list",
        parameters=[DOCUMENT_ID, OmniQuery],
        responses={200: OmniDraftSerializer(many=True)},
    )
    def list(self, request: Request, document_id: str) -> Response:
        """Omni: the open drafts, the one saved last first; with `include=archived` the discarded ones as well.

        If more follow, the header `Link` has the address of the next page, with `rel="next"`.
        """
        query = checked(OmniQuery, request.query_params.dict())
        states = DraftStates.WITH_ARCHIVED if "include" in query else DraftStates.OPEN
        document = find_document(actor=self.actor, reference=document_id)
        cursor = DraftCursor(scope=f"{document.pk} {states.value}")
        page = list_drafts(
            actor=self.actor,
            document=document,
            states=states,
            size=query.get("page_size", MOST),
            after=cursor.read(query["cursor"]) if "cursor" in query else None,
        )
        # The body is a bare array, so that the next page is named in a header (RFC 8288).
        headers = {} if page.end is None else {"Link": self._link_to(cursor.write(page.end))}
        return Response([present_omni_draft(row) for row in page.rows], headers=headers)

    def _link_to(self, cursor: str) -> str:
        query = self.request.query_params.copy()
        query["cursor"] = cursor
        return f'<{self.request.build_absolute_uri(self.request.path)}?{query.urlencode()}>; rel="next"'


class DraftViewSet(DraftActions):
    """Any open draft, by its identifier."""

    @extend_schema(operation_id="drafts_read", parameters=[IDENTIFIER], responses={200: DRAFT_ANSWER})
    def retrieve(self, request: Request, identifier: str) -> Response:
        """An open draft, with its text."""
        return self.show(find_draft(actor=self.actor, identifier=identifier))

    @extend_schema(
        operation_id="drafts_update",
        parameters=[IDENTIFIER, IF_MATCH],
        request=DraftPatchSerializer,
        responses={200: DRAFT_ANSWER},
    )
    def partial_update(self, request: Request, identifier: str) -> Response:
        """Save into an open draft."""
        return self.save(find_draft(actor=self.actor, identifier=identifier))

    @extend_schema(operation_id="drafts_discard", parameters=[IDENTIFIER], request=None, responses={204: None})
    def destroy(self, request: Request, identifier: str) -> Response:
        """Discard an open draft; it can be reopened."""
        draft = find_draft(actor=self.actor, identifier=identifier, shown=Shown.LISTED)
        discard_draft(actor=self.actor, draft=draft)
        return Response(status=204)

    @extend_schema(
        operation_id="drafts_sync",
        parameters=[IDENTIFIER, IF_MATCH, IDEMPOTENCY_KEY],
        request=DraftSyncSerializer,
        responses={200: SYNCED_ANSWER},
    )
    def sync(self, request: Request, identifier: str) -> Response:
        """Merge the current version into an open draft; conflicts are answered as for the draft of a document."""
        return self.sync_draft(find_draft(actor=self.actor, identifier=identifier))

    @extend_schema(
        operation_id="drafts_publish",
        parameters=[IDENTIFIER, IDEMPOTENCY_KEY],
        request=DraftPublishSerializer,
        responses={200: PUBLISHED_ANSWER},
    )
    def publish(self, request: Request, identifier: str) -> Response:
        """Publish an open draft and, unless `promote` is false, make it the version that readers get."""
        return self.publish_draft(find_draft(actor=self.actor, identifier=identifier, shown=Shown.LISTED))


def _resolution(given: dict[str, Any] | None, *, expected: int | None) -> Resolution | None:
    if given is None:
        return None
    changes = dict(given)
    base, revision = changes.pop("base"), changes.pop("revision", expected)
    if revision is None:
        raise ValidationError(
            {"resolution.revision": ["Say here, or in If-Match, which revision it was made against."]}
        )
    return Resolution(base=base, revision=revision, changes=changes)
