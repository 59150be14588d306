"""`/settings/jobs/`: the jobs that the person may see."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from versioning.models import Job, JobWorker
from versioning.services.jobs.cancel_job import cancel_job
from versioning.services.lookups import find_job
from versioning.services.maintenance.last_upkeep import last_upkeep
from versioning.web.desk import DeskView, SeeOther
from versioning.web.settings.pages import SettingsPage
from versioning.web.toasts import toast

PAGE = 50
NAMES = {
    "drafts.follow": "Find the words of open drafts",
    "search.follow": "Find the words of published texts",
    "search.renew": "Find the words of a published text again",
    "links.follow": "Find the links of texts",
    "mail.confirm": "Mail: confirm an address",
    "mail.invitation": "Mail: invitation",
    "mail.password": "Mail: password",
    "mail.security": "Mail: security notice",
    "notice.delayed": "Mail: notices that were refused at first",
    "notice.digest": "Mail: daily summaries",
    "notice.follow": "Write notices",
    "notice.mail": "Mail: notices",
    "schedule": "Schedule",
    "transfer": "Import or export",
    "upkeep.count": "Count changed words",
    "upkeep.purge": "Purge what is past its time",
    "upkeep.reindex": "Read the texts for searches again",
    "upkeep.repack": "Repack the history",
    "files.widths": "Make smaller copies of a picture",
    "files.replace": "Replace a file everywhere",
    "upkeep.verify": "Verify the data",
    "webhook.dispatch": "Find deliveries to webhooks",
    "webhook.send": "Deliver to webhooks",
}


class JobsPage(SettingsPage):
    """The jobs of the projects that the person manages, and its own. Administrators see all, and the workers."""

    section = "jobs"
    template = "desk/settings/jobs.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        state = request.GET.get("state", "")
        rows = Job.objects.visible_to(self.actor).select_related("project", "created_by").order_by("-id")
        shows_all = request.GET.get("all") == "true"
        if not shows_all:
            rows = rows.listed()
        if state in Job.State:
            rows = rows.filter(state=state)
        before = _uuid(request.GET.get("before", ""))
        jobs = list((rows.filter(pk__lt=before) if before else rows)[: PAGE + 1])
        is_administrator = self.actor.manages_every_project
        return self.settings(
            jobs=[(job, NAMES.get(job.kind, job.kind)) for job in jobs[:PAGE]],
            more=jobs[PAGE - 1].pk if len(jobs) > PAGE else None,
            states=Job.State.choices,
            state=state,
            shows_all=shows_all,
            is_administrator=is_administrator,
            workers=JobWorker.objects.alive(now=timezone.now()) if is_administrator else (),
            upkeep=[(last, NAMES[last.kind]) for last in last_upkeep()] if is_administrator else (),
            breaches=Job.objects.last_breaches() if is_administrator else 0,
        )


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


class CancelJobView(DeskView):
    """Cancel a job."""

    def post(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        job = cancel_job(actor=self.actor, job=find_job(actor=self.actor, pk=pk))
        toast(request, "The job stops soon." if job.is_open else "The job was canceled.")
        return SeeOther(self.back)

    @property
    def default_back(self) -> str:
        return reverse("desk:jobs")
