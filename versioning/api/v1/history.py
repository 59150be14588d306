"""`…/compare`, `…/stemma` and `…/events`: the history of documents."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from msgspec import to_builtins
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from versioning.api.pagination import PageQuery, paginate
from versioning.api.v1.envelope import enveloped, enveloped_page, success, success_page
from versioning.api.v1.fields import PersonSerializer, SecondsField
from versioning.api.v1.filters import EventFilter, FilterBackend, filtered
from versioning.api.v1.parameters import DOCUMENT_ID
from versioning.api.v1.version_presenter import present_person, present_version, seconds
from versioning.api.v1.version_serializers import VersionSerializer
from versioning.api.validation import validated
from versioning.api.views import ApiViewSet
from versioning.models import Event, Scope, Verb, Version
from versioning.models.event import EventQuerySet
from versioning.models.sql.prepared_list import BoundList
from versioning.policies import require_scope
from versioning.services.lookups import find_document, find_shown_version, find_version
from versioning.services.versions.compare_versions import VersionComparison, compare_versions
from versioning.services.versions.read_stemma import read_stemma
from versioning.text.compare.diff import CONTEXT_LINES
from versioning.text.compare.html import comparison_html
from versioning.text.compare.unified import unified_diff

# More lines than that are the whole text, which the version has.
MOST_CONTEXT = 1_000


class CompareQuery(serializers.Serializer[Any]):
    """Query parameters of a comparison."""

    base = serializers.CharField(max_length=64, help_text="A version's ID or number, or `current`.")
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
    """The differences between two versions.

    `coarse` is true if the texts are so large that the differences are correct but not minimal. `truncated` is true if
    hunks were left out.
    """

    base = VersionSerializer()
    head = VersionSerializer()
    fields_ = FieldChangeSerializer(many=True)
    hunks = HunkSerializer(many=True)
    statistics = StatisticsSerializer()
    coarse = serializers.BooleanField()
    truncated = serializers.BooleanField()

    def get_fields(self) -> dict[str, Any]:
        # `fields` is a property of every serializer, so that the member is declared under another name.
        declared = super().get_fields()
        declared["fields"] = declared.pop("fields_")
        return declared


class StemmaPageQuery(serializers.Serializer[Any]):
    """Query parameters of the stemma."""

    before = serializers.IntegerField(
        required=False,
        min_value=1,
        max_value=2**31 - 1,
        help_text="Only versions with lower numbers: `next_before` of the previous page.",
    )


class NodeSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    number = serializers.IntegerField()
    name = serializers.CharField()
    status = serializers.ChoiceField(choices=Version.Status.choices)
    is_active = serializers.BooleanField(source="is_current")
    is_discarded = serializers.BooleanField()
    branch = serializers.CharField(allow_null=True, help_text="The name of an open draft's branch.")
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
    application_id = serializers.IntegerField(
        allow_null=True, help_text="The OAuth application that acted for the person."
    )
    project_id = serializers.UUIDField(allow_null=True)
    document_id = serializers.UUIDField(allow_null=True)
    version_id = serializers.UUIDField(allow_null=True)
    data = serializers.DictField()  # type: ignore[assignment]


class HistoryViewSet(ApiViewSet):
    """Comparisons of versions, and how they descend from each other."""

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
        """Compare two versions.

        Compares the fields, the lines of the text and the words within changed lines. `format=html` answers with a page
        fragment, `format=unified` with a unified diff. Large texts are compared coarsely, to answer in bounded time.
        """
        query = validated(CompareQuery, request.query_params)
        base = find_shown_version(actor=self.actor, document=document_id, reference=query["base"])
        # The document is found and authorized with the base.
        head = find_version(document=base.document, reference=query["head"])
        comparison = compare_versions(actor=self.actor, base=base, head=head, context=query["context"])
        # These names appear in the header of the diff.
        names = (f"version-{comparison.base.number}", f"version-{comparison.head.number}")
        if query["format"] == "html":
            page = comparison_html(comparison=comparison.text, base_name=names[0], head_name=names[1])
            return HttpResponse(page, content_type="text/html; charset=utf-8")
        if query["format"] == "unified":
            text = unified_diff(
                base=comparison.base.text,
                head=comparison.head.text,
                base_name=names[0],
                head_name=names[1],
                context=query["context"],
            )
            return HttpResponse(text, content_type="text/x-diff; charset=utf-8")
        return success({"comparison": _present(comparison)})

    @extend_schema(
        operation_id="documents_stemma",
        parameters=[DOCUMENT_ID, StemmaPageQuery],
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
        """Get the stemma of a document.

        The stemma is the graph of forks and merges: versions as nodes, newest first, and edges to their sources. Each
        page has 1,000 versions.
        """
        query = validated(StemmaPageQuery, request.query_params)
        document = find_document(actor=self.actor, reference=document_id)
        stemma = read_stemma(actor=self.actor, document=document, before=query.get("before"))
        data = {
            "nodes": NodeSerializer(stemma.versions, many=True).data,
            "edges": EdgeSerializer(stemma.edges, many=True).data,
            "next_before": stemma.next_before,
        }
        return success(data)


class EventViewSet(ApiViewSet):
    """The activity: who did what."""

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
        """List events.

        Lists who did what in all projects that the token can read, newest first.
        """
        require_scope(actor=self.actor, scope=Scope.READ)
        events = Event.objects
        return self._page(lambda: events.page_visible_to(self.actor), narrowed=lambda: events.visible_to(self.actor))

    @extend_schema(
        operation_id="documents_events",
        filters=True,
        parameters=[DOCUMENT_ID, PageQuery],
        responses={200: enveloped_page("DocumentEventListAnswer", events=EventSerializer(many=True))},
    )
    def of_document(self, request: Request, document_id: str) -> Response:
        """List the events of a document.

        Lists who did what to the document, its versions and its drafts, newest first.
        """
        document = find_document(actor=self.actor, reference=document_id)
        events = Event.objects
        return self._page(lambda: events.page_about(document), narrowed=lambda: events.filter(document=document))

    def _page(self, rows: Callable[[], BoundList[Event]], *, narrowed: Callable[[], EventQuerySet]) -> Response:
        """Answer with a page of the rows that the request's filters leave. `narrowed` are the same rows unprepared."""
        chosen = filtered(rows, view=self, unprepared=lambda: narrowed().in_list())
        page = paginate(chosen, request=self.request, order=("-id",))
        return success_page("events", [present_event(event) for event in page.rows], page=page)


def present_event(event: Event) -> dict[str, Any]:
    """Present an event as `EventSerializer` describes it."""
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


def _present(comparison: VersionComparison) -> dict[str, Any]:
    return {
        "base": present_version(comparison.base),
        "head": present_version(comparison.head),
        "fields": to_builtins(comparison.fields),
        "hunks": to_builtins(comparison.text.hunks),
        "statistics": to_builtins(comparison.text.statistics),
        "coarse": comparison.text.coarse,
        "truncated": comparison.text.truncated,
    }
