"""The change feed: in the order of the commits, without gaps, exactly once, and only what the token may see."""

import threading
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django.fixtures import Settings

from tests.api.conftest import WireFor
from tests.api.wire import Wire
from tests.cast import Cast, client_for, client_with, make_cast, make_member, make_token
from versioning.migrations._operations import existing_triggers
from versioning.models import Actor, Event, Membership, Role, Scope, Token, User, Verb
from versioning.models.event_feed import Position, first_since, positions_between, raise_positions, read_head
from versioning.services.events.wait_for_changes import room
from versioning.services.kernel.recording import record
from versioning.services.projects.create_branch import create_branch

CHANGES = "/api/v1/changes"


def changes_for(actor: Actor, query: str = "") -> dict[str, Any]:
    answer = client_for(actor).get(f"{CHANGES}?{query}")
    assert answer.status_code == 200, answer.content
    data: dict[str, Any] = answer.json()["data"]
    return data


def everything_for(actor: Actor, *, limit: int) -> list[dict[str, Any]]:
    page = changes_for(actor, f"limit={limit}")
    rows: list[dict[str, Any]] = page["changes"]
    while page["has_more"]:
        page = changes_for(actor, f"limit={limit}&since={page['next_cursor']}")
        rows += page["changes"]
    return rows


def write(cast: Cast, number: int = 1) -> None:
    for _ in range(number):
        record(actor=cast.manager, verb=Verb.PROJECT_UPDATED, project_id=cast.project.pk)


def eventually(holds: Callable[[], bool]) -> None:
    ends = time.monotonic() + 30
    while not holds():
        assert time.monotonic() < ends
        threading.Event().wait(0.02)


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


def test_only_what_the_token_may_see_is_handed_out(live_cast: Cast) -> None:
    foreign = make_cast("foreign")
    foreign.document()

    rows = changes_for(live_cast.manager)["changes"]

    assert {row["project_id"] for row in rows} == {str(live_cast.project.pk)}
    assert changes_for(live_cast.stranger)["changes"] == []


def test_a_member_of_two_projects_follows_both(live_cast: Cast) -> None:
    foreign = make_cast("foreign")
    Membership.objects.create(project=foreign.project, user=live_cast.viewer.user, role=Role.VIEWER)

    rows = everything_for(live_cast.viewer, limit=2)

    assert {row["project_id"] for row in rows} == {str(live_cast.project.pk), str(foreign.project.pk)}
    assert [row["id"] for row in rows] == sorted(row["id"] for row in rows)


def test_the_feed_shows_what_the_activity_shows(live_cast: Cast) -> None:
    write(live_cast)
    record(actor=live_cast.manager, verb=Verb.TOKEN_CREATED, project_id=live_cast.project.pk)
    record(actor=live_cast.manager, verb=Verb.USER_CREATED, project_id=None)
    foreign = make_cast("foreign")
    Membership.objects.create(project=foreign.project, user=live_cast.viewer.user, role=Role.MANAGER)
    user, project = live_cast.manager.user, live_cast.project
    organization = Token.Kind.ORGANIZATION
    tokens = [
        *(make_token(person.user)[1] for person in (live_cast.viewer, live_cast.manager, live_cast.stranger)),
        make_token(user, kind=Token.Kind.PROJECT, project=project, role=Role.VIEWER)[1],
        make_token(user, kind=Token.Kind.PROJECT, project=project, role=Role.MANAGER)[1],
        make_token(user, kind=organization, role=Role.VIEWER)[1],
        make_token(user, kind=organization, role=Role.MANAGER)[1],
        make_token(User.objects.get(is_superuser=True))[1],
    ]

    for raw in tokens:
        client = client_with(raw)
        feed = client.get(CHANGES).json()["data"]["changes"]
        activity = client.get("/api/v1/events?page_size=100").json()["data"]["events"]
        assert sorted(row["id"] for row in feed) == sorted(row["id"] for row in activity)


