"""The change feed gives the events of a document in the order in which they were written."""

import threading

from django.db import connection, transaction

from tests.cast import Cast
from tests.races import PATIENCE, run_together
from versioning.models import Document
from versioning.models.event_feed import BEGINNING, positions_in, read_head


def feed_of(document: Document) -> list[int]:
    positions = positions_in([document.project_id], after=BEGINNING, until=read_head(), limit=100)
    ours = set(document.events.values_list("pk", flat=True))
    return [position.id for position in positions if position.id in ours]


def test_a_transaction_that_began_first_and_wrote_last_comes_last(live_cast: Cast) -> None:
    draft = live_cast.fork(live_cast.document())
    numbered, saved = threading.Event(), threading.Event()

    def begin_and_wait() -> None:
        # SQLite's transactions write one after the other, so there this one can only begin later.
        if connection.vendor == "sqlite":
            numbered.set()
            saved.wait(PATIENCE)
        with transaction.atomic():
            if connection.vendor == "postgresql":
                connection.cursor().execute("SELECT pg_current_xact_id()")
                numbered.set()
                saved.wait(PATIENCE)
            live_cast.save(draft, body="written last")

    def save_meanwhile() -> None:
        numbered.wait(PATIENCE)
        live_cast.save(draft, body="written first")
        saved.set()

    failures = run_together(begin_and_wait, save_meanwhile)

    document = draft.version.document
    assert failures == [None, None]
    assert feed_of(document) == sorted(document.events.values_list("pk", flat=True))
