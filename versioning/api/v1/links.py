"""`/api/v1/documents/{id}/links-here` and `/api/v1/projects/{project}/broken-links`."""

from typing import Any

from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from versioning.api.pagination import PageQuery, paginate
from versioning.api.v1.envelope import enveloped_page, success_page
from versioning.api.v1.parameters import DOCUMENT_ID
from versioning.api.v1.resources import ResourceViewSet
from versioning.models import DocumentLink
from versioning.policies import Action, authorize
from versioning.services.links.list_links import list_broken_links, list_links_to
from versioning.services.lookups import find_document


class LinkedDocumentSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    identifier = serializers.CharField()
    title = serializers.CharField()


class LinkSerializer(serializers.Serializer[Any]):
    document = LinkedDocumentSerializer(source="source", help_text="The document whose current text has the link.")
    address = serializers.CharField(help_text="The link as the text has it.")


class BrokenLinkSerializer(LinkSerializer):
    target = serializers.SerializerMethodField(help_text="The document in the trash that it leads to, or null.")

    @extend_schema_field(LinkedDocumentSerializer(allow_null=True))
    def get_target(self, link: DocumentLink) -> Any:
        return None if link.target is None else LinkedDocumentSerializer(link.target).data


class LinkViewSet(ResourceViewSet):
    queryset = DocumentLink.objects.all()
    filterset_class = None  # type: ignore[assignment]

    @extend_schema(
        operation_id="documents_links_here",
        parameters=[DOCUMENT_ID, PageQuery],
        responses={200: enveloped_page("LinkListAnswer", links=LinkSerializer(many=True))},
    )
    def links_here(self, request: Request, document_id: str) -> Response:
        """List what links to a document.

        Lists the links in the current texts of other documents. After a publication, the list is up to date as soon as
        a worker has read the new text.
        """
        rows = list_links_to(find_document(actor=self.actor, reference=document_id))
        page = paginate(rows, request=request, order=("-id",))
        return success_page("links", LinkSerializer(page.rows, many=True).data, page=page)

    @extend_schema(
        operation_id="projects_broken_links",
        parameters=[PageQuery],
        responses={200: enveloped_page("BrokenLinkListAnswer", links=BrokenLinkSerializer(many=True))},
    )
    def broken(self, request: Request, project: str) -> Response:
        """List the broken links of a project.

        Lists the links in current texts that lead to no document, or to one in the trash.
        """
        row = self.project(project)
        authorize(actor=self.actor, action=Action.VIEW, project_id=row.pk)
        page = paginate(list_broken_links(row), request=request, order=("-id",))
        return success_page("links", BrokenLinkSerializer(page.rows, many=True).data, page=page)
