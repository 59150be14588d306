"""Walking long histories: by cursor and by page, with gaps, and while they grow."""

from collections.abc import Callable, Iterator
from threading import Event
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from rest_framework.test import APIClient

from tests.api.conftest import Clients, WireFor
from tests.api.v3.conftest import Text
from tests.cast import Cast
from tests.histories import make_history, make_long_history
from tests.races import run_together
from versioning.models import Document, RetiredNumber, Version

Get = Callable[[str], Any]
TRASHED = {1, 3, 26, 27, 99_990}
DISCARDED = {2, 50, 51, 52, 5_000, 99_991}
PURGED = {10, 28, 70_000, 99_992, 99_993}


def walk(get: Get, path: str, *, size: int) -> Iterator[int]:
    """Yield the numbers on all pages, by cursor."""
    cursor: str | None = ""
    while cursor is not None:
        page = get(f"{path}?page_size={size}" + (f"&cursor={cursor}" if cursor else ""))
        yield from (row["version_number"] for row in page["data"])
        cursor = page["pagination"]["next_cursor"]


def make_gaps(document: Document) -> list[int]:
    """Take versions out of the history in each of the ways that there are. Returns the numbers that are left."""
    now, versions = timezone.now(), Version.objects.filter(document=document)
    versions.filter(number__in=TRASHED).update(trashed_at=now)
    # None was ever another's source, and what is published stays so: discarded ones are made anew.
    discarded = list(versions.filter(number__in=DISCARDED))
    purged = list(versions.filter(number__in=PURGED).values_list("number", flat=True))
    versions.filter(number__in=DISCARDED | PURGED).delete()
    for version in discarded:
        version.status, version.archived_at, version.published_at = Version.Status.ARCHIVED, now, None
    Version.objects.bulk_create(discarded)
    RetiredNumber.objects.bulk_create(RetiredNumber(document=document, number=number) for number in purged)
    return [n for n in range(1, document.last_number + 1) if n not in TRASHED | DISCARDED | PURGED]


def getter(client: APIClient) -> Get:
    return lambda path: client.get(path).json()


@pytest.mark.parametrize("size", [1, 7, 25, 100])
def test_pages_are_the_walk_cut_into_pieces(cast: Cast, clients: Clients, size: int) -> None:
    document = make_history(cast.document(kind="article"), 60)
    numbers, path, get = make_gaps(document), f"{Text('articles', document).path}/versions", getter(clients.viewer)

    walked = list(walk(get, path, size=size))
    pages = [get(f"{path}?page_size={size}&page={page}") for page in range(1, len(numbers) // size + 2)]

    assert walked == numbers
    assert [row["version_number"] for page in pages for row in page["data"]] == numbers
    assert [page["pagination"]["has_more"] for page in pages].count(False) == (2 if len(numbers) % size == 0 else 1)


def test_a_page_goes_on_by_cursor(cast: Cast, clients: Clients) -> None:
    document = make_history(cast.document(kind="article"), 60)
    numbers, path, get = make_gaps(document), f"{Text('articles', document).path}/versions", getter(clients.viewer)
    cursor = get(f"{path}?page_size=10&page=2")["pagination"]["next_cursor"]

    third = get(f"{path}?page_size=10&cursor={cursor}")

    assert [row["version_number"] for row in third["data"]] == numbers[20:30]


@pytest.mark.parametrize("size", [25, 100])
def test_a_page_past_the_end_is_empty(cast: Cast, clients: Clients, size: int) -> None:
    path = f"{Text('articles', cast.document(kind='article')).path}/versions"

    pages = [clients.viewer.get(path, {"page": page, "page_size": size}).json() for page in (2, 1_000_000, 2**31 - 1)]

    assert [page["data"] for page in pages] == [[], [], []]
    assert {page["pagination"]["has_more"] for page in pages} == {False}


def test_the_last_pages_of_a_long_history_cost_what_the_second_costs(cast: Cast, clients: Clients) -> None:
    document = make_long_history(cast.document(kind="article"), 100_000)
    numbers, path = make_gaps(document), f"{Text('articles', document).path}/versions"
    clients.viewer.get(path)
    found, costs = {}, {}

    for page in (2, 1_999, 3_999, 4_000):
        with CaptureQueriesContext(connection) as captured:
            answer = clients.viewer.get(path, {"page": page, "include_total_count": "true"}).json()
        found[page], costs[page] = [row["version_number"] for row in answer["data"]], len(captured)
        assert answer["pagination"]["total_count"] == len(numbers) == 99_984

    assert found == {page: numbers[25 * page - 25 : 25 * page] for page in found}

    assert len(set(costs.values())) == 1


def test_a_walk_misses_nothing_while_the_history_grows(live_cast: Cast, wire_for: WireFor) -> None:
    document = make_long_history(live_cast.document(kind="article"), 10_000)
    path, wire, walked = f"{Text('articles', document).path}/versions", wire_for(live_cast.viewer), Event()

    def walk_all() -> list[int]:
        try:
            return list(walk(lambda path: wire.get(path).json, path, size=100))
        finally:
            walked.set()

    def add() -> int:
        added = 0
        while not walked.wait(0.02):
            added = live_cast.fork(document).version.number
        return added

    numbers, last = run_together(walk_all, add)

    assert numbers[:10_000] == list(range(1, 10_001))
    assert numbers[10_000:] == list(range(10_001, len(numbers) + 1))
    assert len(numbers) <= last
