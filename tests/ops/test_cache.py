import logging
import socket
from collections.abc import Iterator

import pytest
from django.core.cache.backends.base import BaseCache

from tests.management.serving import free_port
from tests.ops.full_redis import full_redis
from versioning.ops import breaker
from versioning.ops.cache import ResilientRedisCache


def cache_at(port: int) -> BaseCache:
    return ResilientRedisCache(f"redis://127.0.0.1:{port}/0", {})


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    """Yield a socket that takes connections and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.setblocking(False)
        yield listener


@pytest.fixture
def hanging(listener: socket.socket) -> int:
    port: int = listener.getsockname()[1]
    return port


def connections_to(listener: socket.socket) -> int:
    """Count the connections since the last count."""
    count = 0
    while True:
        try:
            listener.accept()[0].close()
        except BlockingIOError:
            return count
        count += 1


@pytest.fixture
def refusing() -> int:
    return free_port()


@pytest.mark.parametrize("ill", ["hanging", "refusing"])
def test_every_command_is_answered_from_memory(ill: str, request: pytest.FixtureRequest) -> None:
    cache = cache_at(request.getfixturevalue(ill))

    assert cache.get("a") is None
    cache.set("a", 1, 60)
    assert cache.get("a") == 1
    assert cache.add("a", 2, 60) is False
    assert cache.incr("a") == 2
    assert cache.touch("a", 60) is True
    assert cache.has_key("a")
    assert cache.set_many({"b": 3}) == []
    assert cache.get_many(["a", "b"]) == {"a": 2, "b": 3}
    assert cache.get_or_set("c", lambda: 4) == 4
    assert cache.delete("a") is True
    cache.delete_many(["b"])
    assert cache.get_many(["a", "b", "c"]) == {"c": 4}
    cache.clear()
    assert cache.get("c") is None


def test_a_count_that_is_not_there_is_a_value_error_as_ever(refusing: int) -> None:
    with pytest.raises(ValueError, match="not found"):
        cache_at(refusing).incr("unseen")


def test_only_the_first_of_many_commands_waits_for_the_time_out(
    hanging: int, listener: socket.socket, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(breaker, "RETRY_SECONDS", 60)
    cache = cache_at(hanging)

    for _ in range(20):
        cache.get("a")

    assert connections_to(listener) == 1


def test_all_caches_of_one_server_know_that_it_is_ill(
    hanging: int, listener: socket.socket, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(breaker, "RETRY_SECONDS", 60)
    cache_at(hanging).get("a")

    cache_at(hanging).get("a")

    assert connections_to(listener) == 1


def test_an_outage_is_one_line_in_the_log(refusing: int, caplog: pytest.LogCaptureFixture) -> None:
    cache = cache_at(refusing)

    for _ in range(20):
        cache.get("a")

    assert [record.levelname for record in caplog.records] == ["ERROR"]


def test_a_server_that_is_back_is_asked_again(
    hanging: int, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    known = breaker.Breaker("The cache", retry_seconds=0)
    known.fail(OSError("gone"))

    assert known.allows()
    known.succeed()

    assert known.allows()
    assert caplog.record_tuples[-1] == ("versioning.ops.breaker", logging.WARNING, "The cache answers again.")


def test_a_server_that_answers_reads_only_does_not_fill_the_log(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    known = breaker.Breaker("The cache", retry_seconds=0)
    monkeypatch.setattr("versioning.ops.cache.breaker_of", lambda server: known)
    with full_redis() as port:
        cache = cache_at(port)

        for _ in range(20):
            cache.set("a", 1)
            cache.get("a")

    assert [record.levelname for record in caplog.records] == ["ERROR", "WARNING"]
