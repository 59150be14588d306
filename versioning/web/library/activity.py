"""`/activity/`: who did what, the latest first."""

from datetime import datetime, time
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from versioning.models import Document, Event, Membership, Project, Scope, Verb
from versioning.models.event import KINDS, EventQuerySet
from versioning.models.sql.get_or_none import get_or_none
from versioning.policies import Action, decide, require_scope
from versioning.web.desk import DeskView
from versioning.web.library.sentences import tell

PAGE = 50
# Events that are read to fill a page: of many saves one is shown.
MOST_READ = 300
MOST_COLLEAGUES = 200


class ActivityFilter(forms.Form):
    project = forms.ModelChoiceField(
        Project.objects.none(), to_field_name="slug", required=False, empty_label="All projects", label="Project"
    )
    person = forms.CharField(max_length=150, required=False, label="Person")
    kind = forms.ChoiceField(
        choices=[("", "Everything"), *((kind, kind.capitalize()) for kind in KINDS)], required=False, label="What"
    )
    since = forms.DateField(required=False, label="Since", widget=forms.DateInput(attrs={"type": "date"}))
    document = forms.CharField(max_length=36, required=False, widget=forms.HiddenInput)
    before = forms.IntegerField(required=False, min_value=1, max_value=2**63 - 1, widget=forms.HiddenInput)

    def __init__(self, *args: Any, projects: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        self.fields["project"].queryset = projects  # type: ignore[attr-defined]
        self.fields["person"].widget.attrs.update(list="people", autocomplete="off", autocapitalize="none")

    def narrow(self, events: EventQuerySet) -> EventQuerySet:
        """Those that were asked for."""
        asked = self.cleaned_data
        since = asked["since"] and datetime.combine(asked["since"], time.min, tzinfo=timezone.get_current_timezone())
        return events.narrowed(
            project=asked["project"],
            username=asked["person"],
            kind=asked["kind"],
            since=since or None,
            document=asked["document"],
            before=asked["before"],
        )


def without_repeated_saves(events: list[Event]) -> list[Event]:
    """Of each person's saves of one draft the latest only: autosaves would hide all else."""
    kept = {
        (event.version_id, event.actor_id) if event.verb == Verb.DRAFT_SAVED else event.pk: event
        for event in reversed(events)
    }
    return sorted(kept.values(), key=lambda event: -event.pk)


class ActivityPage(DeskView):
    """Of all projects that one is a member of; paged by the event's id."""

    def get(self, request: HttpRequest) -> HttpResponse:
        require_scope(actor=self.actor, scope=Scope.READ)
        form = ActivityFilter(request.GET, projects=Project.objects.visible_to(self.actor))
        read = list(self._events(form)[:MOST_READ]) if form.is_valid() else []
        lines = without_repeated_saves(read)
        document = self._document()
        return self.page(
            "desk/library/activity.html",
            status=200 if form.is_valid() else 422,
            form=form,
            told=self._told(lines[:PAGE]),
            more=self._address_of_more(read=read, lines=lines),
            document=document,
            may_restore=document and decide(actor=self.actor, action=Action.TRASH, project_id=document.project_id),
            is_filtered=any(request.GET.get(name) for name in form.fields),
            people=Membership.objects.of_colleagues(self.actor)[:MOST_COLLEAGUES],
        )

    def _events(self, form: ActivityFilter) -> EventQuerySet:
        return form.narrow(Event.objects.visible_to(self.actor)).with_related().order_by("-id")

    def _told(self, events: list[Event]) -> list[tuple[Event, Any]]:
        gone = {event.document_id for event in events if event.document_id is not None and event.document is None}
        titles = Event.objects.titles_of(gone) if gone else {}
        return [(event, tell(event, titles=titles)) for event in events]

    def _address_of_more(self, *, read: list[Event], lines: list[Event]) -> str:
        """What follows the last line of a full page or, where saves filled what was read, what was not read."""
        if len(lines) <= PAGE and len(read) < MOST_READ:
            return ""
        query = self.request.GET.copy()
        query["before"] = str((lines[PAGE - 1] if len(lines) > PAGE else read[-1]).pk)
        return f"?{query.urlencode()}"

    def _document(self) -> Document | None:
        """The one whose activity this is, also from the trash."""
        reference = self.request.GET.get("document")
        if not reference:
            return None
        return get_or_none(Document.objects.reachable_by(self.actor).with_reference(reference))
