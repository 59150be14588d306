"""Twelve clients of one tenant do their worst with texts of 5 MB, while people of another tenant read.

A calm reader asks at planned moments, and its time counts from the planned moment: if the server stands still, every
request that was due meanwhile is late. Three phases: nobody else, twelve clients of one person, and of twelve persons.
"""

import io
import itertools
import multiprocessing
import threading
import time
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import cache, partial
from typing import Any

from tests.benchmarks.databases import Database
from tests.benchmarks.figures import Bound, Figure, percentile, single
from tests.benchmarks.hostile_texts import JSON, KINDS, body, json_of, text
from tests.benchmarks.server import make_token, serving
from tests.benchmarks.wire import Connection, request

PART = "hostile"
CLIENTS = 12
READERS = 4
READS_A_SECOND = 5.0
# The share of `--seconds` that each phase has.
PHASES = 4
MILLISECONDS = 1000
GOAL = Bound(at_most=250)
NONE = Bound(at_most=0)
CSRF = "c" * 32
BOUNDARY = "7d1f2c9b"
# Answers that say what is wrong with a request, or that there were too many. All others are errors.
SERVER_ERRORS = 500
REFUSALS = (503, 504, 507)


@dataclass
class Reads:
    """What the calm readers saw."""

    seconds: list[float] = field(default_factory=list)
    errors: Counter[str] = field(default_factory=Counter)

    def add(self, other: "Reads") -> None:
        self.seconds += other.seconds
        self.errors += other.errors


@dataclass
class Attacks:
    """How the hostile clients were answered, by act and status, and the longest wait for each act."""

    answers: Counter[str] = field(default_factory=Counter)
    longest: dict[str, float] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Person:
    """How one person signs requests: of the API with a token, of the desk with the cookie of a session."""

    token: str
    session: str

    def api(self, method: str, path: str, payload: bytes = b"") -> bytes:
        head = f"{method} /api/v1/{path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {self.token}\r\n"
        return _with_payload(head, payload, content_type="application/json")

    def desk(self, method: str, path: str, payload: bytes = b"", *, content_type: str = "application/json") -> bytes:
        head = (
            f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nX-CSRFToken: {CSRF}\r\n"
            f"Cookie: sessionid={self.session}; csrftoken={CSRF}\r\n"
        )
        return _with_payload(head, payload, content_type=content_type)


def _with_payload(head: str, payload: bytes, *, content_type: str) -> bytes:
    if payload:
        head += f"Content-Type: {content_type}\r\nContent-Length: {len(payload)}\r\n"
    return head.encode() + b"\r\n" + payload


Act = tuple[str, bytes]


def acts(person: Person, seeded: dict[str, Any], *, number: int) -> Iterator[Act]:
    """Yield all that one client does, one after the other."""
    documents = seeded["documents"]
    draft = documents[number % len(documents)]["drafts"][number + 1]
    for kind in KINDS:
        yield f"preview {kind}", person.desk("POST", f"/drafts/{draft}/preview", body(kind))
        yield f"save {kind}", person.api("PATCH", f"drafts/{draft}", body(kind))
        for document in documents:
            yield from _on_document(person, document)
        yield "search", person.api("GET", f"documents?search={'ab+' * 60}")
        yield "library", person.desk("GET", f"/?q={'-ab+%22a+b%22+' * 12}")
    for kind in JSON:
        yield f"json {kind}", person.api("PATCH", f"drafts/{draft}", json_of(kind))
    yield "create", person.api("POST", "documents", _document(seeded))
    yield (
        "import",
        person.desk(
            "POST", "/projects/hostile/import/", _form(), content_type=f"multipart/form-data; boundary={BOUNDARY}"
        ),
    )


def _on_document(person: Person, document: dict[str, Any]) -> Iterator[Act]:
    path, behind = f"documents/{document['id']}", document["drafts"][0]
    yield "compare", person.api("GET", f"{path}/compare?base=1&head=2")
    yield "compare page", person.desk("GET", f"/d/{document['identifier']}/compare?base=1&head=2")
    yield "read", person.api("GET", f"{path}/versions/current")
    yield "read html", person.api("GET", f"{path}/versions/2?format=html")
    yield "page", person.desk("GET", f"/d/{document['identifier']}/")
    yield "merge page", person.desk("GET", f"/drafts/{behind}/sync/")
    yield "merge", person.api("POST", f"drafts/{behind}/sync", b"{}")
    yield "editor", person.desk("GET", f"/drafts/{behind}/")


def _document(seeded: dict[str, Any]) -> bytes:
    return body("prose")[:-1] + f', "title": "New", "workspace_id": "{seeded["workspace"]}"}}'.encode()


