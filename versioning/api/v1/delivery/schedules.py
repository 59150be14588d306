"""`/api/v1/schedules`: publish, promote and archive at a moment."""

from typing import Any
from uuid import UUID

from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from versioning.api.pagination import PageQuery
from versioning.api.strict_serializers import StrictSerializer
from versioning.api.v1.envelope import enveloped, enveloped_page, success
from versioning.api.v1.fields import PersonSerializer, SecondsField
from versioning.api.v1.parameters import IDEMPOTENCY_KEY
from versioning.api.v1.resources import InProjectFilter, ResourceViewSet
from versioning.exceptions import InvalidValue
from versioning.models import Project, Schedule, Scope, Version
from versioning.models.delivery.schedule import ZONE_LENGTH
from versioning.policies import require_scope
from versioning.services.lookups import find_draft, find_within
from versioning.services.schedules.move_schedule import Move, move_schedule
from versioning.services.schedules.run_again import run_again
from versioning.services.schedules.schedule_version import Plan, schedule_version
from versioning.services.schedules.unschedule import unschedule


class TargetSerializer(StrictSerializer):
    version = serializers.UUIDField(required=False)
    draft = serializers.CharField(required=False, max_length=8, help_text="The identifier of an open draft.")


class ScheduleCreateSerializer(StrictSerializer):
    action = serializers.ChoiceField(choices=Schedule.Action.choices)
    target = TargetSerializer(help_text="Either a version or a draft.")
    at = serializers.DateTimeField(help_text="The moment, with its offset from UTC (RFC 3339).")
    timezone = serializers.CharField(
        default="UTC", max_length=ZONE_LENGTH, help_text="The time zone in which people see the moment."
    )
    if_missed = serializers.ChoiceField(
        choices=Schedule.IfMissed.choices,
        default=Schedule.IfMissed.RUN,
        help_text="What happens if no worker ran at the moment.",
    )


class SchedulePatchSerializer(StrictSerializer):
    at = serializers.DateTimeField(required=False, help_text="The moment, with its offset from UTC (RFC 3339).")
    timezone = serializers.CharField(required=False, max_length=ZONE_LENGTH)
    if_missed = serializers.ChoiceField(required=False, choices=Schedule.IfMissed.choices)


class ScheduleSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    action = serializers.ChoiceField(choices=Schedule.Action.choices)
    state = serializers.ChoiceField(choices=Schedule.State.choices)
    at = SecondsField()
    timezone = serializers.CharField()
    local_at = serializers.SerializerMethodField(help_text="The moment in `timezone`, with its offset from UTC.")
    if_missed = serializers.ChoiceField(choices=Schedule.IfMissed.choices)
    project_id = serializers.UUIDField()
    document_id = serializers.UUIDField()
    version_id = serializers.UUIDField()
    number = serializers.IntegerField(source="version.number", help_text="The number of the version.")
    content_sha256 = serializers.SerializerMethodField(help_text="The content that is published, and no other.")
    problem = serializers.CharField(help_text="Why it failed. Empty if it did not.")
    created_by = PersonSerializer(help_text="The person with whose rights it runs.")
    created_at = SecondsField()
    finished_at = SecondsField(allow_null=True)

    def get_local_at(self, schedule: Schedule) -> str:
        return schedule.local_at.isoformat(timespec="seconds")

    def get_content_sha256(self, schedule: Schedule) -> str:
        return bytes(schedule.sha256).hex()


class ScheduleFilter(InProjectFilter):
    document = filters.UUIDFilter(field_name="document")
    state = filters.ChoiceFilter(choices=Schedule.State.choices)


SCHEDULE_ANSWER = enveloped("ScheduleAnswer", schedule=ScheduleSerializer())


class ScheduleViewSet(ResourceViewSet):
    queryset = Schedule.objects.all()
    filterset_class = ScheduleFilter
    plural, row_serializer = "schedules", ScheduleSerializer

    @extend_schema(
        operation_id="schedules_list",
        filters=True,
        parameters=[PageQuery],
        responses={200: enveloped_page("ScheduleListAnswer", schedules=ScheduleSerializer(many=True))},
    )
    def list(self, request: Request) -> Response:
        """List schedules.

        Lists the schedules of all projects that the token can read, also those that were run, canceled or have failed.
        """
        rows = Schedule.objects.filter(project__in=Project.objects.visible_to(self.actor))
        return self.page(rows.with_related())

    @extend_schema(
        operation_id="schedules_create",
        parameters=[IDEMPOTENCY_KEY],
        request=ScheduleCreateSerializer,
        responses={201: SCHEDULE_ANSWER},
    )
    def create(self, request: Request) -> Response:
        """Schedule a version.

        It runs once, with the rights that you have at that moment, and pins the exact content: a draft that is saved
        later is not published, and the schedule fails with the reason. `publish` also makes the version current.
        A document can have several schedules. Tokens that stand for no person cannot schedule.
        """
        values = self.valid(ScheduleCreateSerializer)
        target = values.pop("target")
        schedule = schedule_version(actor=self.actor, version=self._target(target), plan=Plan(**values))
        return _success(schedule, status=201)

    @extend_schema(operation_id="schedules_read", responses={200: SCHEDULE_ANSWER})
    def retrieve(self, request: Request, schedule: UUID) -> Response:
        """Get a schedule.

        `problem` says why it failed.
        """
        require_scope(actor=self.actor, scope=Scope.READ)
        return _success(self._find(schedule))

    @extend_schema(operation_id="schedules_update", request=SchedulePatchSerializer, responses={200: SCHEDULE_ANSWER})
    def partial_update(self, request: Request, schedule: UUID) -> Response:
        """Move a schedule.

        Changes the moment, the time zone or `if_missed` of a schedule that waits. It runs with your rights then, and
        the content stays pinned. Refused with 409 if it was run or canceled, or has failed.
        """
        changes = self.valid(SchedulePatchSerializer)
        return _success(move_schedule(actor=self.actor, schedule=self._find(schedule), changes=Move(**changes)))

    @extend_schema(operation_id="schedules_delete", responses={200: SCHEDULE_ANSWER})
    def destroy(self, request: Request, schedule: UUID) -> Response:
        """Cancel a schedule.

        The schedule stays in the list. Refused with 409 if it was run or canceled.
        """
        return _success(unschedule(actor=self.actor, schedule=self._find(schedule)))

    @extend_schema(
        operation_id="schedules_run", parameters=[IDEMPOTENCY_KEY], request=None, responses={200: SCHEDULE_ANSWER}
    )
    def run(self, request: Request, schedule: UUID) -> Response:
        """Run a failed schedule again.

        A worker does it soon, with your rights. The content stays pinned. Refused with 409 unless it has failed.
        """
        return _success(run_again(actor=self.actor, schedule=self._find(schedule)))

    def _find(self, pk: UUID) -> Schedule:
        return find_within(actor=self.actor, rows=Schedule.objects.with_related(), pk=pk)

    def _target(self, target: dict[str, Any]) -> Version:
        if len(target) != 1:
            raise InvalidValue("Name either a version or a draft.", field="target")
        if "draft" in target:
            return find_draft(actor=self.actor, identifier=target["draft"]).version
        projects = Project.objects.visible_to(self.actor)
        rows = Version.objects.filter(pk=target["version"], document__project__in=projects, document__trashed_at=None)
        version = rows.select_related("document__project").first()
        if version is None:
            raise InvalidValue("This version does not exist.", field="target")
        return version


def _success(schedule: Schedule, *, status: int = 200) -> Response:
    return success({"schedule": ScheduleSerializer(schedule).data}, status=status)
