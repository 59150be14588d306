"""What is remembered about each caller's last write, and what happens if it is lost."""

import time
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import RequestFactory

from versioning.ops.replica.marks import EVERYBODY, KEEP_SECONDS, SINCE, Marks, caller_of, mark_digest
from versioning.ops.replica.position import NEVER, WalPosition

WRITTEN = WalPosition(1, 500)


@pytest.fixture
def marks() -> Iterator[Marks]:
    """Marks that are complete, because the cache began to keep them long ago."""
    cache.set(SINCE, time.time() - KEEP_SECONDS - 1, None)
    marks = Marks()
    marks.refresh()
    yield marks
    cache.clear()


def test_the_last_write_of_a_caller_is_found_again(marks: Marks) -> None:
    marks.remember("one", WRITTEN)

    assert marks.of("one") == WRITTEN
    assert marks.of("another") is None


def test_everybody_reads_from_the_primary_after_the_cache_was_emptied(marks: Marks) -> None:
    marks.remember("one", WRITTEN)
    cache.clear()
    marks.refresh()

    assert marks.of("one") == NEVER
    assert marks.of("another") == NEVER


def test_callers_are_told_apart_by_their_token_or_their_session() -> None:
    requests = RequestFactory()
    by_token = requests.get("/", headers={"Authorization": "Bearer a.b"})
    by_session = requests.get("/")
    by_session.COOKIES[settings.SESSION_COOKIE_NAME] = "key"
    by_key = requests.get("/", headers={"X-API-Key": "d360_sk_a.b"})

    assert caller_of(by_token) == caller_of(by_key) == mark_digest("a.b")
    assert caller_of(by_session) == mark_digest("key")
    assert caller_of(requests.get("/")) is None


def test_a_change_of_access_counts_for_everybody(marks: Marks) -> None:
    marks.remember("one", WalPosition(2, 400))
    marks.remember(EVERYBODY, WRITTEN)

    assert marks.of("one") == WalPosition(2, 500)
    assert marks.of("another") == WRITTEN
