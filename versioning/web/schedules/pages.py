"""`/schedules/`, and the form that schedules a version."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo, available_timezones

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property

from versioning.exceptions import InvalidValue
from versioning.models import Project, Schedule, Scope, Version
from versioning.models.delivery.schedule import content_digest
from versioning.models.sql.keyset import Keyset
from versioning.policies import Action, Decision, decide, require_scope
from versioning.services.lookups import find_version, find_within
from versioning.services.schedules.run_again import run_again
from versioning.services.schedules.schedule_version import Plan, schedule_version
from versioning.services.schedules.unschedule import unschedule
from versioning.web.desk import DeskView, SeeOther
from versioning.web.forms import FormMixin, PlainForm, ServiceForm
from versioning.web.library.base import DocumentView
from versioning.web.toasts import toast

# Schedules on a page.
PAGE = 50
ENDED = "ended"


# What the names of time zones begin with that name a place.
AREAS = {"Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific"}


class ScheduleForm(ServiceForm):
    """What is to happen, and when, in the time zone of the person."""

    named = {"timezone": "zone"}  # noqa: RUF012

    action = forms.ChoiceField(label="Action")
    at = forms.DateTimeField(
        label="Date and time",
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    zone = forms.ChoiceField(label="Time zone", initial="UTC")
    if_missed = forms.ChoiceField(
        label="If no worker runs at that time",
        choices=[(value, label[0].upper() + label[1:]) for value, label in Schedule.IfMissed.choices],
    )

    def __init__(self, *args: Any, actions: list[Schedule.Action], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["action"].choices = [(each, each.label.capitalize()) for each in actions]  # type: ignore[attr-defined]
        self.fields["zone"].choices = [(name, name) for name in zones()]  # type: ignore[attr-defined]
        self.fields["zone"].widget.attrs["data-zone"] = ""

    def clean(self) -> None:
        at, zone = self.cleaned_data.get("at"), self.cleaned_data.get("zone")
        if at is None or zone is None:
            return
        # Django took the time as one in UTC. The person meant the chosen zone.
        moment = _moment_in(ZoneInfo(zone), at.replace(tzinfo=None))
        if moment is None:
            self.add_error("at", f"This time does not exist in {zone}. The clocks are put forward then.")
        else:
            self.cleaned_data["at"] = moment


def zones() -> list[str]:
    """Return UTC and the zones of places, without technical names such as `Zulu` and `localtime`."""
    return ["UTC", *sorted(name for name in available_timezones() if name.partition("/")[0] in AREAS)]


def _moment_in(zone: ZoneInfo, local: datetime) -> datetime | None:
    """Return the moment in UTC, or None if the clocks of the zone skip this time. A repeated time is the first one."""
    try:
        moment = local.replace(tzinfo=zone).astimezone(UTC)
        return moment if moment.astimezone(zone).replace(tzinfo=None) == local else None
    except OverflowError:
        return None


class SchedulePage(FormMixin, DocumentView):
    """Schedule what can happen to a version."""

    def make_form(self, data: Any = None) -> ServiceForm:
        return ScheduleForm(data, actions=self.actions)

    @cached_property
    def version(self) -> Version:
        document = self.find(self.kwargs["identifier"])
        return find_version(document=document, reference=str(self.kwargs["number"]))

    @property
    def actions(self) -> list[Schedule.Action]:
        if self.version.status == Version.Status.DRAFT:
            return [Schedule.Action.PUBLISH]
        return [Schedule.Action.PROMOTE, Schedule.Action.ARCHIVE]

    @property
    def may(self) -> Decision:
        return decide(actor=self.actor, action=Action.PUBLISH, project_id=self.version.document.project_id)

    @property
    def default_back(self) -> str:
        return reverse("desk:version", args=(self.kwargs["identifier"], self.kwargs["number"]))

    def send(self, form: Any) -> HttpResponse:
        values = form.cleaned_data
        plan = Plan(
            action=Schedule.Action(values["action"]),
            at=values["at"],
            timezone=values["zone"],
            if_missed=Schedule.IfMissed(values["if_missed"]),
            content_sha256=self.request.POST.get("content", ""),
        )
        schedule = schedule_version(actor=self.actor, version=self.version, plan=plan)
        toast(self.request, f"Scheduled for {schedule.local} ({schedule.timezone}).")
        return SeeOther(reverse("desk:schedules"))

    def show(self, form: Any, *, status: int = 200) -> HttpResponse:
        version = self.version
        return self.page(
            "desk/schedules/schedule.html",
            status=status,
            # Not a field: after a refusal, the form must have what the page shows now.
            content=content_digest(version).hex(),
            document=version.document,
            version=version,
            form=form,
            may=self.may,
            back=self.default_back,
            scheduled=Schedule.objects.needing_attention().filter(version=version).with_related(),
            now=datetime.now(UTC),
        )


class SchedulesFilter(PlainForm):
    """The query string of the list."""

    state = forms.ChoiceField(
        choices=[("", "Waiting or failed"), (ENDED, "Done or canceled")], required=False, label="State"
    )
    cursor = forms.CharField(required=False, widget=forms.HiddenInput)


class SchedulesPage(DeskView):
    """The schedules of all projects of the person: those that wait or failed, or those that ended, newest first."""

    def get(self, request: HttpRequest) -> HttpResponse:
        require_scope(actor=self.actor, scope=Scope.READ)
        form = SchedulesFilter(request.GET)
        schedules, more = self._page(form)
        return self.page(
            "desk/schedules/schedules.html",
            form=form,
            is_ended=form.is_valid() and form.cleaned_data["state"] == ENDED,
            schedules=[(each, self._may(each)) for each in schedules],
            more=more,
        )

    def _page(self, form: SchedulesFilter) -> tuple[list[Schedule], str | None]:
        if not form.is_valid():
            return [], None
        rows = Schedule.objects.filter(project__in=Project.objects.visible_to(self.actor)).with_related()
        state, cursor = form.cleaned_data["state"], form.cleaned_data["cursor"]
        order = ("-at", "-id") if state == ENDED else ("at", "id")
        rows = rows.ended() if state == ENDED else rows.needing_attention()
        keyset = Keyset.of_list(self.request.path, filters=[("state", state)], order=order)
        try:
            return keyset.page(rows, size=PAGE, cursor=cursor or None)
        except InvalidValue as refusal:
            form.add_error("cursor", refusal.message)
            return [], None

    def _may(self, schedule: Schedule) -> Decision:
        action = Action.ARCHIVE if schedule.action == Schedule.Action.ARCHIVE else Action.PROMOTE
        return decide(actor=self.actor, action=action, project_id=schedule.project_id)


class ScheduleActionView(DeskView):
    """A change of one schedule."""

    def schedule(self, pk: UUID) -> Schedule:
        return find_within(actor=self.actor, rows=Schedule.objects.with_related(), pk=pk)

    @property
    def default_back(self) -> str:
        return reverse("desk:schedules")


class UnscheduleView(ScheduleActionView):
    """Cancel a schedule."""

    def post(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        unschedule(actor=self.actor, schedule=self.schedule(pk))
        toast(request, "The schedule was canceled.")
        return SeeOther(self.default_back)


class RunAgainView(ScheduleActionView):
    """Run a failed schedule again."""

    def post(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        run_again(actor=self.actor, schedule=self.schedule(pk))
        toast(request, "It runs in a moment.")
        return SeeOther(self.default_back)
