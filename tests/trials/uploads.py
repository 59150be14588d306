"""`make trial-uploads`: kill -9 at any moment of the upload of a large file.

First, one upload of each kind is sent to a worker at rest, and the most memory that the worker takes is compared with
that before.

After each kill `verify --files` must find no breach. Each upload is then repeated until it is acknowledged, and every
acknowledged file must be there, byte for byte, once. Prints a table.
"""

import argparse
import hashlib
import json
import os
import random
import sys
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from tests.benchmarks.databases import POSTGRES, SQLITE
from tests.benchmarks.wire import Answer, Connection, request
from tests.large_pictures import avif, png, webp
from tests.trials.file_writers import upload_request
from tests.trials.people import make_personal_token
from tests.trials.server import KillableServer
from tests.trials.sides import Side, sides
from tests.trials.targets import targets_of
from tests.trials.verifier import verifying

PIECE = 1 << 20
PATIENCE_SECONDS = 120
MB = 1 << 20
MOST_MEMORY = 32
MOST_ROUNDS = 4
# What stands before the bytes.
HEADS = {
    "bin": b"",
    "png": png(width=10_000, height=8_000)[:33],
    "webp": webp(width=10_000, height=8_000, size=0),
    "avif": avif(width=10_000, height=8_000, size=0),
}
# After an upload that ended before the kill, the next kill comes sooner.
SHORTER = 0.8


class Upload(threading.Thread):
    """One upload. `answer` stays None if the server was killed before it answered."""

    def __init__(self, port: int, sent: bytes) -> None:
        super().__init__(daemon=True)
        self.port, self.sent = port, sent
        self.answer: Answer | None = None

    def run(self) -> None:
        try:
            connection = Connection(self.port)
            self.answer = connection.exchange(self.sent)
            connection.close()
        except OSError:
            pass


def run(side: Side, *, rounds: int, megabytes: int, kinds: Sequence[str]) -> dict[str, Any]:
    """Return the row of the table."""
    database = side.databases.fresh()
    token = make_personal_token(database)
    server = KillableServer(database, workers=1)
    server.start()
    digests: dict[str, str] = {}
    kills: dict[str, int] = {}
    before = 0
    try:
        with verifying(database) as verifier:
            _send(server, token, "small.bin", _data(1), digests)
            memory = {kind: _memory_of_one(server, token, kind, megabytes, digests) for kind in kinds}
            took = _time_one(server, token, megabytes, digests)
            targets = targets_of(server, side.postgres)
            # The process that runs jobs has no part in an upload.
            names = [name for name in targets if name != "job worker"]
            round_ = 0
            # Only kills that meet an upload count, and others are made until there are enough.
            while before < rounds and round_ < MOST_ROUNDS * rounds:
                data = _data(megabytes)
                sent = upload_request(name=f"{round_}.bin", data=data, token=token)
                name = names[round_ % len(names)]
                upload, was_met = _killed(server.port, sent, targets[name], within=took)
                before += was_met
                round_ += 1
                kills[name] = kills.get(name, 0) + 1
                verifier.verify()
                began = time.monotonic()
                url = _url_of(upload.answer) or _repeat(server, sent)
                digests[url] = hashlib.sha256(data).hexdigest()
                # How busy the machine is differs from minute to minute.
                took = time.monotonic() - began if upload.answer is None else took * SHORTER
                print(f"\r{before} of {rounds}", end="", file=sys.stderr, flush=True)
            print(file=sys.stderr)
            lost = [url for url, digest in digests.items() if _digest_of(server, token, url) != digest]
            files = _count_files(server, token)
    finally:
        server.end()
    return {
        "database": side.kind,
        "MB": megabytes,
        "seconds of an upload": round(took, 1),
        "MB of memory more than at rest": {kind: round(each, 1) for kind, each in memory.items()},
        "kills": kills,
        "kills during an upload": before,
        "acknowledged": len(digests),
        "lost": lost,
        "doubled": files - len(digests),
        "verify --files, runs": verifier.runs,
        "breaches": verifier.breaches,
    }


