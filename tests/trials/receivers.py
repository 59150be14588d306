"""Receivers of webhooks, each with another fault, and what each of them got."""

import random
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler

from tests.receivers import Answer, Received, Receiver, close, cut, dribble, receiving, status

# How often a receiver with a fault shows it, and how often at most for one event: one that always fails is given up.
FAULTY, MOST_FAULTS = 0.5, 4
# A request that ends only at its deadline takes long, so that only a few do.
STALLED = 3
ACCEPTED = status(204)


@dataclass
class Target:
    """A receiver at an address of its own. `accepted` are the requests that it answered with 204."""

    name: str
    fault: Answer | None = None
    share: float = FAULTY
    url: str = ""
    arrived: list[tuple[float, Received]] = field(default_factory=list)
    accepted: list[Received] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)
    faults: Counter[str] = field(default_factory=Counter)

    def answer(self, handler: BaseHTTPRequestHandler, received: Received) -> None:
        with self.lock:
            self.arrived.append((time.monotonic(), received))
        if self.fault is not None and self._fails(received.id):
            self.fault(handler, received)
            return
        ACCEPTED(handler, received)
        with self.lock:
            self.accepted.append(received)

    def _fails(self, message: str) -> bool:
        if self.share < 1 and self.faults[message] >= MOST_FAULTS:
            return False
        with self.lock:
            fails = random.random() < self.share
            self.faults[message] += fails
        return fails


def slow() -> Answer:
    """Return an answer that takes a moment. The first ones never end."""
    stalled = threading.Semaphore(STALLED)

    def answer(handler: BaseHTTPRequestHandler, received: Received) -> None:
        if stalled.acquire(blocking=False):
            dribble(handler, received)
        else:
            time.sleep(0.2)
            close(handler, received)

    return answer


@dataclass
class Targets:
    """All of them. `down` refuses connections until `come_up` is called."""

    faulty: list[Target]
    down: Target
    dead: Target
    disabled: Target
    # Where the redirects lead to.
    trap: Target
    come_up: Callable[[], Receiver]

    @property
    def all(self) -> list[Target]:
        return [*self.faulty, self.down, self.dead, self.disabled]


@contextmanager
def targets() -> Iterator[Targets]:
    """Run the receivers for the block."""
    with ExitStack() as stack:

        def run(target: Target, port: int = 0) -> Receiver:
            receiver = stack.enter_context(receiving(port=port))
            receiver.answer, target.url = target.answer, receiver.url
            return receiver

        trap = Target("trap")
        run(trap)
        faulty = [
            Target("healthy"),
            Target("slow", slow()),
            Target("answers 500", status(500)),
            Target("closes", close),
            Target("closes in the middle", cut(b"HTTP/1.1 204 No Con")),
            Target("redirects", status(302, Location=trap.url)),
        ]
        dead = Target("answers 500 for ever", status(500), share=1.0)
        disabled = Target("disabled by a person")
        for target in (*faulty, dead, disabled):
            run(target)
        port = _free_port()
        down = Target("down for three days", url=f"http://127.0.0.1:{port}/hook")
        yield Targets(faulty, down, dead, disabled, trap, come_up=lambda: run(down, port))


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
