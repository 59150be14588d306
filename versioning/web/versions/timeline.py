"""`/d/<identifier>/versions/`: every version of a document, newest first."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from versioning.models import Document, Version
from versioning.models.sql.references import MAX_NUMBER
from versioning.models.version import VersionQuerySet
from versioning.web.desk import SeeOther
from versioning.web.forms import PlainForm
from versioning.web.library.base import DocumentView
from versioning.web.versions.timeline_rows import rows_of

PAGE = 50
# Newer versions above the one that the person went to, so that it is seen in its place.
ABOVE = 4
STATES = ("draft", "published", "archived", "discarded")


class TimelineFilter(PlainForm):
    """The query string of the page. Every field is optional."""

    status = forms.ChoiceField(
        choices=[("", "Any"), *((state, state.capitalize()) for state in STATES)], required=False, label="Status"
    )
    author = forms.CharField(max_length=150, required=False, label="Author")
    name = forms.CharField(max_length=255, required=False, label="Name")
    before = forms.IntegerField(required=False, min_value=1, max_value=MAX_NUMBER, widget=forms.HiddenInput)
    after = forms.IntegerField(required=False, min_value=0, max_value=MAX_NUMBER, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["author"].widget.attrs.update(list="authors", autocomplete="off")

    def narrow(self, versions: VersionQuerySet) -> VersionQuerySet:
        """Return the versions that match the filter. The form must be valid."""
        values = self.cleaned_data
        if values["status"]:
            versions = versions.in_state(values["status"])
        if values["author"]:
            versions = versions.by_author(values["author"])
        return versions.named_like(values["name"]) if values["name"] else versions


class GoToForm(PlainForm):
    """The number of a version to go to."""

    go = forms.IntegerField(min_value=1, max_value=MAX_NUMBER, label="Go to version")

    def __init__(self, *args: Any, last: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["go"].widget.attrs.update(max=last, inputmode="numeric")


@dataclass(frozen=True)
class TimelinePart:
    """One page of the list. `older` and `newer` are the numbers that the next pages start from, or None."""

    versions: list[Version]
    older: int | None
    newer: int | None


class TimelinePage(DocumentView):
    """The list, paged by number: `before` goes to older versions, `after` to newer ones, `go` to one version."""

    def get(self, request: HttpRequest, identifier: str) -> HttpResponse:
        document = self.find(identifier)
        going = GoToForm(request.GET if "go" in request.GET else None, last=document.last_number)
        if going.is_valid():
            # A number that is too high means the newest version.
            return SeeOther(_row_url(document, number=min(going.cleaned_data["go"], document.last_number)))
        form = TimelineFilter(request.GET)
        page = self._part(document, form=form) if form.is_valid() else TimelinePart([], None, None)
        return self.document_page(
            "desk/versions/timeline.html",
            document=document,
            tab="versions",
            status=422 if form.errors or going.errors else 200,
            form=form,
            going=going,
            page=page,
            rows=rows_of(page.versions, actor=self.actor, document=document, proposed=self._proposed(page)),
            authors=sorted({version.author for version in page.versions}),
            is_filtered=any(request.GET.get(name) for name in ("status", "author", "name")),
        )

    def _proposed(self, page: TimelinePart) -> list[Version]:
        """Return the two versions that are selected for comparison at first."""
        # Rows that htmx appends must not change the selection.
        return [] if "HX-Request" in self.request.headers else page.versions[:2]

    def _part(self, document: Document, *, form: TimelineFilter) -> TimelinePart:
        versions = form.narrow(Version.objects.of(document.pk)).with_lineage()
        before, after = form.cleaned_data["before"], form.cleaned_data["after"]
        page = page_after(versions, after) if after is not None else page_before(versions, before)
        for version in page.versions:
            version.document = document
        return page


def page_before(versions: VersionQuerySet, number: int | None) -> TimelinePart:
    """Return the newest versions below this number, or the newest of all without one."""
    # One row more than a page shows whether there is another page.
    rows = list((versions if number is None else versions.below(number))[: PAGE + 1])
    shown = rows[:PAGE]
    newer = shown[0].number if shown and number is not None else None
    return TimelinePart(shown, older=shown[-1].number if len(rows) > PAGE else None, newer=newer)


def page_after(versions: VersionQuerySet, number: int) -> TimelinePart:
    """Return the oldest versions above this number, newest first."""
    rows = list(versions.above(number)[: PAGE + 1])
    shown = rows[:PAGE][::-1]
    older = shown[-1].number if shown else number + 1
    return TimelinePart(shown, older=older, newer=shown[0].number if len(rows) > PAGE else None)


def _row_url(document: Document, *, number: int) -> str:
    """Return the URL of the row of this version, with a few newer ones above it."""
    address = reverse("desk:versions", args=(document.identifier,))
    return f"{address}?before={min(number + ABOVE, document.last_number) + 1}#version-{number}"
