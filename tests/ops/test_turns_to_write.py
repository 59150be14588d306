"""Writers of SQLite get their turn, whatever other processes write at the same time."""

import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from versioning.ops.load.bulkhead import Bulkhead
from versioning.ops.sqlite import base
from versioning.ops.sqlite.base import QueuedConnection, QueuedCursor, WritersBusy

WAIT_SECONDS = 1.0
# Its transactions take 8 ms, with hardly a pause in between.
BUSY_WRITER = """
import sqlite3, sys, time
writer = sqlite3.connect(sys.argv[1], timeout=60, isolation_level=None)
print("ready", flush=True)
while True:
    writer.execute("BEGIN IMMEDIATE")
    time.sleep(0.008)
    writer.execute("COMMIT")
    time.sleep(0.001)
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "texts.sqlite3"
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("CREATE TABLE text (number INTEGER)")
    return file


@pytest.fixture
def busy_writer(file: Path) -> Iterator[None]:
    with subprocess.Popen([sys.executable, "-c", BUSY_WRITER, str(file)], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n"
        yield
        process.kill()


def write(file: Path, *, times: int) -> None:
    with closing(QueuedConnection(str(file), WAIT_SECONDS, isolation_level=None)) as connection:
        cursor = connection.cursor(factory=QueuedCursor)
        for number in range(times):
            cursor.execute("BEGIN IMMEDIATE")
            cursor.execute("INSERT INTO text VALUES (%s)", [number])
            connection.commit()


@pytest.mark.usefixtures("busy_writer")
def test_many_threads_get_their_turn_while_another_process_nearly_always_writes(file: Path) -> None:
    with ThreadPoolExecutor(4) as threads:
        for writing in [threads.submit(write, file, times=10) for _ in range(4)]:
            writing.result()

    with closing(sqlite3.connect(file)) as connection:
        assert connection.execute("SELECT COUNT(*) FROM text").fetchone() == (40,)


def test_a_writer_gives_up_when_another_keeps_the_right_for_longer_than_it_waits(file: Path) -> None:
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")

        with pytest.raises(sqlite3.OperationalError, match="locked"):
            write(file, times=1)


def test_what_waits_briefly_does_not_wait_for_a_place(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    places = Bulkhead(refusal=WritersBusy, ill_after=30)
    places.limit(1)
    monkeypatch.setattr(base, "WRITERS", places)
    with ThreadPoolExecutor(1) as other, closing(QueuedConnection(str(file), 0.05)) as brief:
        other.submit(places.enter).result()

        with pytest.raises(WritersBusy):
            brief.execute("BEGIN IMMEDIATE")
