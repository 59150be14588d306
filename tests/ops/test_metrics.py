"""`/metrics`: what it counts, who may ask, and that it is the sum of all workers."""

import os
import re
import signal
import time
from datetime import timedelta
from http.client import HTTPConnection
from pathlib import Path
from uuid import uuid4

import psutil
import pytest
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from tests.cast import Cast
from tests.jobs import make_job
from tests.management.migrating import migrate
from tests.management.serving import PATIENCE, environment_in, serving
from versioning.models import Job, JobWorker, Transfer
from versioning.ops.breaker import Breaker
from versioning.ops.load.pool import Pool, PoolBusy
from versioning.ops.metrics.instruments import add_gauge, sample
from versioning.text.compare.words import count_words


def metrics(client: Client) -> str:
    answer = client.get("/metrics", headers={"Host": "10.0.0.7"})
    assert answer.status_code == 200
    return answer.content.decode()


def value(text: str, series: str) -> float:
    """Return the value of a series, or 0 if it is not there."""
    found = re.search(rf"^{re.escape(series)} (\S+)$", text, re.MULTILINE)
    return float(found[1]) if found else 0.0


@pytest.mark.django_db
def test_a_request_is_counted_by_the_template_of_its_route(client: Client, cast: Cast) -> None:
    series = 'stemma_requests_total{method="GET",route="/api/v1/documents/<str:document_id>",status="4xx"}'
    before = value(metrics(client), series)

    client.get("/api/v1/documents/1")
    client.get("/api/v1/documents/2")

    after = metrics(client)
    assert value(after, series) - before == 2
    assert 'route="/api/v1/documents/1"' not in after
    assert 'stemma_request_seconds_bucket{le="10.0",method="GET",route="/api/v1/documents/<str:document_id>"}' in after


def test_invented_methods_and_addresses_make_no_series_of_their_own(client: Client) -> None:
    client.generic("INVENTED", "/nowhere/at/all")
    client.get("/nowhere/else")

    text = metrics(client)

    assert "INVENTED" not in text
    assert "nowhere" not in text
    assert value(text, 'stemma_requests_total{method="OTHER",route="none",status="4xx"}') >= 1


def test_refusals_of_rate_limits_are_counted(cast: Cast, client: Client, settings: Settings) -> None:
    series = 'stemma_throttled_total{area="v1"}'
    before = value(metrics(client), series)
    settings.API_RATE_LIMIT = (1, 1)

    answers = [client.get("/api/v1/documents").status_code for _ in range(3)]

    assert answers.count(429) == value(metrics(client), series) - before > 0


@pytest.mark.parametrize("address", ["127.0.0.1", "::1", "::ffff:127.0.0.1"])
def test_a_process_of_this_machine_may_ask(client: Client, address: str) -> None:
    assert client.get("/metrics", REMOTE_ADDR=address).status_code == 200


@pytest.mark.parametrize(
    "caller",
    [
        {"REMOTE_ADDR": "10.0.0.9"},
        {"HTTP_X_FORWARDED_FOR": "10.0.0.9"},
        {"HTTP_X_FORWARDED_FOR": "127.0.0.1"},
        {"HTTP_X_REAL_IP": "127.0.0.1"},
        {"HTTP_FORWARDED": "for=127.0.0.1"},
        {"HTTP_X_FORWARDED_PROTO": "https"},
        {"REMOTE_ADDR": ""},
    ],
)
@pytest.mark.django_db
def test_nobody_else_finds_it(client: Client, caller: dict[str, str]) -> None:
    answer = client.get("/metrics", **caller)  # type: ignore[arg-type]

    assert answer.status_code == 404
    assert b"stemma_requests" not in answer.content


@pytest.mark.parametrize(
    ("header", "status"), [("", 401), ("Bearer wrong", 401), ("Basic secret", 401), ("Bearer secret", 200)]
)
def test_others_need_the_token_if_there_is_one(client: Client, settings: Settings, header: str, status: int) -> None:
    settings.METRICS_TOKEN = "secret"

    answer = client.get("/metrics", headers={"Authorization": header}, REMOTE_ADDR="10.0.0.9")

    assert answer.status_code == status
    assert answer.headers["Cache-Control"] == "no-store"


def test_it_is_only_read(client: Client) -> None:
    assert client.post("/metrics").status_code == 405


def test_an_open_breaker_is_shown_and_counted(client: Client) -> None:
    breaker = Breaker("The trial")

    breaker.fail(OSError("gone"))
    breaker.fail(OSError("gone"))

    sample()
    text = metrics(client)
    assert value(text, 'stemma_breakers_open{dependency="trial"}') == 1
    assert value(text, 'stemma_breaker_opened_total{dependency="trial"}') == 1