@cache
def _form() -> bytes:
    """Return a zip of ten costly texts, which is small."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as files:
        for number, kind in zip(range(10), itertools.cycle(KINDS), strict=False):
            files.writestr(f"hostile-{number}.md", text(kind))
    parts = [("csrfmiddlewaretoken", "", CSRF.encode()), ("file", '; filename="a.zip"', packed.getvalue())]
    lines = [
        b'--%b\r\nContent-Disposition: form-data; name="%b"%b\r\n\r\n%b\r\n'
        % (BOUNDARY.encode(), name.encode(), named.encode(), value)
        for name, named, value in parts
    ]
    return b"".join(lines) + f"--{BOUNDARY}--\r\n".encode()


def prepare() -> None:
    """Make all texts, so that the attack costs the machine little besides the server."""
    for kind in KINDS:
        body(kind)
    for kind in JSON:
        json_of(kind)
    _form()


def attack(port: int, seeded: dict[str, Any], people: Sequence[int], seconds: float) -> Attacks:
    """Drive the clients, in a process of their own. `people` names the person of each."""
    attacks, ends, lock = Attacks(), time.monotonic() + seconds, threading.Lock()

    def client(number: int, person: Person) -> None:
        todo = list(acts(person, seeded, number=number))
        # Each begins elsewhere, so that all kinds of work meet.
        start = number * len(todo) // len(people)
        connection = None
        for name, sent in itertools.cycle(todo[start:] + todo[:start]):
            if time.monotonic() >= ends:
                return
            began = time.perf_counter()
            try:
                connection = connection or Connection(port)
                answer = connection.exchange(sent)
                outcome = str(answer.status)
            except OSError as error:
                connection, answer, outcome = None, None, type(error).__name__
            took = time.perf_counter() - began
            with lock:
                attacks.answers[f"{name.split()[0]}: {outcome}"] += 1
                attacks.longest[name] = max(took, attacks.longest.get(name, 0.0))
                if answer is None or (answer.status >= SERVER_ERRORS and answer.status not in REFUSALS):
                    attacks.faults.append(f"{name}: {outcome} {'' if answer is None else answer.body[:200]!r}")

    run_all([partial(client, at, Person(**seeded["people"][who])) for at, who in enumerate(people)])
    return attacks


def read_calmly(port: int, token: str, documents: Sequence[str], seconds: float) -> Reads:
    """Drive the calm readers, in a process of their own."""
    reads, lock, starts = Reads(), threading.Lock(), time.monotonic()
    paths = [
        "documents",
        *(f"documents/{each}{end}" for each in documents for end in ("/versions/current", "/versions")),
    ]

    def reader(number: int) -> None:
        own, connection = Reads(), None
        for turn in range(int(seconds * READS_A_SECOND)):
            planned = starts + (turn + number / READERS) / READS_A_SECOND
            time.sleep(max(0.0, planned - time.monotonic()))
            try:
                connection = connection or Connection(port)
                answer = connection.exchange(
                    request("GET", f"/api/v1/{paths[(turn + number) % len(paths)]}", token=token)
                )
                outcome = "" if answer.status == 200 else str(answer.status)
            except OSError as error:
                connection, outcome = None, type(error).__name__
            own.seconds.append(time.monotonic() - planned)
            own.errors.update([outcome] if outcome else [])
        with lock:
            reads.add(own)

    run_all([partial(reader, number) for number in range(READERS)])
    return reads


def run_all(works: Sequence[Callable[[], None]]) -> None:
    threads = [threading.Thread(target=work, daemon=True) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def measure(database: Database, *, seconds: int, workers: int) -> list[Figure]:
    seeded, token = database.inside("hostile", str(CLIENTS)), make_token(database)
    database.manage("reindex")
    # For the pages of the desk.
    database.manage("collectstatic", "--noinput", "-v0")
    phases = {
        "nobody else": None,
        "twelve clients of one person": [0] * CLIENTS,
        "twelve persons": list(range(CLIENTS)),
    }
    figures: list[Figure] = []
    with (
        serving(database, workers=workers) as server,
        own_process() as readers,
        own_process() as attackers,
    ):
        attackers.submit(prepare).result()
        for name, people in phases.items():
            lasting = seconds / PHASES
            # The attack begins first: the first reads are reads under load.
            hostile = people and attackers.submit(attack, server.port, seeded, people, lasting + 1)
            time.sleep(1)
            reads = readers.submit(read_calmly, server.port, token, seeded["calm"], lasting).result()
            figures += _read_figures(name, reads, database=database, bound=GOAL if people else None)
            figures += _attack_figures(name, hostile.result(), database=database) if hostile else []
    return figures


def own_process() -> ProcessPoolExecutor:
    return ProcessPoolExecutor(max_workers=1, mp_context=multiprocessing.get_context("spawn"))


def _read_figures(name: str, reads: Reads, *, database: Database, bound: Bound | None) -> list[Figure]:
    points = {f"p{at} ms": percentile(reads.seconds, at) * MILLISECONDS for at in (50, 95)}
    points |= {"max ms": max(reads.seconds) * MILLISECONDS, "reads": float(len(reads.seconds))}
    p99 = percentile(reads.seconds, 99) * MILLISECONDS
    errors = single(
        PART,
        database.kind,
        f"reader's errors, {name}",
        "",
        reads.errors.total(),
        bound=NONE,
        details=dict(reads.errors),
    )
    return [single(PART, database.kind, f"reader's p99, {name}", "ms", p99, bound=bound, details=points), errors]


def _attack_figures(name: str, attacks: Attacks, *, database: Database) -> list[Figure]:
    for fault in attacks.faults[:5]:
        print(fault)
    slowest = dict(sorted(attacks.longest.items(), key=lambda item: -item[1])[:8])
    longest = {f"longest {act} s": took for act, took in slowest.items()}
    answers = {key: float(count) for key, count in sorted(attacks.answers.items())}
    return [
        single(
            PART, database.kind, f"faults, {name}", "", len(attacks.faults), bound=NONE, details={**answers, **longest}
        )
    ]
