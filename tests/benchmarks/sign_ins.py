"""How long reads of the API take alone, and while eight strangers sign in with wrong passwords.

Each attempt has another name and comes from another address, so that no limit of either one is reached. Reads are asked
for at planned moments, as those of `hostile` are.
"""

import time
from collections import Counter
from functools import partial
from itertools import count

from tests.benchmarks.databases import Database
from tests.benchmarks.figures import Figure, Ratio, percentile, single
from tests.benchmarks.hostile import MILLISECONDS, NONE, Reads, own_process, read_calmly, run_all
from tests.benchmarks.server import make_token, serving
from tests.trials.desk import Stranger

PART = "sign-ins"
CLIENTS = 8
# The share of `--seconds` that each phase has.
PHASES = 4
PERCENTS = (50, 99)
# A page that says that the password is wrong, and refusals to check it.
EXPECTED = (200, 429, 503)


def measure(database: Database, *, seconds: int, workers: int) -> list[Figure]:
    document, token = database.inside("people", "1")["document"], make_token(database)
    # The page of the sign-in names them.
    database.manage("collectstatic", "--noinput", "-v0")
    lasting = seconds / PHASES
    with serving(database, workers=workers) as server, own_process() as readers, own_process() as strangers:
        asked = (server.port, token, [document], lasting)
        alone = readers.submit(read_calmly, *asked).result()
        # The strangers begin first: the first reads are reads beside them.
        attempts = strangers.submit(guess, server.port, lasting + 1)
        time.sleep(1)
        beside = readers.submit(read_calmly, *asked).result()
        answers = {f"answers {status}": float(number) for status, number in attempts.result().items()}
    errors = alone.errors + beside.errors
    return [
        *(_figure(percent, alone, beside, database=database.kind) for percent in PERCENTS),
        single(PART, database.kind, "reader's errors", "", errors.total(), bound=NONE, details=dict(errors)),
        single(PART, database.kind, "attempts", "/s", sum(answers.values()) / (lasting + 1), details=answers),
    ]


def guess(port: int, seconds: float) -> Counter[int]:
    """Sign in with wrong passwords, eight at once, in a process of its own. Return the answers by status."""
    ends, numbers, counts = time.monotonic() + seconds, count(1), [Counter[int]() for _ in range(CLIENTS)]

    def client(answers: Counter[int]) -> None:
        stranger = Stranger(port)
        while time.monotonic() < ends:
            answer = stranger.post("/sign-in/", username=f"stranger-{next(numbers)}", password="wrong")  # noqa: S106
            answers[answer.status] += 1

    run_all([partial(client, answers) for answers in counts])
    total = sum(counts, Counter[int]())
    if unexpected := total.keys() - set(EXPECTED):
        raise RuntimeError(f"The sign-in answered {sorted(unexpected)}.")
    return total


def _figure(percent: int, alone: Reads, beside: Reads, *, database: str) -> Figure:
    calm, disturbed = (percentile(reads.seconds, percent) * MILLISECONDS for reads in (alone, beside))
    return single(
        PART,
        database,
        f"read p{percent} while {CLIENTS} sign in",
        "ms",
        disturbed,
        ratios=[Ratio("alone", [disturbed / calm])],
        details={"alone ms": calm, "reads": float(len(beside.seconds))},
    )