def test_a_member_of_very_many_projects_sees_the_same(live_cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    foreign = make_cast("foreign")
    Membership.objects.create(project=foreign.project, user=live_cast.viewer.user, role=Role.MANAGER)
    before = everything_for(live_cast.viewer, limit=100)
    monkeypatch.setattr("versioning.models.event_feed.MOST_ARMS", 1)

    assert everything_for(live_cast.viewer, limit=100) == before


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


def waiting(wire: Wire, since: str, answers: list[Any], seconds: int = 20) -> threading.Thread:
    thread = threading.Thread(target=lambda: answers.append(wire.get(f"{CHANGES}?since={since}&wait={seconds}")))
    thread.start()
    return thread


def is_waiting() -> bool:
    return room.waiting > 0


@pytest.fixture
def now(live_cast: Cast, wire_for: WireFor) -> tuple[Wire, str]:
    wire = wire_for(live_cast.viewer)
    return wire, wire.get(f"{CHANGES}?since=now").json["data"]["next_cursor"]


def test_a_request_that_waits_is_answered_when_something_happens(live_cast: Cast, now: tuple[Wire, str]) -> None:
    answers: list[Any] = []
    thread = waiting(*now, answers)
    eventually(is_waiting)
    began = time.monotonic()

    write(live_cast)
    thread.join()

    assert [row["type"] for row in answers[0].json["data"]["changes"]] == ["project.updated"]
    assert time.monotonic() - began < 5


def test_a_request_that_waits_for_nothing_is_answered_in_time(now: tuple[Wire, str]) -> None:
    wire, cursor = now
    began = time.monotonic()

    answer = wire.get(f"{CHANGES}?since={cursor}&wait=1")

    assert answer.json["data"] == {"changes": [], "next_cursor": cursor, "has_more": False}
    assert 0.9 < time.monotonic() - began < 5


def test_more_requests_than_may_wait_are_answered_at_once(now: tuple[Wire, str], settings: Settings) -> None:
    settings.LONG_POLLS = 0
    wire, cursor = now
    began = time.monotonic()

    answer = wire.get(f"{CHANGES}?since={cursor}&wait=20")

    assert (answer.status, answer.json["data"]["changes"]) == (200, [])
    assert time.monotonic() - began < 5


def test_a_member_removed_while_waiting_sees_nothing_more(live_cast: Cast, now: tuple[Wire, str]) -> None:
    answers: list[Any] = []
    thread = waiting(*now, answers, seconds=3)
    eventually(is_waiting)

    Membership.objects.filter(user=live_cast.viewer.user).delete()
    write(live_cast)
    thread.join()

    assert answers[0].json["data"]["changes"] == []


def test_a_token_revoked_while_waiting_is_refused(live_cast: Cast, now: tuple[Wire, str]) -> None:
    answers: list[Any] = []
    thread = waiting(*now, answers)
    eventually(is_waiting)

    Token.objects.filter(user=live_cast.viewer.user).update(revoked_at=timezone.now())
    write(live_cast)
    thread.join()

    assert answers[0].status == 401
    assert "data" not in answers[0].json


@pytest.mark.parametrize("query", ["wait=26", "wait=-1", "wait=x", "limit=0", "limit=101"])
def test_numbers_out_of_range_are_refused(cast: Cast, query: str) -> None:
    answer = client_for(cast.viewer).get(f"{CHANGES}?{query}")

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["field"] == query.partition("=")[0]


def test_a_token_without_the_scope_read_follows_nothing(cast: Cast) -> None:
    assert client_for(cast.manager, scopes=(Scope.DRAFT,)).get(CHANGES).status_code == 403


def test_a_new_member_does_not_wait_for_a_new_cursor(live_cast: Cast) -> None:
    late = make_member(make_cast("late").project, Role.VIEWER, "Lena Late")
    cursor = changes_for(late, "since=now")["next_cursor"]

    Membership.objects.create(project=live_cast.project, user=late.user, role=Role.EDITOR)
    create_branch(actor=live_cast.manager, project=live_cast.project, name="new")

    assert [row["type"] for row in changes_for(late, f"since={cursor}")["changes"]] == ["branch.created"]


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
