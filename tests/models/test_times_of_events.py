"""No event of a document is earlier than the one before it, also if the clock of a web machine is behind."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.cast import Cast
from tests.models.raw import refusal_of_update
from versioning import clock
from versioning.models import Document, Event, Verb
from versioning.models.sql.rows import insert_rows
from versioning.services.versions.publish_version import publish_version

AHEAD = timezone.now() + timedelta(days=1)


@pytest.fixture
def document(cast: Cast) -> Document:
    """Return a document that a machine whose clock is ahead has changed."""
    document = cast.document()
    with clock.at(AHEAD):
        cast.fork(document)
    return document


def event(cast: Cast, document: Document | None) -> Event:
    return Event(verb=Verb.DOCUMENT_UPDATED, actor=cast.editor.user, project=cast.project, document=document)


def last_times(document: Document, count: int) -> list[object]:
    return list(document.events.order_by("-pk").values_list("at", flat=True)[:count])


def test_a_verb_writes_no_earlier_time(cast: Cast, document: Document) -> None:
    version = document.drafts.get().version

    publish_version(actor=cast.publisher, version=version)

    published = document.events.get(verb=Verb.VERSION_PUBLISHED, version=version)
    assert published.at == AHEAD


def test_several_events_in_one_statement_are_in_order(cast: Cast, document: Document) -> None:
    later = AHEAD + timedelta(seconds=1)
    events = [event(cast, document) for _ in range(3)]
    events[1].at = later

    insert_rows(events)

    assert last_times(document, 3) == [later, later, AHEAD]


def test_a_later_time_stays(cast: Cast, document: Document) -> None:
    later = AHEAD + timedelta(seconds=1)

    with clock.at(later):
        publish_version(actor=cast.publisher, version=document.drafts.get().version)

    assert last_times(document, 1) == [later]


def test_other_documents_and_events_without_one_keep_their_time(cast: Cast, document: Document) -> None:
    before = timezone.now()
    other = cast.document("Other")
    insert_rows([event(cast, None)])

    assert last_times(other, 1)[0] < AHEAD  # type: ignore[operator]
    assert before <= Event.objects.latest("pk").at < AHEAD


def test_the_time_of_an_event_cannot_be_put_in_order_afterward(cast: Cast, document: Document) -> None:
    latest = document.events.latest("pk")

    sentence = refusal_of_update(latest, "at = %s", AHEAD + timedelta(seconds=1))

    assert "an event is written once" in sentence
