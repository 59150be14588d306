"""`/api/v1/documents/{id}/drafts` (Omni): all drafts of a document."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from versioning.api.v1.draft_cursor import DraftCursor
from versioning.api.v1.parameters import DOCUMENT_ID
from versioning.api.v1.version_presenter import present_omni_draft
from versioning.api.v1.version_serializers import OmniDraftSerializer, OmniQuery
from versioning.api.validation import validated
from versioning.api.views import ApiViewSet
from versioning.models import Draft
from versioning.services.drafts.list_drafts import MOST, DraftStates, list_drafts
from versioning.services.lookups import find_document


class DocumentDraftsViewSet(ApiViewSet):
    """All drafts of a document."""

    queryset = Draft.objects.all()

    @extend_schema(
        operation_id="drafts_list",
        parameters=[DOCUMENT_ID, OmniQuery],
        responses={200: OmniDraftSerializer(many=True)},
    )
    def list(self, request: Request, document_id: str) -> Response:
        """List the drafts of a document.

        Compatible with Omni. Lists the open drafts, last saved first. `include=archived` adds the discarded drafts. If
        more follow, the header `Link` has the address of the next page, with `rel="next"`.
        """
        query = validated(OmniQuery, request.query_params.dict())
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
