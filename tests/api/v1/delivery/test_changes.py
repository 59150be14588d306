"""The change feed: in the order of the commits, without gaps, exactly once, and only what the token may see."""

import threading
import time
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django.fixtures import Settings

from tests.api.v1.delivery.changes import CHANGES, changes_for, everything_for, write
from tests.cast import Cast, client_for
from versioning.migrations._operations import existing_triggers
from versioning.models import Actor, Event, User, Verb
from versioning.models.event_feed import Position, first_since, positions_between, raise_positions, read_head


def test_a_change_says_what_happened_to_what(live_cast: Cast) -> None:
    document = live_cast.document()

    change = changes_for(live_cast.viewer)["changes"][-1]

    assert change["type"] == "version.promoted"
    assert (change["document_id"], change["version_id"]) == (str(document.pk), str(document.current_id))
    assert (change["project_id"], change["number"]) == (str(live_cast.project.pk), 1)
    assert change["actor"]["name"] == "Paul handbook"


@pytest.mark.parametrize("limit", [1, 3, 100])
def test_pages_hand_out_each_event_once_in_order(live_cast: Cast, limit: int) -> None:
    live_cast.document()
    live_cast.document("Other")

    rows = everything_for(live_cast.manager, limit=limit)

    expected = Event.objects.filter(project=live_cast.project).order_by("pk").values_list("pk", flat=True)
    assert [row["id"] for row in rows] == list(expected)


def test_a_reader_continues_after_any_change(live_cast: Cast) -> None:
    live_cast.document()
    rows = changes_for(live_cast.viewer)["changes"]

    page = changes_for(live_cast.viewer, f"since={rows[1]['cursor']}")

    assert [row["id"] for row in page["changes"]] == [row["id"] for row in rows[2:]]


def test_now_is_an_empty_page_with_the_present_cursor(live_cast: Cast) -> None:
    live_cast.document()

    now = changes_for(live_cast.viewer, "since=now")
    write(live_cast)
    later = changes_for(live_cast.viewer, f"since={now['next_cursor']}")

    assert (now["changes"], now["has_more"]) == ([], False)
    assert [row["type"] for row in later["changes"]] == ["project.updated"]


@pytest.mark.skipif("connection.vendor == 'sqlite'", reason="SQLite's transactions write one after the other.")
def test_an_event_that_commits_late_is_not_missed(live_cast: Cast) -> None:
    cursor = changes_for(live_cast.viewer, "since=now")["next_cursor"]
    has_written, may_commit = threading.Event(), threading.Event()

    def write_slowly() -> None:
        with transaction.atomic():
            write(live_cast)
            has_written.set()
            may_commit.wait(30)
        connection.close()

    slow = threading.Thread(target=write_slowly)
    slow.start()
    has_written.wait(30)
    write(live_cast)

    before = changes_for(live_cast.viewer, f"since={cursor}")
    may_commit.set()
    slow.join()
    after = changes_for(live_cast.viewer, f"since={before['next_cursor']}")

    assert before["changes"] == []
    assert len(after["changes"]) == 2


def test_writers_at_once_lose_and_double_nothing(live_cast: Cast) -> None:
    reader, done = live_cast.viewer, threading.Event()
    found: list[int] = []

    def follow() -> None:
        cursor = changes_for(reader, "since=now&limit=3")["next_cursor"]
        ready.set()
        while True:
            was_done = done.is_set()
            page = changes_for(reader, f"since={cursor}&limit=3")
            found.extend(row["id"] for row in page["changes"])
            cursor = page["next_cursor"]
            if was_done and not page["changes"]:
                break
        connection.close()

    def work() -> None:
        for _ in range(15):
            with transaction.atomic():
                write(live_cast, 2)
        connection.close()

    ready = threading.Event()
    following = threading.Thread(target=follow)
    following.start()
    ready.wait(30)
    writers = [threading.Thread(target=work) for _ in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    done.set()
    following.join()

    written = Event.objects.filter(verb=Verb.PROJECT_UPDATED).values_list("pk", flat=True)
    assert sorted(found) == sorted(written)
    assert len(found) == len(set(found)) == 120


@pytest.mark.parametrize("since", ["x", "0", "1-2-3", "00-1", "-1-1", "1-zzzzzzzzzzzzzzzzzzzzzzzz", "ü-1", "NOW"])
def test_a_cursor_that_is_none_is_refused_with_its_field(cast: Cast, since: str) -> None:
    answer = client_for(cast.viewer).get(CHANGES, {"since": since})

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["field"] == "since"


def test_a_cursor_of_another_database_is_gone(cast: Cast) -> None:
    answer = client_for(cast.viewer).get(CHANGES, {"since": str(Position(0, 10**12))})

    assert answer.status_code == 410
    assert answer.json()["code"] == "cursor_too_old"
    assert "restored" in answer.json()["detail"]


def age(days: int, *, until: int) -> None:
    """Make events older. The database refuses that, so the trigger is away meanwhile."""
    triggers = [each for each in existing_triggers(connection) if each.table == Event._meta.db_table]
    with transaction.atomic(), connection.cursor() as cursor:
        for trigger in triggers:
            on = f" ON {trigger.table}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER {trigger.name}{on}")
        Event.objects.filter(pk__lte=until).update(at=timezone.now() - timedelta(days=days))
        for trigger in triggers:
            cursor.execute(trigger.definition)


