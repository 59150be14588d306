"""Readers of the change feed and a receiver of webhooks, while servers and workers are killed."""

import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from tests.benchmarks.wire import Connection, request
from tests.receivers import Received, Receiver

PAUSE_SECONDS = 0.05
WAIT_SECONDS = 2


@dataclass
class Told:
    """What one follower was told: events with their documents, in the order in which it was told."""

    events: list[tuple[int, str | None]] = field(default_factory=list)

    def compare(self, stored: list[tuple[int, str | None]]) -> Counter[str]:
        """Count what is wrong, beside the events of the table. Of repeated events, the first counts for the order."""
        counts = Counter(key for key, _ in self.events)
        known = {key for key, _ in stored}
        last: dict[str | None, int] = {}
        disordered = 0
        for key, document in dict.fromkeys(self.events):
            if document is not None:
                disordered += key < last.get(document, 0)
                last[document] = key
        return Counter(
            missed=len(known - counts.keys()),
            doubled=sum(counts.values()) - len(counts),
            disordered=disordered,
            invented=len(counts.keys() - known),
        )


class Reader(threading.Thread):
    """Follows the change feed from its beginning, and continues from its cursor whenever a call gets no answer."""

    # The machine that is asked.
    host = "127.0.0.1"

    def __init__(self, *, port: int, token: str, stop: threading.Event) -> None:
        super().__init__(daemon=True)
        self.port, self.token, self.stop = port, token, stop
        self.told = Told()
        self.cursor = ""
        self.refusals: Counter[int] = Counter()
        self.connection: Connection | None = None

    def run(self) -> None:
        is_at_end = False
        # Once more after the end, so that nothing is left.
        while not (is_at_end and self.stop.is_set()):
            page = self._ask()
            if page is None:
                time.sleep(PAUSE_SECONDS)
                continue
            self.told.events += [(change["id"], change["document_id"]) for change in page["changes"]]
            self.cursor = page["next_cursor"]
            is_at_end = not page["has_more"] and not page["changes"]

    def _ask(self) -> Any | None:
        since = f"&since={self.cursor}" if self.cursor else ""
        sent = request("GET", f"/api/v1/changes?wait={WAIT_SECONDS}{since}", token=self.token)
        try:
            if self.connection is None:
                self.connection = Connection(self.port, host=self.host)
            answer = self.connection.exchange(sent)
        except OSError:
            self.connection = None
            return None
        if answer.status != 200:
            self.refusals[answer.status] += 1
            return None
        return answer.json()["data"]


def told_by_webhook(receiver: Receiver) -> Told:
    return Told([event_of(each) for each in receiver.received])


def unstable_ids(receiver: Receiver) -> int:
    """Return how many events came with more than one id."""
    ids: dict[int, set[str]] = {}
    for each in receiver.received:
        ids.setdefault(event_of(each)[0], set()).add(each.id)
    return sum(len(found) > 1 for found in ids.values())


def event_of(received: Received) -> tuple[int, str | None]:
    data = received.message["data"]
    return data["id"], data["document_id"]


def create_webhook(*, port: int, token: str, url: str, project: str) -> None:
    connection = Connection(port)
    answer = connection.exchange(
        request("POST", "/api/v1/webhooks", token=token, body={"project": project, "url": url})
    )
    connection.close()
    if answer.status != 201:
        raise RuntimeError(f"The webhook was not created: {answer.status} {answer.body!r}")


def wait_for(receiver: Receiver, *, count: int, seconds: float) -> None:
    """Wait until so many different events arrived, or until nothing arrived for these seconds."""
    arrived, ends = -1, time.monotonic() + seconds
    while time.monotonic() < ends:
        found = len({event_of(each)[0] for each in tuple(receiver.received)})
        if found >= count:
            break
        if found > arrived:
            arrived, ends = found, time.monotonic() + seconds
        time.sleep(0.2)
