"""Calls over HTTP through the production server, on both databases, beside an empty call with the same token.

The empty call asks for a path that does not exist: it passes the middleware, authentication and the rate limit, and
does nothing. `ratio` is its median time divided by the call's, in the same round: 1.00 would cost nothing more.
"""

import http.client
import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from tests.postgres import running_server

ROUNDS = 5
CALLS = 40
BODY = "A line of ordinary English prose that is about as long as lines are.\n" * 290
MANAGE = (sys.executable, "manage.py")


class Server:
    """One keep-alive connection with a token."""

    def __init__(self, *, port: int, token: str) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        self._headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}

    def call(self, method: str, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        payload = None if body is None else json.dumps(body)
        self._connection.request(method, f"/api/v1/{path}", payload, self._headers)
        response = self._connection.getresponse()
        answer: dict[str, Any] = json.loads(response.read() or b"{}")
        if response.status >= 400 and path != "nothing":
            raise RuntimeError(f"{method} {path}: {answer}")
        return answer


@contextmanager
def serving(database_url: str) -> Iterator[Server]:
    """A migrated database with a project, served by `manage.py serve`."""
    with socket.socket() as probe, tempfile.TemporaryDirectory(prefix="stemma-bench-") as folder:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        probe.close()
        environment = {**os.environ, "DATA_DIR": folder, "PORT": str(port), "API_RATE_LIMIT": "0", "LOG_LEVEL": "ERROR"}
        environment["DATABASE_URL"] = database_url
        for command in (["migrate", "-v0"], ["create_project", "bench"]):
            subprocess.run([*MANAGE, *command], env=environment, check=True, stdout=subprocess.DEVNULL)
        make_token = [*MANAGE, "create_token", "--project", "bench", "--role", "manager", "--name", "bench"]
        token = subprocess.run(make_token, env=environment, check=True, capture_output=True, text=True).stdout.strip()
        process = subprocess.Popen([*MANAGE, "serve"], env=environment, stdout=subprocess.DEVNULL)
        try:
            _wait_for(port)
            yield Server(port=port, token=token)
        finally:
            process.terminate()
            process.wait()


def _wait_for(port: int) -> None:
    for _ in range(200):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise RuntimeError("The server did not start.")


def operations(server: Server) -> dict[str, Callable[[], object]]:
    """The calls to time, on a document of 20 KB with 20 versions."""
    made = server.call("POST", "documents", {"title": "Bench", "body": BODY})["data"]
    document, counter = f"documents/{made['documentId']}", iter(range(10**9))
    server.call("POST", f"{document}/draft/publish", {})
    for _ in range(19):
        server.call("POST", f"{document}/versions", {})
    draft = server.call("POST", f"{document}/draft")["identifier"]

    def publish() -> None:
        version = server.call("POST", f"{document}/versions", {})["data"]["version"]["id"]
        server.call("PATCH", f"{document}/versions/{version}", {"status": "published"})
        server.call("POST", f"{document}/versions/{version}/activate")

    return {
        "empty call": lambda: server.call("GET", "nothing"),
        "read current": lambda: server.call("GET", f"{document}/versions/current"),
        "list 25 versions": lambda: server.call("GET", f"{document}/versions"),
        "fork": lambda: server.call("POST", f"{document}/versions", {}),
        "save 20 KB": lambda: server.call("PATCH", f"drafts/{draft}", {"body": f"{next(counter)}\n{BODY}"}),
        "fork+publish+promote": publish,
        "compare 20 KB": lambda: server.call("GET", f"{document}/compare?base=1&head=2"),
    }


def measure(server: Server) -> list[dict[str, Any]]:
    """Median milliseconds of each call and its ratio to the empty one, over interleaved rounds."""
    calls = operations(server)
    rounds: dict[str, list[float]] = {name: [] for name in calls}
    for _ in range(ROUNDS):
        for name, call in calls.items():
            times = []
            for _ in range(CALLS):
                start = time.perf_counter()
                call()
                times.append(time.perf_counter() - start)
            rounds[name].append(statistics.median(times) * 1000)
    floor = rounds["empty call"]
    return [_row(name, times=times, floor=floor) for name, times in rounds.items()]


def _row(name: str, *, times: list[float], floor: list[float]) -> dict[str, Any]:
    ratios = [empty / taken for empty, taken in zip(floor, times, strict=True)]
    return {
        "call": name,
        "ms": statistics.median(times),
        "ratio": statistics.median(ratios),
        "ratio_min": min(ratios),
        "ratio_max": max(ratios),
    }


def main() -> None:
    results = {}
    with running_server() as postgres:
        for database, url in (("sqlite", ""), ("postgresql", postgres)):
            with serving(url) as server:
                results[database] = measure(server)
            print(f"{database}: one client, {ROUNDS} rounds of {CALLS} calls")
            for row in results[database]:
                spread = f"{row['ratio_min']:.2f} to {row['ratio_max']:.2f}"
                print(f"  {row['call']:<22} {row['ms']:8.2f} ms   ratio {row['ratio']:.2f}   ({spread})")
    os.makedirs("var", exist_ok=True)
    with open("var/bench.json", "w") as file:
        json.dump(results, file, indent=2)


if __name__ == "__main__":
    main()
