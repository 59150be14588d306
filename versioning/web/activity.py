"""`/activity/`: who did what, the latest first."""

from datetime import datetime, time
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from versioning.models import Document, Event, Membership, Project, Scope
from versioning.models.event import KINDS, EventQuerySet
from versioning.policies import Action, decide, require_scope
from versioning.services.sole import sole
from versioning.web.desk import DeskView
from versioning.web.sentences import tell

PAGE = 50
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


class ActivityPage(DeskView):
    """Of all projects that one is a member of; paged by the event's id."""

    def get(self, request: HttpRequest) -> HttpResponse:
        require_scope(actor=self.actor, scope=Scope.READ)
        form = ActivityFilter(request.GET, projects=Project.objects.visible_to(self.actor))
        events = list(self._events(form)[: PAGE + 1]) if form.is_valid() else []
        document = self._document()
        return self.page(
            "desk/activity.html",
            status=200 if form.is_valid() else 422,
            form=form,
            told=self._told(events[:PAGE]),
            more=self._address_of_more(events),
            document=document,
            may_restore=document and decide(actor=self.actor, action=Action.TRASH, project_id=document.project_id),
            is_filtered=any(request.GET.get(name) for name in form.fields),
            people=Membership.objects.of_colleagues(self.actor)[:MOST_COLLEAGUES],
        )

    def _events(self, form: ActivityFilter) -> EventQuerySet:
        events = form.narrow(Event.objects.visible_to(self.actor)).with_what_it_tells().order_by("-id")
        return events.without_repeated_saves()

    def _told(self, events: list[Event]) -> list[tuple[Event, Any]]:
        gone = {event.document_id for event in events if event.document_id is not None and event.document is None}
        titles = Event.objects.titles_of(gone) if gone else {}
        return [(event, tell(event, titles=titles)) for event in events]

    def _address_of_more(self, events: list[Event]) -> str:
        if len(events) <= PAGE:
            return ""
        query = self.request.GET.copy()
        query["before"] = str(events[PAGE - 1].pk)
        return f"?{query.urlencode()}"

    def _document(self) -> Document | None:
        """The one whose activity this is, also from the trash."""
        reference = self.request.GET.get("document")
        if not reference:
            return None
        return sole(Document.objects.reachable_by(self.actor).with_reference(reference))
