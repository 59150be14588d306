"""The ratios of a run beside those of an earlier one."""

import json
import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.box import SIMPLE
from rich.console import Console
from rich.table import Table

from tests.benchmarks.figures import Bound, Figure
from tests.benchmarks.table import WIDTH, number

# Part, database, name, and what the ratio is to.
Key = tuple[str, str, str, str]


@dataclass(frozen=True)
class Change:
    """The medians of one ratio in both runs. `larger_is_better` holds for calls a second, and for a lower bound."""

    key: Key
    before: float
    now: float
    larger_is_better: bool

    @property
    def percent(self) -> float:
        """How much larger it is now."""
        if self.before == 0:
            return math.inf if self.now else 0.0
        return (self.now / self.before - 1) * 100

    def is_worse(self, *, tolerance: float) -> bool:
        """Return whether it is worse by more than so many percent."""
        return (-self.percent if self.larger_is_better else self.percent) > tolerance

    def __str__(self) -> str:
        part, database, name, against = self.key
        return f"{' '.join(filter(None, (part, database)))}: {name} ÷ {against}"


def earlier_ratios(path: Path) -> dict[Key, float]:
    """Return the median of each ratio in the results of an earlier run. Raises OSError, ValueError if it has none."""
    try:
        return dict(_ratios(json.loads(path.read_text())["figures"]))
    except (KeyError, TypeError) as error:
        raise ValueError(f"{path} is no results.json of a benchmark.") from error


def changes(figures: Sequence[Figure], *, before: dict[Key, float]) -> list[Change]:
    """Return the change of each ratio that both runs have."""
    better = {
        (figure.part, figure.database, figure.name, ratio.against): _larger_is_better(ratio.bound, unit=figure.unit)
        for figure in figures
        for ratio in figure.ratios
    }
    now = _ratios(figure.as_json() for figure in figures)
    return [Change(key, before[key], value, better[key]) for key, value in now if key in before]


def show_changes(found: Sequence[Change], *, tolerance: float) -> None:
    table = Table(title="beside the earlier run", title_justify="left", box=SIMPLE)
    for heading in ("ratio", "before", "now", "change"):
        table.add_column(heading)
    for each in found:
        mark = " [red]✗ worse[/]" if each.is_worse(tolerance=tolerance) else ""
        table.add_row(str(each), number(each.before), number(each.now), f"{each.percent:+.1f} %{mark}")
    Console(width=WIDTH).print(table)


def _larger_is_better(bound: Bound | None, *, unit: str) -> bool:
    return unit == "/s" if bound is None else bound.at_least is not None


def _ratios(figures: Iterable[dict[str, Any]]) -> Iterator[tuple[Key, float]]:
    for figure in figures:
        for ratio in figure["ratios"]:
            yield (figure["part"], figure["database"], figure["name"], ratio["against"]), ratio["median"]
