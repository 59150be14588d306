"""Everybody who is at work while something breaks: editors, readers, and those whose work the jobs do."""

import threading
import time
from statistics import median
from typing import Any

from tests.benchmarks.wire import Answer
from tests.benchmarks.wire import request as get
from tests.ha.people import REFUSALS, Importer, Person, Prober, Scheduler, Uploader, World
from tests.trials.writers import PAUSE_SECONDS, Work, Writer, text_of

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


class Reader(Person):
    """Reads lists and texts, and notes every answer that is neither right nor a refusal."""

    pause_seconds = PAUSE_SECONDS

    def __init__(self, world: World, *, documents: list[str], token: str) -> None:
        super().__init__(world)
        self.token = token
        self.paths = ["/api/v1/documents", *(f"/api/v1/documents/{document}/versions" for document in documents)]
        # When each call began, and how many seconds it took.
        self.times: list[tuple[float, float]] = []

    def do(self) -> None:
        for path in self.paths:
            began = time.monotonic()
            answer = self.try_once(get("GET", path, token=self.token))
            self.times.append((began, time.monotonic() - began))
            if answer is not None and answer.status not in (200, *REFUSALS):
                self.ledger.fault(f"GET {path}: {answer.status} {answer.body[:200]!r}")
            time.sleep(self.pause_seconds)


class Load:
    """Editors and schedulers, each with a document, readers of the editors' documents, and one of everybody else."""

    EDITORS, SCHEDULERS, READERS = 4, 3, 2

    def __init__(self, world: World, *, reader_token: str, documents: list[str], probed: list[str]) -> None:
        edited, scheduled = documents[: self.EDITORS], documents[self.EDITORS :][: self.SCHEDULERS]
        self.ledger, self._stop = world.ledger, world.stop
        editors = [
            Editor(port=80, token=world.token, document=document, ledger=world.ledger, stop=world.stop)
            for document in edited
        ]
        for editor in editors:
            editor.host = world.host
        self.readers = [Reader(world, documents=edited, token=reader_token) for _ in range(self.READERS)]
        self.prober = Prober(world, paths=probed)
        schedulers = [Scheduler(world, document=document) for document in scheduled]
        others = [self.prober, Uploader(world), Importer(world)]
        self._people: list[threading.Thread] = [*editors, *schedulers, *self.readers, *others]

    def start(self) -> None:
        for person in self._people:
            person.start()

    def stop(self) -> None:
        self._stop.set()
        for person in self._people:
            person.join(PATIENCE_SECONDS)

    def median_read(self, *, after: float, before: float) -> float:
        """Return the median of the reads that began in this time, in milliseconds."""
        times = [took for reader in self.readers for began, took in tuple(reader.times) if after <= began < before]
        return 1000 * median(times) if times else 0.0

    def wait_until_writes_succeed(self, *, count: int) -> None:
        """Wait until `count` more writes are acknowledged. Raise RuntimeError if they are not."""
        wanted = len(self.ledger.acknowledged_at) + count
        ends = time.monotonic() + PATIENCE_SECONDS
        while len(self.ledger.acknowledged_at) < wanted:
            if time.monotonic() > ends:
                raise RuntimeError(f"Writes do not succeed again: {self.ledger.counts} {self._people}")
            time.sleep(0.1)
