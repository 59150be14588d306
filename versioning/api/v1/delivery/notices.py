"""`/api/v1/notices` and `/api/v1/watches`: a person's notices, and what they watch."""

from typing import Any
from uuid import UUID

from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from versioning.api.pagination import PageQuery
from versioning.api.v1.envelope import enveloped, enveloped_page, success
from versioning.api.v1.fields import PersonSerializer, SecondsField
from versioning.api.v1.parameters import DOCUMENT_ID, IDEMPOTENCY_KEY
from versioning.api.v1.resources import InProjectFilter, ResourceViewSet
from versioning.models import Notice, NoticeKind, Watch
from versioning.policies import require_person
from versioning.services.lookups import find_document
from versioning.services.notices.describe_notice import describe_notice
from versioning.services.notices.mark_read import mark_read
from versioning.services.notices.notice_path import notice_path
from versioning.services.notices.unwatch import unwatch
from versioning.services.notices.watch import watch


class NoticeSerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    kind = serializers.ChoiceField(choices=NoticeKind.choices)
    text = serializers.SerializerMethodField(help_text="The sentence of the inbox, without links.")
    note = serializers.SerializerMethodField(help_text="What the person wrote, or why something failed.")
    path = serializers.SerializerMethodField(help_text="The page of the desk that it leads to.")
    actor = serializers.SerializerMethodField(help_text="Who did it. Null if the server did.")
    event_id = serializers.IntegerField(allow_null=True, help_text="The `id` of the change that it is about.")
    project_id = serializers.UUIDField(allow_null=True)
    document_id = serializers.UUIDField(allow_null=True)
    version_id = serializers.SerializerMethodField()
    number = serializers.SerializerMethodField(help_text="The number of the version.")
    created_at = SecondsField()
    read_at = SecondsField(allow_null=True)

    def get_text(self, notice: Notice) -> str:
        return describe_notice(notice).plain

    def get_note(self, notice: Notice) -> str:
        return describe_notice(notice).note

    def get_path(self, notice: Notice) -> str:
        return notice_path(notice)

    @extend_schema_field(PersonSerializer(allow_null=True))
    def get_actor(self, notice: Notice) -> dict[str, Any] | None:
        return None if notice.event is None else PersonSerializer(notice.event.actor).data

    def get_version_id(self, notice: Notice) -> UUID | None:
        return None if notice.event is None else notice.event.version_id

    def get_number(self, notice: Notice) -> int | None:
        version = None if notice.event is None else notice.event.version
        return None if version is None else version.number


class NoticeFilter(InProjectFilter):
    unread = filters.BooleanFilter(field_name="read_at", lookup_expr="isnull", help_text="Only unread ones.")
    kind = filters.ChoiceFilter(choices=NoticeKind.choices)


class WatchSerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    document_id = serializers.UUIDField(allow_null=True)
    project_id = serializers.UUIDField(allow_null=True)
    created_at = SecondsField()


class NoticeViewSet(ResourceViewSet):
    queryset = Notice.objects.all()
    filterset_class = NoticeFilter
    plural, row_serializer = "notices", NoticeSerializer
    order = ("-id",)

    @extend_schema(
        operation_id="notices_list",
        filters=True,
        parameters=[PageQuery],
        responses={200: enveloped_page("NoticeListAnswer", notices=NoticeSerializer(many=True))},
    )
    def list(self, request: Request) -> Response:
        """List your notices.

        Lists the notices of the token's owner, newest first. Notices about what they can no longer read are left
        out. See [Notices](/docs/notices/).
        """
        require_person(actor=self.actor)
        return self.page(Notice.objects.visible_to(self.actor).with_related())

    @extend_schema(
        operation_id="notices_read",
        parameters=[IDEMPOTENCY_KEY],
        request=None,
        responses={200: enveloped("NoticeAnswer", notice=NoticeSerializer())},
    )
    def read(self, request: Request, notice: int) -> Response:
        """Mark a notice as read.

        A notice that was read is not sent by email. Marking it twice changes nothing.
        """
        mark_read(actor=self.actor, only=notice)
        return success({"notice": NoticeSerializer(Notice.objects.with_related().get(pk=notice)).data})

    @extend_schema(
        operation_id="notices_read_all",
        parameters=[IDEMPOTENCY_KEY],
        request=None,
        responses={200: enveloped("NoticesReadAnswer", count=serializers.IntegerField())},
    )
    def read_all(self, request: Request) -> Response:
        """Mark all notices as read.

        `count` is how many were unread.
        """
        return success({"count": mark_read(actor=self.actor)})


class WatchViewSet(ResourceViewSet):
    queryset = Watch.objects.all()
    filterset_class = filters.FilterSet
    plural, row_serializer = "watches", WatchSerializer

    @extend_schema(
        operation_id="watches_list",
        parameters=[PageQuery],
        responses={200: enveloped_page("WatchListAnswer", watches=WatchSerializer(many=True))},
    )
    def list(self, request: Request) -> Response:
        """List your watches.

        Each is of a document, of a category with everything below it, or of a project.
        """
        require_person(actor=self.actor)
        return self.page(Watch.objects.visible_to(self.actor))

    @extend_schema(operation_id="documents_watch", parameters=[DOCUMENT_ID], request=None, responses={204: None})
    def watch_document(self, request: Request, document_id: str) -> Response:
        """Watch a document.

        You get a notice of each publication. Watching a category covers everything below it.
        """
        watch(actor=self.actor, place=find_document(actor=self.actor, reference=document_id))
        return Response(status=204)

    @extend_schema(operation_id="documents_unwatch", parameters=[DOCUMENT_ID], request=None, responses={204: None})
    def unwatch_document(self, request: Request, document_id: str) -> Response:
        """Stop watching a document.

        Succeeds too if you don't watch it.
        """
        unwatch(actor=self.actor, place=find_document(actor=self.actor, reference=document_id))
        return Response(status=204)

    @extend_schema(operation_id="projects_watch", request=None, responses={204: None})
    def watch_project(self, request: Request, project: str) -> Response:
        """Watch a project.

        You get a notice of each publication in it.
        """
        watch(actor=self.actor, place=self.project(project))
        return Response(status=204)

    @extend_schema(operation_id="projects_unwatch", request=None, responses={204: None})
    def unwatch_project(self, request: Request, project: str) -> Response:
        """Stop watching a project.

        Your watches of single documents stay.
        """
        unwatch(actor=self.actor, place=self.project(project))
        return Response(status=204)
