"""`make bench`: speed and size, as ratios within one run, in one table and in var/bench/results.json."""

import argparse
import os
import sys
import time
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

from tests.benchmarks import (
    accounts,
    audience,
    calls,
    compare,
    editors,
    feed,
    files,
    growth,
    hostile,
    long_texts,
    memory,
    pictures,
    plans,
    sign_ins,
    storage,
)
from tests.benchmarks.against import changes, earlier_ratios, show_changes
from tests.benchmarks.databases import POSTGRES, SQLITE, Databases, databases
from tests.benchmarks.figures import Figure
from tests.benchmarks.load import Driver, driver
from tests.benchmarks.long_histories import LongHistory, long_history
from tests.benchmarks.picture import draw
from tests.benchmarks.table import RESULTS, keep, show

USUAL = ("calls", "compare", "growth", "storage", "memory")
# Minutes of load, or a million rows: only if they are asked for.
ASKED_FOR = (
    "accounts",
    "audience",
    "editors",
    "feed",
    "files",
    "hostile",
    "long-texts",
    "pictures",
    "plans",
    "sign-ins",
)
BUNDLE = os.environ.get("HISTORY_BUNDLE") or None


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("parts", nargs="*", help=f"{', '.join(USUAL)} (these by default), {', '.join(ASKED_FOR)}")
    parser.add_argument(
        "--database", choices=(SQLITE, POSTGRES), help="both where none is named; editors, plans: postgres"
    )
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--workers", type=int, default=2, help="server processes, where several clients ask")
    parser.add_argument("--requests", type=int, default=10_000, help="of memory")
    parser.add_argument(
        "--seconds", type=int, default=120, help="of editors, and of hostile and sign-ins, which divide them"
    )
    parser.add_argument("--events", type=int, default=1_000_000, help="of feed")
    parser.add_argument("--pairs", type=int, default=200, help="of accounts: calls for a known and an unknown name")
    parser.add_argument("--against", type=Path, metavar="FILE", help="the results.json of an earlier run")
    parser.add_argument("--tolerance", type=float, default=3, help="percent by which a ratio may be worse than there")
    chosen = parser.parse_args()
    chosen.before = None
    if chosen.against:
        try:
            # Now, because this run may write the same file.
            chosen.before = earlier_ratios(chosen.against)
        except (OSError, ValueError) as error:
            parser.error(str(error))
    if unknown := set(chosen.parts) - {*USUAL, *ASKED_FOR}:
        parser.error(f"there is no part {', '.join(sorted(unknown))}")
    chosen.parts = chosen.parts or USUAL
    return chosen


