"""`/d/<identifier>/stemma/`: the family tree of a document's versions as a picture."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import HttpRequest, HttpResponse

from versioning.models import Document, Version
from versioning.models.sql.references import MAX_DIGITS, MAX_NUMBER
from versioning.models.version import VersionQuerySet, default_name
from versioning.web.library.base import DocumentView
from versioning.web.versions.stemma_folds import OPENED_AT_ONCE, Group, Kin, fold, head_of
from versioning.web.versions.stemma_lanes import arrange
from versioning.web.versions.stemma_picture import PAGE, RAIL, Picture, draw

# Versions that one picture covers. Most of them are folded.
WINDOW = 10_000
RAIL_ROWS = 12
# Open folds that a URL may name: each one lengthens it.
MOST_OPENED = 50
SHOWN_STATES = ("current", "published", "draft", "outdated", "archived", "discarded")


class StemmaForm(forms.Form):
    """The query string of the page."""

    before = forms.IntegerField(required=False, min_value=1, max_value=MAX_NUMBER)


@dataclass(frozen=True)
class Drawing:
    """A picture and its range of versions. `has_older` means that older versions did not fit."""

    picture: Picture
    newest: int
    oldest: int
    has_older: bool
    shows_current: bool


class StemmaPage(DocumentView):
    """The newest versions, or those `before` a number. `open` names open folds by their newest version."""

    def get(self, request: HttpRequest, identifier: str) -> HttpResponse:
        document = self.find(identifier)
        form = StemmaForm(request.GET)
        before = form.cleaned_data["before"] if form.is_valid() else None
        opened = _numbers(request.GET.getlist("open"))
        drawing = draw_stemma(document, before=before, opened=opened)
        return self.document_page(
            "desk/versions/stemma.html",
            document=document,
            tab="stemma",
            drawing=drawing,
            before=before,
            opened=opened,
            states=SHOWN_STATES,
            # Puts the current version in the middle of what is shown.
            current_before=document.current and document.current.number + OPENED_AT_ONCE // 2,
        )


def draw_stemma(document: Document, *, before: int | None = None, opened: Collection[int] = ()) -> Drawing | None:
    """Return the drawing, or None if there is no version. Makes two queries, however long the history is."""
    # One more than the window shows whether there are older ones.
    rows = list(Version.objects.of(document.pk).lineage(before=before)[: WINDOW + 1])
    kins = [_kin(row) for row in rows[:WINDOW]]
    if not kins:
        return None
    current = None if document.current is None else document.current.number
    head = head_of(kins, current=current)
    folding = fold(kins, head=head, opened=opened)
    # Only versions with a row of their own need a name and an author.
    alone = [group[0] for group in folding.groups if len(group) == 1]
    versions = _by_number(Version.objects.of(document.pk).numbered(alone), document=document)
    return Drawing(
        picture=draw(
            arrange(folding.groups, kins=kins, head=head),
            versions=versions,
            scale=PAGE,
            unfold_url=partial(_unfold_url, before=before, opened=opened),
        ),
        newest=kins[0].number,
        oldest=folding.lowest,
        has_older=len(rows) > WINDOW or folding.lowest > kins[-1].number,
        shows_current=current is None or folding.lowest <= current <= kins[0].number,
    )


def draw_rail(document: Document) -> Picture:
    """Return a small picture of the newest versions and the current one. Makes one query."""
    current = None if document.current is None else document.current.number
    rows = Version.objects.of(document.pk).newest_and(current, last=document.last_number, most=RAIL_ROWS)
    versions = _by_number(rows, document=document)
    kins = [_kin_of(version) for version in versions.values()]
    head = head_of(kins, current=current)
    groups = [(number,) for number in sorted(versions, reverse=True)]
    return draw(arrange(groups, kins=kins, head=head), versions=versions, scale=RAIL)


def _by_number(rows: VersionQuerySet, *, document: Document) -> dict[int, Version]:
    versions = {version.number: version for version in rows.with_lineage()}
    for version in versions.values():
        version.document = document
    return versions


def _kin(row: Any) -> Kin:
    """Return the Kin of a row of `lineage`."""
    return Kin(
        number=row.number,
        source=row.source__number,
        merged=row.merged__number,
        is_draft=row.status == Version.Status.DRAFT,
        is_published=row.status == Version.Status.PUBLISHED,
        is_discarded=row.status == Version.Status.ARCHIVED and row.published_at is None,
        is_named=row.name != default_name(row.number),
    )


def _kin_of(version: Any) -> Kin:
    """Return the Kin of a version of the rail, which is never folded and needs less."""
    return Kin(
        number=version.number,
        source=version.source_number,
        merged=version.merged_number,
        is_published=version.status == Version.Status.PUBLISHED,
    )


def _unfold_url(group: Group, *, before: int | None, opened: Collection[int]) -> str:
    """Return the URL of the picture in which this fold is open too."""
    fixed = [] if before is None else [("before", before)]
    query = urlencode([*fixed, *(("open", number) for number in [*opened, group[0]])])
    return f"?{query}#version-{group[0]}"


def _numbers(values: Collection[str]) -> list[int]:
    """Return the valid version numbers, each once. Other values name no fold and are ignored."""
    numbers = [int(value) for value in values if value.isascii() and value.isdecimal() and len(value) <= MAX_DIGITS]
    return list(dict.fromkeys(numbers))[-MOST_OPENED:]
