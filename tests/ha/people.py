"""People who upload files, schedule publications, import zip files and follow changes while something breaks."""

import hashlib
import io
import os
import threading
import time
import uuid
import zipfile
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from tests.benchmarks.databases import PROJECT
from tests.benchmarks.wire import Answer, Connection, request
from tests.trials import followers
from tests.trials.writers import Ledger

REFUSALS = (503, 504, 507)
FILE_BYTES = 20_000
DOCUMENTS_A_ZIP = 60
# How long after it was asked for something is published.
SOON = timedelta(seconds=2)
CSRF = "c" * 32
BOUNDARY = "a-boundary-of-no-file"


@dataclass
class Entrusted:
    """What the server acknowledged: files with the digests of their bytes, schedules and imports by their id."""

    files: dict[str, str] = field(default_factory=dict)
    schedules: list[str] = field(default_factory=list)
    imports: list[str] = field(default_factory=list)
    titles: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class World:
    """Where people send requests, with which rights, and when they stop."""

    host: str
    token: str
    personal_token: str
    session: str
    ledger: Ledger
    entrusted: Entrusted
    stop: threading.Event


class Person(threading.Thread):
    """Sends requests again until they are neither lost nor refused with 503, 504 or 507."""

    pause_seconds = 0.1

    def __init__(self, world: World) -> None:
        super().__init__(daemon=True)
        self.world, self.ledger = world, world.ledger
        self.connection: Connection | None = None

    def run(self) -> None:
        while not self.world.stop.is_set():
            self.do()
            time.sleep(self.pause_seconds)

    def do(self) -> None:
        raise NotImplementedError

    def insist(self, sent: bytes, *, again_after: tuple[int, ...] = (), right: tuple[int, ...] = ()) -> Answer | None:
        """Return the answer, or None if the trials end before.

        After a status of `again_after`, send again. One of `right` is no fault.
        """
        while not self.world.stop.is_set():
            answer = self.try_once(sent)
            if answer is None or answer.status in (*REFUSALS, *again_after):
                time.sleep(self.pause_seconds)
                continue
            if answer.status >= 400 and answer.status not in right:
                self.ledger.fault(f"{sent.splitlines()[0]!r}: {answer.status} {answer.body[:300]!r}")
            return answer
        return None

    def try_once(self, sent: bytes) -> Answer | None:
        began = time.monotonic()
        try:
            if self.connection is None:
                self.connection = Connection(80, host=self.world.host)
            answer = self.connection.exchange(sent)
        except OSError:
            self.connection = None
            self.ledger.count("calls without an answer")
            return None
        finally:
            self.ledger.time_call(began)
        if answer.status in REFUSALS:
            self.ledger.count("calls refused with 503, 504 or 507")
        return answer


class Uploader(Person):
    """Uploads a file, and reads it at once."""

    def do(self) -> None:
        data, name = os.urandom(FILE_BYTES), f"{uuid.uuid4().hex}.bin"
        path, kind = f"/api/v1/files?project={PROJECT}&name={name}", "application/octet-stream"
        answer = self.insist(with_body("POST", path, data, kind=kind, token=self.world.token))
        if answer is None or answer.status not in (200, 201):
            return
        url = str(answer.json()["data"]["file"]["url"])
        self.world.entrusted.files[url] = hashlib.sha256(data).hexdigest()
        self.ledger.count("files")
        self.ledger.count("reads of own writes")
        read = self.insist(request("GET", url, token=self.world.token), again_after=(404,))
        if read is not None and read.body != data:
            self.ledger.fault(f"GET {url}: {len(read.body)} bytes that are not those of the file")