def _killed(port: int, sent: bytes, kill: Callable[[], None], *, within: float) -> tuple[Upload, bool]:
    """Begin an upload, and kill at a moment of these seconds. Return whether the upload was still under way."""
    upload = Upload(port, sent)
    upload.start()
    time.sleep(random.uniform(0, within))
    was_met = upload.is_alive()
    kill()
    upload.join(PATIENCE_SECONDS)
    return upload, was_met


def _data(megabytes: int) -> bytes:
    return os.urandom(PIECE) * megabytes


def _time_one(server: KillableServer, token: str, megabytes: int, digests: dict[str, str]) -> float:
    began = time.monotonic()
    _send(server, token, "first.bin", _data(megabytes), digests)
    return time.monotonic() - began


def _memory_of_one(server: KillableServer, token: str, kind: str, megabytes: int, digests: dict[str, str]) -> float:
    """Return how many MB of memory the worker takes at most during an upload, more than before it."""
    worker = server.web_worker()
    # The kernel begins to measure anew (proc(5), /proc/pid/clear_refs).
    Path(f"/proc/{worker.pid}/clear_refs").write_text("5")
    at_rest = worker.memory_info().rss
    _send(server, token, f"measured.{kind}", HEADS[kind] + _data(megabytes), digests)
    status = Path(f"/proc/{worker.pid}/status").read_text()
    most = next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM:"))
    return (most * 1024 - at_rest) / MB


def _send(server: KillableServer, token: str, name: str, data: bytes, digests: dict[str, str]) -> None:
    url = _repeat(server, upload_request(name=name, data=data, token=token))
    digests[url] = hashlib.sha256(data).hexdigest()


def _url_of(answer: Answer | None) -> str:
    """Return the URL of the file, or an empty string if nothing was acknowledged."""
    if answer is None or answer.status not in (200, 201):
        return ""
    url: str = answer.json()["data"]["file"]["url"]
    return url


def _repeat(server: KillableServer, sent: bytes) -> str:
    """Send the upload until it is acknowledged."""
    ends = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < ends:
        upload = Upload(server.port, sent)
        upload.run()
        if url := _url_of(upload.answer):
            return url
        if upload.answer is not None and upload.answer.status < 500:
            raise RuntimeError(f"The upload was refused: {upload.answer.status} {upload.answer.body[:300]!r}")
        time.sleep(0.2)
    raise RuntimeError("The upload was never acknowledged.")


def _digest_of(server: KillableServer, token: str, url: str) -> str:
    connection = Connection(server.port)
    answer = connection.exchange(request("GET", url, token=token))
    connection.close()
    return hashlib.sha256(answer.body).hexdigest()


def _count_files(server: KillableServer, token: str) -> int:
    connection = Connection(server.port)
    answer = connection.exchange(request("GET", "/api/v1/files?page_size=100", token=token))
    connection.close()
    return len(answer.json()["data"]["files"])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=20, help="kills during an upload, for each database, at most 20")
    parser.add_argument("--megabytes", type=int, default=100)
    parser.add_argument("--kind", default=",".join(HEADS), help="the kinds to measure. Default: %(default)s")
    parser.add_argument("--database", choices=(SQLITE, POSTGRES), help="only this one")
    options = parser.parse_args()
    kinds = options.kind.split(",")
    if unknown := set(kinds) - HEADS.keys():
        parser.error(f"--kind has unknown kinds: {', '.join(sorted(unknown))}")
    rows = []
    for kind in [options.database] if options.database else [SQLITE, POSTGRES]:
        with sides(kind) as side:
            rows.append(run(side, rounds=options.rounds, megabytes=options.megabytes, kinds=kinds))
        print(json.dumps(rows[-1], indent=2))
    if any(row["lost"] or row["doubled"] or row["breaches"] for row in rows):
        sys.exit("A file was lost, doubled or damaged.")
    if any(most > MOST_MEMORY for row in rows for most in row["MB of memory more than at rest"].values()):
        sys.exit("An upload took too much memory.")


if __name__ == "__main__":
    main()
