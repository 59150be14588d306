"""`…/compare`, `…/stemma`, `…/events`: what the history of a document says."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from msgspec import to_builtins
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from versioning.api.checking import checked
from versioning.api.pagination import PageQuery, paginate
from versioning.api.v1.envelope import enveloped, enveloped_page, success, success_page
from versioning.api.v1.fields import PersonSerializer, SecondsField
from versioning.api.v1.filters import EventFilter, FilterBackend, names_filter
from versioning.api.v1.parameters import DOCUMENT_ID
from versioning.api.v1.version_presenter import present_person, present_version, seconds
from versioning.api.v1.version_serializers import VersionSerializer
from versioning.api.views import ApiViewSet
from versioning.models import Event, Scope, Verb, Version
from versioning.models.event import EventQuerySet
from versioning.models.sql.prepared_list import GivenList
from versioning.policies import require_scope
from versioning.services.lookups import find_document, find_shown_version, find_version
from versioning.services.versions.compare_versions import VersionComparison, compare_versions
from versioning.services.versions.read_stemma import read_stemma
from versioning.text.compare.diff import CONTEXT_LINES
from versioning.text.compare.html import html
from versioning.text.compare.unified import unified

MOST_CONTEXT = 1_000


class CompareQuery(serializers.Serializer[Any]):
    base = serializers.CharField(max_length=64, help_text="A version's id or number, or `current`.")
    head = serializers.CharField(max_length=64)
    context = serializers.IntegerField(  # type: ignore[assignment]
        default=CONTEXT_LINES, min_value=0, max_value=MOST_CONTEXT
    )
    format = serializers.ChoiceField(choices=("json", "html", "unified"), default="json")


class FieldChangeSerializer(serializers.Serializer[Any]):
    field = serializers.CharField()
    base = serializers.JSONField()
    head = serializers.JSONField()


class WordSerializer(serializers.Serializer[Any]):
    kind = serializers.ChoiceField(choices=("equal", "insert", "delete"))
    text = serializers.CharField()


class LineSerializer(serializers.Serializer[Any]):
    kind = serializers.ChoiceField(choices=("equal", "insert", "delete"))
    text = serializers.CharField()
    base_number = serializers.IntegerField(allow_null=True)
    head_number = serializers.IntegerField(allow_null=True)
    words = WordSerializer(many=True, allow_null=True)
    newline = serializers.BooleanField()


class HunkSerializer(serializers.Serializer[Any]):
    base_start = serializers.IntegerField()
    base_count = serializers.IntegerField()
    head_start = serializers.IntegerField()
    head_count = serializers.IntegerField()
    lines = LineSerializer(many=True)


class StatisticsSerializer(serializers.Serializer[Any]):
    lines_added = serializers.IntegerField()
    lines_removed = serializers.IntegerField()
    words_added = serializers.IntegerField()
    words_removed = serializers.IntegerField()


class ComparisonSerializer(serializers.Serializer[Any]):
    """`coarse`: cut short to stay within its bound; right, but not the smallest. `truncated`: hunks were left out."""

    base = VersionSerializer()
    head = VersionSerializer()
    fields_ = FieldChangeSerializer(many=True)
    hunks = HunkSerializer(many=True)
    statistics = StatisticsSerializer()
    coarse = serializers.BooleanField()
    truncated = serializers.BooleanField()

    def get_fields(self) -> dict[str, Any]:
        declared = super().get_fields()
        declared["fields"] = declared.pop("fields_")
        return declared


class StemmaQuery(serializers.Serializer[Any]):
    before = serializers.IntegerField(
        required=False, min_value=1, max_value=2**31 - 1, help_text="Versions of lower numbers only."
    )


class NodeSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    number = serializers.IntegerField()
    name = serializers.CharField()
    status = serializers.ChoiceField(choices=Version.Status.choices)
    is_active = serializers.BooleanField(source="is_current")
    is_discarded = serializers.BooleanField()
    branch = serializers.CharField(allow_null=True, help_text="Of an open draft: the branch's name.")
    outdated = serializers.BooleanField()
    date_created = SecondsField(source="created_at")
    created_by = PersonSerializer()


class EdgeSerializer(serializers.Serializer[Any]):
    parent = serializers.UUIDField()  # type: ignore[assignment]
    child = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=("fork", "merge"))


class EventSerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    at = SecondsField()
    claimed_at = SecondsField(allow_null=True, help_text="When an imported history says that it happened.")
    verb = serializers.ChoiceField(choices=Verb.choices)
    actor = PersonSerializer()
    token_id = serializers.UUIDField(allow_null=True)
    application_id = serializers.IntegerField(allow_null=True, help_text="Of OAuth 2: what the actor let act.")
    project_id = serializers.UUIDField(allow_null=True)
    document_id = serializers.UUIDField(allow_null=True)
    version_id = serializers.UUIDField(allow_null=True)
    data = serializers.DictField()  # type: ignore[assignment]


class HistoryViewSet(ApiViewSet):
    queryset = Version.objects.all()

    @extend_schema(
        operation_id="documents_compare",
        parameters=[DOCUMENT_ID, CompareQuery],
        responses={
            (200, "application/json"): enveloped("ComparisonAnswer", comparison=ComparisonSerializer()),
            (200, "text/html"): OpenApiResponse(OpenApiTypes.STR),
            (200, "text/x-diff"): OpenApiResponse(OpenApiTypes.STR),
        },
    )
    def compare(self, request: Request, document_id: str) -> HttpResponse:
        """Any two versions: fields first, then lines, then words within lines. Answers in bounded time."""
        asked = checked(CompareQuery, request.query_params)
        base = find_shown_version(actor=self.actor, document=document_id, reference=asked["base"])
        head = find_version(document=base.document, reference=asked["head"])
        found = compare_versions(actor=self.actor, base=base, head=head, context=asked["context"])
        names = (f"version-{found.base.number}", f"version-{found.head.number}")
        if asked["format"] == "html":
            page = html(comparison=found.text, base_name=names[0], head_name=names[1])
            return HttpResponse(page, content_type="text/html; charset=utf-8")
        if asked["format"] == "unified":
            text = unified(
                base=found.base.text,
                head=found.head.text,
                base_name=names[0],
                head_name=names[1],
                context=asked["context"],
            )
            return HttpResponse(text, content_type="text/x-diff; charset=utf-8")
        return success({"comparison": _present(found)})

    @extend_schema(
        operation_id="documents_stemma",
        parameters=[DOCUMENT_ID, StemmaQuery],
        responses={
            200: enveloped(
                "StemmaAnswer",
                nodes=NodeSerializer(many=True),
                edges=EdgeSerializer(many=True),
                next_before=serializers.IntegerField(allow_null=True),
            )
        },
    )
    def stemma(self, request: Request, document_id: str) -> Response:
        """The family tree: versions, the newest first, and from which each was forked. 1,000 at a time."""
        query = checked(StemmaQuery, request.query_params)
        document = find_document(actor=self.actor, reference=document_id)
        found = read_stemma(actor=self.actor, document=document, before=query.get("before"))
        data = {
            "nodes": NodeSerializer(found.versions, many=True).data,
            "edges": EdgeSerializer(found.edges, many=True).data,
            "next_before": found.next_before,
        }
        return success(data)


class EventViewSet(ApiViewSet):
    queryset = Event.objects.all()
    filter_backends = (FilterBackend,)
    filterset_class = EventFilter

    @extend_schema(
        operation_id="events_list",
        filters=True,
        parameters=[PageQuery],
        responses={200: enveloped_page("EventListAnswer", events=EventSerializer(many=True))},
    )
    def list(self, request: Request) -> Response:
        """Who did what, the latest first, in all projects that the token reaches."""
        require_scope(actor=self.actor, scope=Scope.READ)
        events = Event.objects
        return self._page(events.page_visible_to(self.actor), narrowed=lambda: events.visible_to(self.actor))

    @extend_schema(
        operation_id="documents_events",
        filters=True,
        parameters=[DOCUMENT_ID, PageQuery],
        responses={200: enveloped_page("DocumentEventListAnswer", events=EventSerializer(many=True))},
    )
    def of_document(self, request: Request, document_id: str) -> Response:
        """Who did what to this document, the latest first."""
        document = find_document(actor=self.actor, reference=document_id)
        events = Event.objects
        return self._page(events.page_about(document), narrowed=lambda: events.filter(document=document))

    def _page(self, rows: GivenList[Event], *, narrowed: Callable[[], EventQuerySet]) -> Response:
        """Those that are given or, where the request names a filter, those of `narrowed` that pass it."""
        chosen = self.filter_queryset(narrowed().in_list()) if names_filter(self.request, self) else rows
        page = paginate(chosen, request=self.request, order=("-id",))
        return success_page("events", [present_event(event) for event in page.rows], page=page)


def present_event(event: Event) -> dict[str, Any]:
    """As `EventSerializer` describes it."""
    return {
        "id": event.id,
        "at": seconds(event.at),
        "claimed_at": None if event.claimed_at is None else seconds(event.claimed_at),
        "verb": event.verb,
        "actor": present_person(event.actor),
        "token_id": event.token_id,
        "application_id": event.application_id,
        "project_id": event.project_id,
        "document_id": event.document_id,
        "version_id": event.version_id,
        "data": event.data,
    }


def _present(found: VersionComparison) -> dict[str, Any]:
    return {
        "base": present_version(found.base),
        "head": present_version(found.head),
        "fields": to_builtins(found.fields),
        "hunks": to_builtins(found.text.hunks),
        "statistics": to_builtins(found.text.statistics),
        "coarse": found.text.coarse,
        "truncated": found.text.truncated,
    }
