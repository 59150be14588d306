"""`/api/v1/jobs`: the work that runs in the background."""

from typing import Any
from uuid import UUID

from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from versioning.api.pagination import PageQuery, paginate
from versioning.api.v1.envelope import enveloped, enveloped_page, success, success_page
from versioning.api.v1.fields import PersonSerializer, SecondsField
from versioning.api.v1.parameters import IDEMPOTENCY_KEY
from versioning.api.v1.resources import InProjectFilter, ResourceViewSet
from versioning.models import Job, Scope
from versioning.models.delivery.job import KIND_LENGTH, JobQuerySet
from versioning.policies import require_scope
from versioning.services.jobs.cancel_job import cancel_job
from versioning.services.lookups import find_job


class ProgressSerializer(serializers.Serializer[Any]):
    done = serializers.IntegerField()
    total = serializers.IntegerField()


class JobSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    kind = serializers.CharField(help_text="What it does, such as `transfer` for an import or export.")
    state = serializers.ChoiceField(choices=Job.State.choices)
    project_id = serializers.UUIDField(allow_null=True)
    created_by = PersonSerializer(allow_null=True)
    created_at = SecondsField()
    started_at = SecondsField(allow_null=True)
    finished_at = SecondsField(allow_null=True)
    runs_at = SecondsField(allow_null=True, help_text="When it begins or is tried again, if it waits.")
    attempts = serializers.IntegerField(help_text="How often a worker began with it.")
    progress = ProgressSerializer(source="steps", allow_null=True)
    is_canceling = serializers.BooleanField(help_text="Somebody canceled it, and it has not stopped yet.")
    problem = serializers.CharField(help_text="Why the last attempt failed. Empty if it did not.")
    result = serializers.DictField(help_text="What it did.")


class JobFilter(InProjectFilter):
    state = filters.ChoiceFilter(choices=Job.State.choices)
    kind = filters.CharFilter(max_length=KIND_LENGTH, help_text="Only jobs of this kind, such as `transfer`.")
    all = filters.BooleanFilter(
        method="_accept", help_text="`true` lists the server's own routine as well, such as the letters that it sent."
    )

    def filter_queryset(self, queryset: JobQuerySet) -> JobQuerySet:
        rows: JobQuerySet = super().filter_queryset(queryset)
        wanted = self.form.cleaned_data
        return rows if wanted["all"] or wanted["kind"] else rows.listed()

    def _accept(self, queryset: JobQuerySet, name: str, value: bool) -> JobQuerySet:
        return queryset


JOB_ANSWER = enveloped("JobAnswer", job=JobSerializer())


class JobViewSet(ResourceViewSet):
    queryset = Job.objects.all()
    filterset_class = JobFilter

    @extend_schema(
        operation_id="jobs_list",
        filters=True,
        parameters=[PageQuery],
        responses={200: enveloped_page("JobListAnswer", jobs=JobSerializer(many=True))},
    )
    def list(self, request: Request) -> Response:
        """List jobs.

        Lists imports, exports, schedules and maintenance, and everything that failed, newest first. Managers see the
        jobs of their projects, administrators all, everybody else their own. Jobs that ended are kept for some time.
        """
        require_scope(actor=self.actor, scope=Scope.READ)
        rows = Job.objects.visible_to(self.actor).select_related("created_by")
        page = paginate(self.filter_queryset(rows), request=request, order=("-id",))
        return success_page("jobs", JobSerializer(page.rows, many=True).data, page=page)

    @extend_schema(operation_id="jobs_read", responses={200: JOB_ANSWER})
    def retrieve(self, request: Request, job: UUID) -> Response:
        """Get a job.

        A job that the token may not see is answered with 404.
        """
        require_scope(actor=self.actor, scope=Scope.READ)
        return success_job(find_job(actor=self.actor, pk=job))

    @extend_schema(operation_id="jobs_cancel", parameters=[IDEMPOTENCY_KEY], request=None, responses={200: JOB_ANSWER})
    def cancel(self, request: Request, job: UUID) -> Response:
        """Cancel a job.

        A job that waits ends at once. One that runs stops at the next moment at which it can, usually within a second.
        What it did until then stays. Refused with 409 if it has ended. To cancel the job of a schedule is to cancel the
        schedule, which needs the same role.
        """
        return success_job(cancel_job(actor=self.actor, job=find_job(actor=self.actor, pk=job)))


def success_job(job: Job) -> Response:
    """Answer with the job."""
    return success({"job": JobSerializer(job).data})
