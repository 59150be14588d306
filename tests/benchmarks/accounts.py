"""Whether sign-in, the reset of a password and invitations tell who has an account: by their answers or their times.

Known and unknown names are asked for in pairs, in a random order within each. `overlap` is the probability that a call
for a known name takes longer than one for an unknown name (the statistic of Mann and Whitney): 0.5 tells nothing. It is
measured far beyond what a bound of 0.5 ± 0.1 needs.
"""

import math
import random
import re
import statistics
from collections.abc import Callable
from contextlib import ExitStack

from tests.benchmarks.databases import PROJECT, Databases
from tests.benchmarks.figures import Bound, Figure, Ratio, single
from tests.benchmarks.load import Refused
from tests.benchmarks.server import serving
from tests.benchmarks.wire import Answer, request
from tests.mail_servers import taking_letters
from tests.trials.desk import Stranger
from tests.trials.people import make_personal_token

PART = "accounts"
MILLISECONDS = 1000
WARMING = 5
NOT_TOLD = Bound(at_most=0.1)
NONE = Bound(at_most=0)
# A person may send so many in an hour, so that several do.
INVITATIONS_EACH = 90
EXPECTED = (200, 201)
# What differs in two answers to the same call: keys, moments, the links of invitations, numbers of requests.
CHANGING = re.compile(
    rb"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
    rb"|\d{4}-\d\d-\d\dT[\d:.]+Z|/invitations/[^/\"]+/|name=\"csrfmiddlewaretoken\" value=\"\w+\""
    rb"|(?m:^(?:date|expires|x-request-id|set-cookie|x-ratelimit-[a-z]+|retry-after): .*$)",
    re.IGNORECASE,
)
# What a call does with a name.
Call = Callable[[str], Answer]


def measure(made: Databases, *, pairs: int) -> list[Figure]:
    database = made.fresh()
    # Pages name them.
    database.manage("collectstatic", "--noinput", "-v0")
    people: list[str] = database.inside("people", str(pairs + WARMING))["people"]
    managers = [make_personal_token(database, f"manager-{n}") for n in range(2 * len(people) // INVITATIONS_EACH + 1)]
    figures: list[Figure] = []
    with ExitStack() as stack:
        port = stack.enter_context(taking_letters())
        server = stack.enter_context(serving(database, workers=1, EMAIL_URL=f"smtp://127.0.0.1:{port}"))
        stranger = Stranger(server.port)
        for name, call in _calls(stranger, managers).items():
            figures += _figures(name, call, stranger=stranger, people=people, database=made.kind)
    return figures


def _calls(stranger: Stranger, managers: list[str]) -> dict[str, Call]:
    sent = 0

    def sign_in(name: str) -> Answer:
        return stranger.post("/sign-in/", username=name, password="wrong")  # noqa: S106

    def reset(name: str) -> Answer:
        return stranger.post("/password/", email=f"{name}@example.org")

    def invite(name: str) -> Answer:
        nonlocal sent
        token = managers[sent // INVITATIONS_EACH]
        sent += 1
        body = {"project": PROJECT, "email": f"{name}@example.org", "role": "viewer"}
        return stranger.send(request("POST", "/api/v1/invitations", token=token, body=body))

    return {"sign-in": sign_in, "reset": reset, "invitation": invite}


def _figures(name: str, call: Call, *, stranger: Stranger, people: list[str], database: str) -> list[Figure]:
    times: dict[bool, list[float]] = {True: [], False: []}
    different = 0
    for turn, person in enumerate(people):
        # Of the same length, so that nothing else differs.
        names = {True: person, False: person.replace("person", "nobody")}
        answers = {}
        for is_known in random.sample((True, False), 2):
            answer = call(names[is_known])
            if answer.status not in EXPECTED:
                raise Refused(f"{name}: {answer.status} {answer.body[:300]!r}")
            answers[is_known] = _unchanging(answer, names[is_known])
            if turn >= WARMING:
                times[is_known].append(stranger.seconds * MILLISECONDS)
        different += answers[True] != answers[False]
    overlap, z = mann_whitney(times[True], times[False])
    return [
        Figure(
            part=PART,
            database=database,
            name=f"{name}, known name",
            unit="ms",
            values=[statistics.median(times[True])],
            ratios=[Ratio("unknown name", [statistics.median(times[True]) / statistics.median(times[False])])],
            details={"pairs": len(times[True]), "overlap": overlap, "z": z},
        ),
        single(PART, database, f"{name}, overlap of times beyond 0.5", "", abs(overlap - 0.5), bound=NOT_TOLD),
        single(PART, database, f"{name}, answers that differ", "", different, bound=NONE),
    ]


def _unchanging(answer: Answer, name: str) -> bytes:
    """Return the whole answer without the name and what differs in each answer."""
    whole = b"\n".join(sorted(answer.head.split(b"\r\n"))) + answer.body
    return CHANGING.sub(b"", whole.replace(name.encode(), b"NAME"))


def mann_whitney(known: list[float], unknown: list[float]) -> tuple[float, float]:
    """Return the probability that a value of the first is larger than one of the second, and its standard score."""
    ordered = sorted([(value, True) for value in known] + [(value, False) for value in unknown])
    # Times do not tie, as far as it matters.
    ranks = sum(rank for rank, (_, is_known) in enumerate(ordered, start=1) if is_known)
    first, second = len(known), len(unknown)
    larger = ranks - first * (first + 1) / 2
    deviation = math.sqrt(first * second * (first + second + 1) / 12)
    return larger / (first * second), (larger - first * second / 2) / deviation