def test_refusals_of_the_pool_are_counted(client: Client) -> None:
    before = value(metrics(client), 'stemma_text_refusals_total{reason="busy"}')
    pool = Pool(processes=1, callers=0, share=1, seconds=1)

    with pytest.raises(PoolBusy):
        pool.run(count_words, "one", owner="ana")

    sample()
    text = metrics(client)
    assert value(text, 'stemma_text_refusals_total{reason="busy"}') - before == 1
    assert value(text, 'stemma_text_calls{state="running"}') == 0


def test_unfinished_transfers_are_shown(client: Client, cast: Cast) -> None:
    Transfer.objects.create(
        project=cast.project, kind=Transfer.Kind.ZIP_IN, started_by=cast.manager.user, file_name="a"
    )

    sample()

    assert value(metrics(client), 'stemma_transfers{status="waiting"}') == 1


def test_the_queue_of_jobs_the_workers_and_the_breaches_are_shown(client: Client, cast: Cast) -> None:
    now = timezone.now()
    make_job(cast.project, lane="calls", due_at=now - timedelta(minutes=5))
    make_job(cast.project, due_at=now + timedelta(hours=1))
    make_job(cast.project, state="running", lease=uuid4(), due_at=now + timedelta(minutes=1))
    for ago in (timedelta(hours=1), timedelta(days=2)):
        make_job(cast.project, state="failed", finished_at=now - ago)
    Job.objects.create(kind="upkeep.verify", max_attempts=1, state="done", finished_at=now, result={"breaches": 3})
    for seen, ended in ((now, None), (now - timedelta(hours=1), None), (now, now)):
        JobWorker.objects.create(host="here", pid=1, seen_at=seen, ended_at=ended)

    sample()

    text = metrics(client)
    states = {state: value(text, f'stemma_jobs{{state="{state}"}}') for state in ("due", "later", "running", "failed")}
    assert states == {"due": 1, "later": 1, "running": 1, "failed": 1}
    assert 300 <= value(text, 'stemma_jobs_oldest_seconds{lane="calls"}') < 600
    assert value(text, 'stemma_jobs_oldest_seconds{lane="quick"}') == 0
    assert value(text, 'stemma_workers{state="alive"}') == 1
    assert value(text, 'stemma_breaches{found_by="verify"}') == 3


def test_a_gauge_that_fails_keeps_its_value_and_hides_no_other(client: Client) -> None:
    add_gauge("stemma_trial", "A trial.", label="part", read=lambda: {"one": 7})
    sample()

    add_gauge("stemma_trial", "A trial.", label="part", read=lambda: {"one": 1 / 0})
    sample()

    assert value(metrics(client), 'stemma_trial{part="one"}') == 7


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    environment = environment_in(tmp_path_factory.mktemp("deployment")) | {"WORKERS": "2", "API_RATE_LIMIT": "0"}
    migrate(environment)
    return environment


def ask(environment: dict[str, str], path: str) -> str:
    # A connection of its own, so that either worker may answer.
    connection = HTTPConnection("127.0.0.1", int(environment["PORT"]), timeout=PATIENCE)
    try:
        connection.request("GET", path)
        return connection.getresponse().read().decode()
    finally:
        connection.close()


COUNTED = 'stemma_requests_total{method="GET",route="/api/v1/documents",status="4xx"}'


def test_the_counts_of_all_workers_are_one_and_outlive_them(environment: dict[str, str]) -> None:
    with serving(environment) as server:
        for _ in range(40):
            ask(environment, "/api/v1/documents")
        before = {value(ask(environment, "/metrics"), COUNTED) for _ in range(4)}
        workers = psutil.Process(server.pid).children()
        os.kill(workers[0].pid, signal.SIGKILL)
        psutil.wait_procs(workers[:1], timeout=PATIENCE)

        after = {value(ask(environment, "/metrics"), COUNTED) for _ in range(4)}

    assert before == after == {40}


def test_a_new_server_starts_to_count_at_zero(environment: dict[str, str]) -> None:
    with serving(environment):
        ask(environment, "/api/v1/documents")
    with serving(environment):
        again = value(ask(environment, "/metrics"), COUNTED)

    assert again == 0


def test_the_gauges_of_a_worker_end_with_it(environment: dict[str, str]) -> None:
    with serving(environment) as server:
        folder = Path(environment["DATA_DIR"], "metrics", environment["PORT"])
        # Not the worker for jobs.
        first = next(each for each in psutil.Process(server.pid).children() if "--parent" not in each.cmdline())
        os.kill(first.pid, signal.SIGKILL)
        deadline = time.monotonic() + PATIENCE
        while any(folder.glob(f"*_{first.pid}.db")) and time.monotonic() < deadline:
            ask(environment, "/metrics")
            time.sleep(0.1)

        assert list(folder.glob(f"*_{first.pid}.db")) == []