class Scheduler(Person):
    """Makes a draft, schedules its publication, and waits for that: otherwise the next draft would be outdated."""

    def __init__(self, world: World, *, document: str) -> None:
        super().__init__(world)
        self.document = document

    def do(self) -> None:
        fork = self._post(f"/api/v1/documents/{self.document}/versions", {})
        if fork is None or fork.status != 201:
            return
        version = fork.json()["data"]["version"]["id"]
        at = (datetime.now(UTC) + SOON).isoformat()
        plan: dict[str, object] = {"action": "publish", "target": {"version": version}, "at": at}
        answer = self._post("/api/v1/schedules", plan)
        if answer is not None and answer.status == 201:
            schedule = str(answer.json()["data"]["schedule"]["id"])
            self.world.entrusted.schedules.append(schedule)
            self.ledger.count("schedules")
            self._wait_for(f"/api/v1/schedules/{schedule}")

    def _wait_for(self, path: str) -> None:
        sent = request("GET", path, token=self.world.personal_token)
        while (answer := self.insist(sent)) is not None and answer.status == 200:
            if answer.json()["data"]["schedule"]["state"] != "waiting":
                break
            time.sleep(self.pause_seconds)

    def _post(self, path: str, body: dict[str, object]) -> Answer | None:
        sent = request("POST", path, token=self.world.personal_token, body=body)
        key = f"\r\nIdempotency-Key: {uuid.uuid4().hex}\r\n".encode()
        # 400: the moment of the schedule passed while the server did not answer.
        return self.insist(sent.replace(b"\r\n", key, 1), right=(400,))


class Importer(Person):
    """Imports one zip after the other. A worker of any machine may run the job."""

    pause_seconds = 0.5

    def do(self) -> None:
        key = uuid.uuid4().hex
        titles = [f"Imported {key} {number}" for number in range(DOCUMENTS_A_ZIP)]
        sent = with_body(
            "POST",
            f"/projects/{PROJECT}/import/",
            form_with(zip_of(titles)),
            kind=f"multipart/form-data; boundary={BOUNDARY}",
            session=self.world.session,
        )
        # 422: the import before it is still running.
        answer = self.insist(sent, again_after=(422,))
        if answer is None or answer.status >= 400:
            return
        place = answer.header("Location") or ""
        self.world.entrusted.imports.append(str(uuid.UUID(place.strip("/").rpartition("/")[2])))
        self.world.entrusted.titles += titles
        self.ledger.count("imports")


class Prober(Person):
    """Asks for what needs no database. It must always be there."""

    def __init__(self, world: World, *, paths: list[str]) -> None:
        super().__init__(world)
        self.paths, self.slowest = paths, 0.0
        self.failures: list[str] = []

    def do(self) -> None:
        for path in self.paths:
            began = time.monotonic()
            answer = self.try_once(request("GET", path))
            self.slowest = max(self.slowest, time.monotonic() - began)
            if answer is None or answer.status != 200:
                self.failures.append(f"GET {path}: {answer and (answer.status, answer.body[:200])}")


class Follower(followers.Reader):
    """Follows the change feed through every fault."""

    def __init__(self, *, host: str, token: str, stop: threading.Event) -> None:
        super().__init__(port=80, token=token, stop=stop)
        self.host = host
        self._seen: set[int] = set()
        self._mark = 0

    def compare(self, stored: list[tuple[int, str | None]], *, seconds: float) -> Counter[str]:
        """Count what it missed and what it was told twice since the last call. Wait so long for what is late."""
        new = [(key, document) for key, document in stored if key not in self._seen]
        self._seen |= {key for key, _ in new}
        ends = time.monotonic() + seconds
        while time.monotonic() < ends and not self._seen <= {key for key, _ in tuple(self.told.events)}:
            time.sleep(0.2)
        told = followers.Told(self.told.events[self._mark :])
        self._mark += len(told.events)
        return told.compare(new)


def with_body(method: str, path: str, body: bytes, *, kind: str, token: str = "", session: str = "") -> bytes:
    head = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", f"Content-Type: {kind}", f"Content-Length: {len(body)}"]
    if token:
        head.append(f"Authorization: Bearer {token}")
    if session:
        head += [f"Cookie: sessionid={session}; csrftoken={CSRF}", f"X-CSRFToken: {CSRF}"]
    return "\r\n".join(head).encode() + b"\r\n\r\n" + body


def form_with(data: bytes) -> bytes:
    """Return a form of the import page with the file."""
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="texts.zip"\r\n'
    return f"{head}Content-Type: application/zip\r\n\r\n".encode() + data + f"\r\n--{BOUNDARY}--\r\n".encode()


def zip_of(titles: list[str]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for title in titles:
            archive.writestr(f"{title}.md", f"---\ntitle: {title}\n---\n\nSome words.\n")
    return buffer.getvalue()
