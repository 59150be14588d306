"""`/activity/`: who did what, newest first."""

from datetime import datetime, time
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from versioning.models import Document, Event, Membership, Project, Scope, Verb
from versioning.models.event import KINDS, EventQuerySet
from versioning.models.sql.get_or_none import get_or_none
from versioning.policies import Action, decide, require_scope
from versioning.services.events.describe_event import Sentence, describe_event
from versioning.web.desk import DeskView
from versioning.web.library.acts import acts_of

PAGE = 50
# Events that are read to fill one page. Only the newest of many saves is shown, so a page needs more than 50.
MOST_READ = 300
# Names that the Person field suggests.
MOST_COLLEAGUES = 200


class ActivityFilter(forms.Form):
    """The query string of the page. Every field is optional."""

    project = forms.ModelChoiceField(
        Project.objects.none(), to_field_name="slug", required=False, empty_label="All projects", label="Project"
    )
    person = forms.CharField(max_length=150, required=False, label="Person")
    kind = forms.ChoiceField(
        choices=[("", "All"), *((kind, kind.capitalize()) for kind in KINDS)], required=False, label="Type"
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
        """Return the events that match the filter. The form must be valid."""
        values = self.cleaned_data
        # A date means its first moment in the server's time zone.
        since = values["since"] and datetime.combine(values["since"], time.min, tzinfo=timezone.get_current_timezone())
        return events.narrowed(
            project=values["project"],
            username=values["person"],
            kind=values["kind"],
            since=since or None,
            document=values["document"],
            before=values["before"],
        )


def without_repeated_saves(events: list[Event]) -> list[Event]:
    """Return the events, with only the newest of each person's saves of one draft. Autosaves would hide all else."""
    # Read oldest first, so that a later save replaces an earlier one under the same key.
    kept = {
        (event.version_id, event.actor_id) if event.verb == Verb.DRAFT_SAVED else event.pk: event
        for event in reversed(events)
    }
    return sorted(kept.values(), key=lambda event: -event.pk)


class ActivityPage(DeskView):
    """The events of all projects that the person is a member of, paged by the event's id."""

    def get(self, request: HttpRequest) -> HttpResponse:
        require_scope(actor=self.actor, scope=Scope.READ)
        form = ActivityFilter(request.GET, projects=Project.objects.visible_to(self.actor))
        events = list(self._events(form)[:MOST_READ]) if form.is_valid() else []
        shown = without_repeated_saves(events)
        document = self._document()
        return self.page(
            "desk/library/activity.html",
            status=200 if form.is_valid() else 422,
            form=form,
            acts=acts_of(self._sentences(shown[:PAGE])),
            more=self._next_page_url(read=events, shown=shown),
            document=document,
            may_restore=document and decide(actor=self.actor, action=Action.TRASH, project_id=document.project_id),
            is_filtered=any(request.GET.get(name) for name in form.fields),
            people=Membership.objects.of_colleagues(self.actor)[:MOST_COLLEAGUES],
        )

    def _events(self, form: ActivityFilter) -> EventQuerySet:
        return form.narrow(Event.objects.visible_to(self.actor)).with_related().newest_first()

    def _sentences(self, events: list[Event]) -> list[tuple[Event, Sentence]]:
        # A purged document has no row to take its title from, but its events still have it.
        purged = {event.document_id for event in events if event.document_id is not None and event.document is None}
        titles = Event.objects.titles_of(purged) if purged else {}
        return [(event, describe_event(event, titles=titles)) for event in events]

    def _next_page_url(self, *, read: list[Event], shown: list[Event]) -> str:
        """Return the query string of the next page, or an empty string if this is the last one."""
        if len(shown) <= PAGE and len(read) < MOST_READ:
            return ""
        query = self.request.GET.copy()
        # If repeated saves used up the events that were read, the next page starts at the first unread event.
        query["before"] = str((shown[PAGE - 1] if len(shown) > PAGE else read[-1]).pk)
        return f"?{query.urlencode()}"

    def _document(self) -> Document | None:
        """Return the document that the query string names, also from the trash, or None."""
        reference = self.request.GET.get("document")
        if not reference:
            return None
        return get_or_none(Document.objects.reachable_by(self.actor).with_reference(reference))