def test_a_cursor_older_than_the_kept_days_is_gone(live_cast: Cast, settings: Settings) -> None:
    settings.KEEP_CHANGES_DAYS = 30
    live_cast.document()
    rows = everything_for(live_cast.manager, limit=100)
    age(40, until=rows[2]["id"])

    gone = client_for(live_cast.manager).get(f"{CHANGES}?since={rows[0]['cursor']}")
    kept = changes_for(live_cast.manager, f"since={rows[2]['cursor']}")
    fresh = changes_for(live_cast.manager)

    assert gone.status_code == 410
    assert "30 days" in gone.json()["detail"]
    assert kept["changes"] == rows[3:]
    assert fresh["changes"] == rows[3:]


def test_the_first_event_of_a_moment_is_found_among_all(live_cast: Cast) -> None:
    write(live_cast, 20)
    events = list(Event.objects.order_by("pk"))

    found = [first_since(event.at).id for event in events]

    assert found == [0, *(event.pk for event in events[:-1])]


def test_after_a_restore_new_events_come_after_all_cursors(live_cast: Cast) -> None:
    cursor = changes_for(live_cast.viewer, "since=now")["next_cursor"]
    raise_positions()
    write(live_cast)

    rows = changes_for(live_cast.viewer, f"since={cursor}")["changes"]

    position = Position.parse(rows[0]["cursor"])
    assert len(rows) == 1
    assert position is not None
    assert max(position) > time.time() * 2**19


def test_a_page_takes_few_statements_however_long_the_feed(live_cast: Cast, django_assert_max_num_queries: Any) -> None:
    client = client_for(live_cast.viewer)
    client.get(CHANGES)
    write(live_cast, 50)
    cursor = client.get(f"{CHANGES}?limit=1").json()["data"]["next_cursor"]

    # The token, the roles, the head, the cursor with its two events, the keys, and the events.
    with django_assert_max_num_queries(7):
        client.get(f"{CHANGES}?limit=40&since={cursor}")


@pytest.mark.parametrize("query", ["wait=26", "wait=-1", "wait=x", "limit=0", "limit=101"])
def test_numbers_out_of_range_are_refused(cast: Cast, query: str) -> None:
    answer = client_for(cast.viewer).get(f"{CHANGES}?{query}")

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["field"] == query.partition("=")[0]


@pytest.mark.parametrize("of", ["one project", "all projects"])
def test_a_page_is_read_from_an_index_and_not_sorted(live_cast: Cast, of: str) -> None:
    write(live_cast, 300)
    root = Actor(user=User.objects.get(is_superuser=True))
    with CaptureQueriesContext(connection) as captured:
        positions_between(
            live_cast.viewer if of == "one project" else root, after=Position(0, 5), until=read_head(), limit=10
        )

    plan = _plan_of(captured[-1]["sql"])

    assert ("event_project_feed" if of == "one project" else "event_feed") in plan or connection.vendor == "sqlite"
    assert "Seq Scan" not in plan
    assert "SCAN versioning_event" not in plan


def _plan_of(sql: str) -> str:
    """Return how the database would run the statement on a table that is too large to be read whole."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"EXPLAIN QUERY PLAN {sql}")
        else:
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute(f"EXPLAIN {sql}")
        return "\n".join(str(row[-1]) for row in cursor.fetchall())
