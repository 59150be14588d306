"""Editors, publishers and readers at work while something breaks, and what came of it."""

import threading
import time
from typing import Any

from tests.benchmarks.wire import Answer, Connection, request
from tests.trials.writers import PAUSE_SECONDS, Ledger, Work, Writer, text_of

REFUSALS = (503, 504, 507)
PATIENCE_SECONDS = 90


class Editor(Writer):
    """A writer that reads each of its writes again at once, and notes what it does not find."""

    def _ask(self, method: str, path: str, body: dict[str, Any] | None, *, key: str = "") -> Answer | None:
        answer = super()._ask(method, path, body, key=key)
        if answer is not None and answer.status >= 400:
            self.ledger.count(f"{method} refused with {answer.status} {answer.body[:200]!r}")
        return answer

    def _number_of(self, version: str) -> int | None:
        answer = self._ask("GET", f"versions/{version}", None)
        while answer is not None and answer.status == 404:
            self.ledger.count("stale reads")
            answer = self._ask("GET", f"versions/{version}", None)
        return None if answer is None else int(answer.json()["data"]["version"]["number"])

    def _save(self, work: Work) -> None:
        before = work.acknowledged
        super()._save(work)
        if work.acknowledged > before:
            self._expect(work, body=text_of(work, work.acknowledged))

    def _publish(self, work: Work) -> None:
        super()._publish(work)
        if work.is_published:
            self._expect(work, status="published")

    def _expect(self, work: Work, **wanted: Any) -> None:
        answer = self._ask("GET", f"versions/{work.number}", None)
        if answer is None:
            return
        self.ledger.count("reads of own writes")
        version = answer.json().get("data", {}).get("version", {})
        if any(version.get(name) != value for name, value in wanted.items()):
            self.ledger.count("stale reads")


class Reader(threading.Thread):
    """Reads lists and texts, and notes every answer that is neither right nor a refusal."""

    def __init__(self, *, host: str, token: str, documents: list[str], ledger: Ledger, stop: threading.Event) -> None:
        super().__init__(daemon=True)
        self.host, self.token, self.documents = host, token, documents
        self.ledger, self.stop = ledger, stop
        self.connection: Connection | None = None

    def run(self) -> None:
        paths = ["/api/v1/documents", *(f"/api/v1/documents/{document}/versions" for document in self.documents)]
        while not self.stop.is_set():
            for path in paths:
                self._read(path)
                time.sleep(PAUSE_SECONDS)

    def _read(self, path: str) -> None:
        began = time.monotonic()
        try:
            answer = self._exchange(path)
        except OSError:
            self.connection = None
            self.ledger.count("calls without an answer")
        else:
            self._note(path, answer)
        self.ledger.time_call(began)

    def _exchange(self, path: str) -> Answer:
        if self.connection is None:
            self.connection = Connection(80, host=self.host)
        return self.connection.exchange(request("GET", path, token=self.token))

    def _note(self, path: str, answer: Answer) -> None:
        if answer.status in REFUSALS:
            self.ledger.count("reads refused with 503, 504 or 507")
        elif answer.status != 200:
            self.ledger.fault(f"GET {path}: {answer.status} {answer.body[:200]!r}")
        else:
            self.ledger.count("reads")


class Load:
    """Editors, one for each document, and readers of the same documents."""

    READERS = 2

    def __init__(self, *, host: str, token: str, reader_token: str, documents: list[str]) -> None:
        self.ledger, self._stop = Ledger(), threading.Event()
        self._people: list[threading.Thread] = []
        for document in documents:
            editor = Editor(port=80, token=token, document=document, ledger=self.ledger, stop=self._stop)
            editor.host = host
            self._people.append(editor)
        self._people += [
            Reader(host=host, token=reader_token, documents=documents, ledger=self.ledger, stop=self._stop)
            for _ in range(self.READERS)
        ]

    def start(self) -> None:
        for person in self._people:
            person.start()

    def stop(self) -> None:
        self._stop.set()
        for person in self._people:
            person.join(PATIENCE_SECONDS)

    def wait_until_writes_succeed(self, *, count: int) -> None:
        """Wait until `count` more writes are acknowledged. Raise RuntimeError if they are not."""
        wanted = len(self.ledger.acknowledged_at) + count
        ends = time.monotonic() + PATIENCE_SECONDS
        while len(self.ledger.acknowledged_at) < wanted:
            if time.monotonic() > ends:
                raise RuntimeError(f"Writes do not succeed again: {self.ledger.counts} {self._people}")
            time.sleep(0.1)
