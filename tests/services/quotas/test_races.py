"""Writers beside each other are all counted, and wait for nobody."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction

from tests.cast import Cast
from tests.races import run_together
from tests.services.quotas.conftest import LATER, limit, used
from versioning.exceptions import QuotaExceeded
from versioning.models import Draft
from versioning.models.quotas.usage_recount import find_miscounts
from versioning.services.access.system_actor import system_actor
from versioning.services.documents.trash_document import trash_document
from versioning.services.drafts.fork_document import ForkMode
from versioning.services.maintenance.purge import purge

THREADS = 6


def _outcomes(*acts: Callable[[], Any]) -> tuple[int, int]:
    """Return how many of them did it, and how many were refused by a quota. Anything else fails the test."""
    results = run_together(*acts)
    refused = [one for one in results if isinstance(one, QuotaExceeded)]
    failed = [one for one in results if isinstance(one, Exception) and not isinstance(one, QuotaExceeded)]
    assert failed == []
    return len(results) - len(refused), len(refused)


def test_threads_take_the_last_place_once_each_at_most_and_then_nobody_does(live_cast: Cast) -> None:
    documents = [live_cast.document(f"Text {number}") for number in range(THREADS)]
    limit(live_cast, drafts=1)

    done, refused = _outcomes(*(lambda one=one: live_cast.fork(one, ForkMode.STRICT) for one in documents))

    # One call of each writer at that moment is the bound. The next call is refused in any case.
    assert done >= 1
    assert done + refused == THREADS
    assert used(live_cast).drafts == done
    with pytest.raises(QuotaExceeded):
        live_cast.fork(documents[0])


def test_writers_of_one_person_beside_each_other_are_all_counted(live_cast: Cast) -> None:
    drafts = [live_cast.draft(f"Text {number}") for number in range(THREADS)]

    def save_often(draft: Draft, at: int) -> None:
        for number in range(20):
            draft = live_cast.save(draft, body=f"{at} {number}", description="x" * number)

    done, _ = _outcomes(*(lambda at=at, one=one: save_often(one, at) for at, one in enumerate(drafts)))

    assert done == THREADS
    assert list(find_miscounts(connection)) == []


def test_a_purge_beside_writers_miscounts_nothing_and_stops_nobody(live_cast: Cast) -> None:
    documents = [live_cast.document(f"Text {number}") for number in range(THREADS)]
    for document in documents[::2]:
        trash_document(actor=live_cast.manager, document=document)
    drafts = [live_cast.fork(document) for document in documents[1::2]]

    def save_often(draft: Draft) -> None:
        for number in range(20):
            draft = live_cast.save(draft, body=f"{draft.pk} {number}")

    done, _ = _outcomes(
        lambda: purge(actor=system_actor(), now=LATER), *(lambda one=one: save_often(one) for one in drafts)
    )

    assert done == 1 + len(drafts)
    assert list(find_miscounts(connection)) == []


def test_a_writer_waits_for_no_other_writer_of_the_same_person(live_cast: Cast) -> None:
    if connection.vendor == "sqlite":
        pytest.skip("SQLite has one writer at a time in any case")
    first, second = live_cast.draft("First"), live_cast.draft("Second")
    with transaction.atomic():
        live_cast.save(first, body="Not committed yet.")
        # Another connection, while this transaction is open. It would wait for ever for a counter in one row.
        results = run_together(lambda: live_cast.save(second, body="Committed."))

    assert isinstance(results[0], Draft)
