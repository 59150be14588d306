"""`/api/v1/documents` and `/api/v1/documents/{id}`."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from versioning.api.pagination import PageQuery, paginate
from versioning.api.preconditions import etag, expected_revision
from versioning.api.v1.document_presenter import ancestors, present_document, present_listed
from versioning.api.v1.document_serializers import (
    DocumentCreatedSerializer,
    DocumentCreateSerializer,
    DocumentListSerializer,
    DocumentPatchSerializer,
    DocumentQuery,
    DocumentReadSerializer,
    DocumentSerializer,
)
from versioning.api.v1.envelope import enveloped, enveloped_page, success, success_page
from versioning.api.v1.filters import RELEVANCE, DocumentFilter, FilterBackend, filtered
from versioning.api.v1.parameters import DOCUMENT_ID, IDEMPOTENCY_KEY, IF_MATCH
from versioning.api.v1.version_presenter import present_draft, present_text, present_version, present_versions
from versioning.api.validation import validated
from versioning.api.views import ApiViewSet
from versioning.models import Document, Scope, Version
from versioning.models.search.document_search import RANKED
from versioning.models.sql.prepared_list import BoundList
from versioning.policies import require_scope
from versioning.services.documents.create_document import create_document
from versioning.services.documents.new_document import NewText, Placement, with_stated_values
from versioning.services.documents.restore_document import restore_document
from versioning.services.documents.trash_document import trash_document
from versioning.services.documents.update_document import update_document
from versioning.services.lookups import (
    find_document,
    find_document_with_current,
    find_trashed_document,
    find_version,
    find_workspace,
)
from versioning.services.versions.render_version import render_version
from versioning.services.versions.version_at import version_at

# The id makes each order total, which a cursor needs.
ORDERINGS = {
    name: (name, "-id" if name.startswith("-") else "id")
    for field in ("updated_at", "created_at", "title")
    for name in (field, f"-{field}")
} | {RELEVANCE: ("distance", "id")}
# A limit keeps the answer small for long histories. `…/versions` lists all versions.
MAX_VERSIONS = 100


class DocumentViewSet(ApiViewSet):
    queryset = Document.objects.all()
    filter_backends = (FilterBackend,)
    filterset_class = DocumentFilter

    @extend_schema(
        operation_id="documents_list",
        filters=True,
        parameters=[
            PageQuery,
            OpenApiParameter(
                "ordering",
                enum=sorted(ORDERINGS),
                default="-updated_at",
                description="The order of the list. `-` reverses it. `relevance` needs a `search`, and lists the best "
                f"of the {RANKED} newest documents that match. "
                "To read all documents while they change, order by `created_at`: in other orders, a changed document "
                "moves to another page.",
            ),
        ],
        responses={200: enveloped_page("DocumentListAnswer", documents=DocumentListSerializer(many=True))},
    )
    def list(self, request: Request) -> Response:
        """List documents.

        Lists the documents that the token can read, without their texts. `search` finds words in what readers see.
        """
        # A list has no single document whose project could be authorized.
        require_scope(actor=self.actor, scope=Scope.READ)
        ordering = request.query_params.get("ordering", "-updated_at")
        if ordering not in ORDERINGS:
            raise ValidationError({"ordering": [f"Send one of {', '.join(sorted(ORDERINGS))}."]})
        # There is no relevance without words to compare with.
        if ordering == RELEVANCE and not request.query_params.get("search", "").strip():
            raise ValidationError({"ordering": ["The ordering relevance needs a search. Send one in search."]})
        page = paginate(self._rows(), request=request, order=ORDERINGS[ordering])
        return success_page("documents", [present_listed(document) for document in page.rows], page=page)

    @extend_schema(
        operation_id="documents_create",
        parameters=[IDEMPOTENCY_KEY],
        request=DocumentCreateSerializer,
        responses={201: enveloped("DocumentCreatedAnswer", **DocumentCreatedSerializer().get_fields())},
    )
    def create(self, request: Request) -> Response:
        """Create a document.

        The document starts with version 1 as an open draft on the branch main. Without a project or workspace, it is
        created in your only project. The front matter of a Markdown body states the description, slug, language, order
        and visibility (`draft: true`), as far as the request does not. Refused with 400 if the project or workspace
        does not exist, and with 409 if the text of `translation_key` already has a document in this language.
        """
        body = DocumentCreateSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        values = body.validated_data
        of_text = ("title", "description", "content_type", "body", "name")
        of_placement = ("kind", "slug", "language", "translation_key", "order", "hidden")
        text, placement = with_stated_values(
            NewText(fields=body.snapshot_fields(), **{name: values[name] for name in of_text if name in values}),
            Placement(
                parent_id=values.get("category"), **{name: values[name] for name in of_placement if name in values}
            ),
            given=request.data,
        )
        draft = create_document(
            actor=self.actor,
            workspace=find_workspace(actor=self.actor, pk=values.get("workspace_id"), project=values.get("project")),
            text=text,
            placement=placement,
        )
        data = {
            "documentId": str(draft.document_id),
            "document": present_document(document=draft.document, version=draft.version, actor=self.actor),
            "draft": present_draft(draft),
        }
        location = request.build_absolute_uri(f"/api/v1/documents/{draft.document_id}")
        return success(data, status=201, headers={"Location": location, "ETag": etag(draft.document.revision)})

    @extend_schema(
        operation_id="documents_read",
        parameters=[DOCUMENT_ID, DocumentQuery],
        responses={200: DocumentReadSerializer},
    )
    def retrieve(self, request: Request, document_id: str) -> Response:
        """Get a document.

        The answer has the current version, the version of `version`, or the version that was current at `as_of`. It
        also has the newest versions, unless `include_versions=false`. `format=html` adds the rendered text.
        """
        query = validated(DocumentQuery, request.query_params.dict())
        document = find_document_with_current(actor=self.actor, reference=document_id)
        version = _chosen_version(document, query=query)
        data: dict[str, Any] = {
            "document": present_document(document=document, version=version, actor=self.actor),
            "categories": ancestors(document),
        }
        # A client that shows only the text saves this query.
        if query["include_versions"]:
            rows = _newest(document, query=query)
            data["versions"] = present_versions(rows[:MAX_VERSIONS], document=document)
            data["versions_truncated"] = len(rows) > MAX_VERSIONS
        if document.current is not None:
            document.current.document = document
        data["current_version"] = None if document.current is None else present_version(document.current)
        data["version"] = None if version is None else present_text(version)
        if version is not None and query.get("format") == "html":
            data["version"]["html"] = render_version(version)
        return Response(data, headers={"ETag": etag(document.revision)})

    @extend_schema(
        operation_id="documents_update",
        parameters=[DOCUMENT_ID, IF_MATCH],
        request=DocumentPatchSerializer,
        responses={200: enveloped("DocumentUpdatedAnswer", document=DocumentSerializer())},
    )
    def partial_update(self, request: Request, document_id: str) -> Response:
        """Update a document.

        Moves the document, renames its slug, or hides it. Title and text change through drafts only. Refused with 412
        if the document changed after you read the ETag in `If-Match`.
        """
        body = validated(DocumentPatchSerializer, request.data)
        found = find_document(actor=self.actor, reference=document_id)
        document = update_document(
            actor=self.actor,
            document=found,
            changes=body,
            expected_revision=expected_revision(request, present=found.revision),
        )
        return self._state(document)

    @extend_schema(operation_id="documents_trash", parameters=[DOCUMENT_ID], request=None, responses={204: None})
    def destroy(self, request: Request, document_id: str) -> Response:
        """Move a document to the trash.

        Everything below a category moves along. A manager can restore it until the server purges the trash.
        """
        trash_document(actor=self.actor, document=find_document(actor=self.actor, reference=document_id))
        return Response(status=204)

    @extend_schema(
        operation_id="documents_restore",
        parameters=[DOCUMENT_ID, IDEMPOTENCY_KEY],
        request=None,
        responses={200: enveloped("DocumentRestoredAnswer", document=DocumentSerializer())},
    )
    def restore(self, request: Request, document_id: str) -> Response:
        """Restore a document from the trash.

        Everything that moved to the trash with it is restored too. Refused with 409 if its category is in the trash.
        """
        document = find_trashed_document(actor=self.actor, reference=document_id)
        return self._state(restore_document(actor=self.actor, document=document))

    def _rows(self) -> QuerySet[Document] | BoundList[Document]:
        documents = Document.objects
        found_by = documents.searchable_by if "search" in self.request.query_params else documents.visible_to
        return filtered(
            lambda: documents.page_visible_to(self.actor),
            view=self,
            unprepared=lambda: found_by(self.actor).in_list(),
        )

    def _state(self, document: Document) -> Response:
        version = find_version(document=document, reference="current") if document.current_id else None
        data = present_document(document=document, version=version, actor=self.actor)
        return success({"document": data}, headers={"ETag": etag(document.revision)})


def _newest(document: Document, *, query: dict[str, Any]) -> list[Version]:
    """Return the newest versions, and one more than the answer shows if there are more."""
    if "version_status" not in query:
        return Version.objects.page_of(document).page(("-number",), size=MAX_VERSIONS + 1)
    versions = Version.objects.of(document.pk).in_list().of_statuses(query["version_status"].split(","))
    return list(versions.newest_first()[: MAX_VERSIONS + 1])


def _chosen_version(document: Document, *, query: dict[str, Any]) -> Version | None:
    if "as_of" in query:
        return version_at(document=document, moment=query["as_of"])
    reference = query.get("version", "current")
    if reference == "current" and document.current_id is None:
        return None
    return find_version(document=document, reference=reference)
