import pickle
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.connection import Connection
from pathlib import Path

import pytest
from django.conf import settings

from versioning.ops.load import pool_worker
from versioning.ops.load.apart import call_apart
from versioning.ops.load.pool import Pool, PoolBusy, Worker
from versioning.services.files._steps.smaller_copy import CopyOrder, write_smaller_copy
from versioning.text.compare import rendered_words
from versioning.text.compare.words import count_words
from versioning.text.render.refusals import RenderError, TooCostly
from versioning.text.render.render import render

LONG = "&" * 1_900_000


@pytest.fixture
def pool() -> Iterator[Pool]:
    pool = Pool(processes=1, callers=3, share=2, seconds=30)
    yield pool
    pool.end()


def test_it_returns_what_the_function_returns(pool: Pool) -> None:
    assert pool.run(count_words, "one two three", owner="ana") == 3


def test_it_raises_what_the_function_raises(pool: Pool) -> None:
    with pytest.raises(RenderError):
        pool.run(render, "text", content_type="none", owner="ana")


def test_a_process_does_more_than_one_task(pool: Pool) -> None:
    pool.run(count_words, "one", owner="ana")
    (first,) = pool._idle

    pool.run(count_words, "two", owner="ana")

    assert pool._idle == [first]


def test_a_missed_deadline_is_a_refusal_and_the_next_task_finds_another_process() -> None:
    pool = Pool(processes=1, callers=3, share=2, seconds=30)
    pool.run(count_words, "one", owner="ana")
    pool.seconds = 0.01

    with pytest.raises(TooCostly, match="takes too long"):
        pool.run(render, LONG, content_type="markdown", owner="ana")

    pool.seconds = 30
    assert pool.run(count_words, "one two", owner="ana") == 2
    pool.end()


def test_a_process_that_dies_is_a_refusal_and_is_replaced(pool: Pool) -> None:
    pool.run(count_words, "one", owner="ana")
    pool._idle[0].process.kill()
    pool._idle[0].process.wait()

    assert pool.run(count_words, "one two", owner="ana") == 2


def test_an_error_of_the_function_is_no_end_of_its_process() -> None:
    nothing = Path("/nothing/here")

    with pytest.raises(FileNotFoundError):
        call_apart(write_smaller_copy, CopyOrder(nothing, nothing, 480), seconds=30)


def test_a_process_whose_server_died_ends_soon_after_the_deadline() -> None:
    worker = Worker()
    # It never ends, and needs no memory.
    task = pickle.dumps((rendered_words.__name__, "deque", (range(10**15),), {"maxlen": 0}))
    with pytest.raises(TooCostly):
        worker.call(task, seconds=0.1)

    ended = worker.process.wait(timeout=120)

    assert ended == -signal.SIGXCPU
    worker.end()


def test_a_sandbox_that_refuses_to_lower_the_priority_does_not_end_the_process() -> None:
    program = f"""
import os
def refuse(increment):
    raise PermissionError
os.nice = refuse
import {pool_worker.__name__} as worker
worker.main()
"""
    ours, theirs = socket.socketpair()
    with theirs:
        command = [sys.executable, "-c", program, str(theirs.fileno())]
        process = subprocess.Popen(command, pass_fds=[theirs.fileno()], cwd=settings.BASE_DIR)
    connection = Connection(ours.detach())

    connection.send((pickle.dumps((count_words.__module__, "count_words", ("one two three",), {})), 30.0))
    answer = connection.recv_bytes()

    connection.close()
    process.wait()
    assert answer == pickle.dumps((True, 3))


def test_more_memory_than_a_process_has_is_a_refusal(pool: Pool, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(TooCostly, match="too much memory"):
        pool.run(count_words, "a b " * 150_000_000, owner="ana")


def test_one_person_has_a_share_and_others_find_room() -> None:
    pool = Pool(processes=2, callers=3, share=1, seconds=300)
    began = threading.Event()

    def occupy() -> None:
        began.set()
        pool.run(render, LONG, content_type="markdown", owner="ana")

    with ThreadPoolExecutor(1) as threads:
        busy = threads.submit(occupy)
        began.wait()
        time.sleep(0.2)
        pool.seconds = 0.2
        with pytest.raises(PoolBusy):
            pool.run(count_words, "one", owner="ana")
        pool.seconds = 300
        assert pool.run(count_words, "one", owner="ben") == 1
        busy.result()
    pool.end()


def test_only_so_many_threads_wait(pool: Pool) -> None:
    pool.callers = 0

    with pytest.raises(PoolBusy):
        pool.run(count_words, "one", owner="ana")


def test_nothing_but_functions_of_text_is_called() -> None:
    with pytest.raises(ValueError, match="os is not a module of text"):
        pool_worker._call("os", "getpid", (), {})
