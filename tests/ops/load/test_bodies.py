"""Threads have a place only for as long as they wait for a body."""

import io
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from versioning.ops.load import bodies
from versioning.ops.load.bodies import BodiesBusy, counting_bodies
from versioning.ops.load.bulkhead import Bulkhead

PATIENCE = 10
Work = Callable[[Any], None]


@pytest.fixture(autouse=True)
def one_place(monkeypatch: pytest.MonkeyPatch) -> None:
    places = Bulkhead(BodiesBusy, is_for_database=False, ill_after=0.05)
    places.limit(1)
    monkeypatch.setattr(bodies, "BODIES", places)


def ask(work: Work, body: Any = None) -> None:
    """Let the application do this work with a body of four bytes."""

    def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        work(environ["wsgi.input"])
        return []

    environ = {"CONTENT_LENGTH": "4", "wsgi.input": body or io.BytesIO(b"text")}
    counting_bodies(application)(environ, lambda *_: None)


def read_all(body: Any) -> None:
    assert body.read() == b"text"


def in_another_thread_meanwhile(body: Any = None) -> None:
    with ThreadPoolExecutor(1) as other:
        other.submit(ask, read_all, body).result(timeout=PATIENCE)


def test_work_on_a_body_that_has_come_takes_no_place() -> None:
    def work(body: Any) -> None:
        body.read()
        in_another_thread_meanwhile()

    ask(work)


def test_a_body_that_has_not_come_keeps_its_place_from_others() -> None:
    def work(body: Any) -> None:
        body.read(2)
        with pytest.raises(BodiesBusy):
            in_another_thread_meanwhile()

    ask(work)


def test_a_body_that_nobody_reads_to_its_end_gives_its_place_back() -> None:
    ask(lambda body: body.read(2))

    in_another_thread_meanwhile()


def test_a_body_that_ends_early_gives_its_place_back() -> None:
    def work(body: Any) -> None:
        assert [body.read(2), body.read(2)] == [b"te", b""]
        in_another_thread_meanwhile()

    ask(work, io.BytesIO(b"te"))


def test_whoever_waits_gets_the_place_once_the_body_has_come() -> None:
    waits = threading.Event()

    def read_late(body: Any) -> None:
        waits.set()
        read_all(body)

    def work(body: Any) -> None:
        body.read(2)
        with ThreadPoolExecutor(1) as other:
            reading = other.submit(ask, read_late)
            assert waits.wait(timeout=PATIENCE)
            assert body.read() == b"xt"
            reading.result(timeout=PATIENCE)

    ask(work)
