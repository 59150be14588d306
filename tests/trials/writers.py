"""People who write while things die, and the ledger of what the server acknowledged to them."""

import threading
import time
import uuid
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from tests.benchmarks.wire import Answer, Connection, request

SAVES_A_DRAFT = 4
PAUSE_SECONDS = 0.02
# Refusals that are right: the first try, whose answer was lost, had done it already.
ALREADY_DONE = (409, 412)


@dataclass
class Work:
    """One draft from its fork to its publication. Texts are numbered, and an attempt comes before its answer."""

    key: str
    number: int | None = None
    attempted: int = 0
    acknowledged: int = 0
    is_published: bool = False
    # The ID of the version.
    version: str = ""
    # A file that the texts use: its URL, and the SHA-256 of its bytes in hexadecimal digits.
    file: str = ""
    digest: str = ""


@dataclass
class Ledger:
    works: dict[str, list[Work]] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)
    # When something was acknowledged, and how long the slowest call took, in seconds of the monotonic clock.
    acknowledged_at: list[float] = field(default_factory=list)
    longest_call: float = 0.0

    def count(self, what: str) -> None:
        with self.lock:
            self.counts[what] += 1

    def acknowledge(self, what: str) -> None:
        with self.lock:
            self.counts[what] += 1
            self.acknowledged_at.append(time.monotonic())

    def time_call(self, began: float) -> None:
        with self.lock:
            self.longest_call = max(self.longest_call, time.monotonic() - began)

    def fault(self, sentence: str) -> None:
        with self.lock:
            self.faults.append(sentence)


class Writer(threading.Thread):
    """Forks, saves, publishes and promotes on one document, and tries again whatever got no answer."""

    # The machine that is written to.
    host = "127.0.0.1"

    def __init__(self, *, port: int, token: str, document: str, ledger: Ledger, stop: threading.Event) -> None:
        super().__init__(daemon=True)
        self.port, self.token, self.document = port, token, document
        self.ledger, self.stop = ledger, stop
        self.connection: Connection | None = None
        self.works = ledger.works.setdefault(document, [])

    def run(self) -> None:
        while not self.stop.is_set():
            work = Work(key=uuid.uuid4().hex)
            self.works.append(work)
            self._fork(work)
            self._prepare(work)
            for _ in range(SAVES_A_DRAFT):
                self._save(work)
            self._publish(work)

    def _fork(self, work: Work) -> None:
        answer = self._ask("POST", "versions", {}, key=work.key)
        if answer is not None and answer.status == 201:
            work.version = answer.json()["data"]["version"]["id"]
            work.number = self._number_of(work.version)
            self.ledger.acknowledge("forks")

    def _number_of(self, version: str) -> int | None:
        answer = self._ask("GET", f"versions/{version}", None)
        return None if answer is None else int(answer.json()["data"]["version"]["number"])

    def _prepare(self, work: Work) -> None:
        """Do nothing between the fork and the first save."""

    def _save(self, work: Work) -> None:
        if work.number is None:
            return
        work.attempted += 1
        body = {"body": text_of(work, work.attempted)}
        answer = self._ask("PATCH", f"versions/{work.number}", body)
        if answer is not None and answer.status == 200:
            work.acknowledged = work.attempted
            self.ledger.acknowledge("saves")

    def _publish(self, work: Work) -> None:
        if work.number is None:
            return
        published = self._ask("PATCH", f"versions/{work.number}", {"status": "published"})
        if published is not None and published.status in (200, *ALREADY_DONE):
            work.is_published = True
            self.ledger.acknowledge("publications")
            self._promote(work)

    def _promote(self, work: Work) -> None:
        if self._ask("POST", f"versions/{work.number}/activate", None) is not None:
            self.ledger.acknowledge("promotions")

    def _ask(self, method: str, path: str, body: dict[str, Any] | None, *, key: str = "") -> Answer | None:
        """Send a request about the document. Returns None if the trials end before there is an answer."""
        sent = request(method, f"/api/v1/documents/{self.document}/{path}", token=self.token, body=body)
        return self._send(with_header(sent, f"Idempotency-Key: {key}") if key else sent)

    def _send(self, sent: bytes) -> Answer | None:
        """Send until there is an answer other than 503, 504 or 507. Returns None if the trials end before."""
        while not self.stop.is_set():
            time.sleep(PAUSE_SECONDS)
            began = time.monotonic()
            try:
                if self.connection is None:
                    self.connection = Connection(self.port, host=self.host)
                answer = self.connection.exchange(sent)
            except OSError:
                self.connection = None
                self.ledger.count("calls without an answer")
                continue
            finally:
                self.ledger.time_call(began)
            if answer.status in (503, 504, 507):
                self.ledger.count("calls refused with 503, 504 or 507")
                continue
            if answer.status >= 500:
                line = sent.partition(b"\r\n")[0].decode()
                self.ledger.fault(f"{line}: {answer.status} {answer.body[:200]!r}")
                continue
            return answer
        return None


def text_of(work: Work, save: int) -> str:
    """Return the text of the n-th save, which no other save has."""
    picture = f"[Attachment]({work.file})\n\n" if work.file else ""
    return f"# {work.key}\n\nSave {save}.\n{picture}" + "Some words to fill the page.\n" * 40


def with_header(sent: bytes, header: str) -> bytes:
    """Return the request with one more header."""
    return sent.replace(b"\r\n", f"\r\n{header}\r\n".encode(), 1)