class Run:
    """One run of some parts; what it found is kept after each of them."""

    def __init__(self, chosen: argparse.Namespace, *, driver: Driver) -> None:
        self.chosen, self.driver = chosen, driver
        self.beside: storage.Packed | None = None
        self.long: LongHistory | None = None
        self.figures: list[Figure] = []
        self.notes: list[str] = []
        self.curves: dict[str, growth.Curves] = {}
        self.seconds: dict[str, float] = {}
        self.began = time.monotonic()

    def wants(self, part: str) -> bool:
        return part in self.chosen.parts

    def add(self, figures: Sequence[Figure]) -> None:
        """With the time since figures were added last, which these took."""
        self.figures += figures
        named = f"{figures[0].part} {figures[0].database}".strip()
        self.seconds[named] = self.seconds.get(named, 0) + self.whole - sum(self.seconds.values())
        self.keep()

    def keep(self) -> None:
        keep(self.figures, notes=self.notes, seconds={**self.seconds, "whole": self.whole})

    @property
    def whole(self) -> float:
        return time.monotonic() - self.began

    def on(self, made: Databases) -> None:
        rounds, workers = self.chosen.rounds, self.chosen.workers
        if self.wants("calls"):
            found = calls.measure(made.fresh(), driver=self.driver, rounds=rounds, workers=workers, notes=self.notes)
            self.add(found)
        if self.wants("growth"):
            self._growth(made, rounds=rounds)
        if self.wants("storage"):
            self._storage(made, rounds=rounds)
        if self.long:
            self.add(long_texts.measure(made, history=self.long, rounds=rounds))
        if self.wants("memory"):
            self.add(memory.measure(made.fresh(), driver=self.driver, requests=self.chosen.requests))
        if self.wants("feed"):
            events = self.chosen.events
            self.add(feed.measure(made, driver=self.driver, rounds=rounds, events=events))
        if self.wants("files"):
            self.add(files.measure(made, driver=self.driver, rounds=rounds))
        if self.wants("accounts"):
            self.add(accounts.measure(made, pairs=self.chosen.pairs))
        if self.wants("audience"):
            self.add(audience.measure(made, driver=self.driver, rounds=rounds))
        if self.wants("editors") and made.kind == (self.chosen.database or POSTGRES):
            self.add(editors.measure(made.fresh(), seconds=self.chosen.seconds, workers=workers))
        if self.wants("hostile"):
            self.add(hostile.measure(made.fresh(), seconds=self.chosen.seconds, workers=workers))
        if self.wants("sign-ins"):
            self.add(sign_ins.measure(made.fresh(), seconds=self.chosen.seconds, workers=workers))
        if self.wants("pictures"):
            self.add(pictures.measure(made.fresh(), rounds=rounds))
        if self.wants("plans") and made.kind == POSTGRES:
            self.add(plans.measure(made.fresh(), notes=self.notes))

    def _growth(self, made: Databases, *, rounds: int) -> None:
        for of, found in (
            ("versions", growth.by_versions(made.fresh(), driver=self.driver, rounds=rounds)),
            ("documents", growth.by_documents(made, driver=self.driver, rounds=rounds)),
        ):
            self.curves[f"{made.kind}, by {of}"] = found[0]
            self.add(found[1])

    def _storage(self, made: Databases, *, rounds: int) -> None:
        if BUNDLE is None or self.beside is None:
            self.notes.append(f"{made.kind}: storage was not measured, as HISTORY_BUNDLE names no git bundle.")
            return
        self.add(storage.measure(made, bundle=BUNDLE, beside=self.beside, rounds=rounds))


def main() -> None:
    chosen = arguments()
    with driver() as clients, ExitStack() as stack:
        run = Run(chosen, driver=clients)
        if run.wants("long-texts"):
            run.long = stack.enter_context(long_history())
        if run.wants("storage") and BUNDLE:
            run.beside = storage.packed(BUNDLE)
        if run.wants("compare"):
            run.add(compare.measure(rounds=chosen.rounds))
        for kind in (SQLITE, POSTGRES):
            if chosen.database in (None, kind):
                with databases(kind) as made:
                    run.on(made)
    if run.curves:
        run.notes.append(f"The curves of growth: {draw(run.curves)}")
    run.notes.append(f"Kept in {RESULTS}; it took {run.whole:.0f} s.")
    run.keep()
    show(run.figures, notes=run.notes)
    if chosen.before is not None:
        _compare(run.figures, chosen=chosen)
    # A figure depends on the machine. A scan does not, so it fails the run.
    if any(figure.part == plans.PART and max(figure.values) for figure in run.figures):
        sys.exit("A statement of a budgeted call reads a whole table.")


def _compare(figures: Sequence[Figure], *, chosen: argparse.Namespace) -> None:
    """Show each ratio beside the earlier one, and fail the run if one is worse beyond the tolerance."""
    found = changes(figures, before=chosen.before)
    if not found:
        sys.exit(f"{chosen.against} has no ratio that was measured now.")
    show_changes(found, tolerance=chosen.tolerance)
    if worse := [str(each) for each in found if each.is_worse(tolerance=chosen.tolerance)]:
        sys.exit(f"Worse by more than {chosen.tolerance:g} % than in {chosen.against}: {', '.join(worse)}.")


if __name__ == "__main__":
    main()
