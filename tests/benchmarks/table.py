"""The findings, as one table on the screen and as JSON."""

import json
import platform
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psutil
from rich.box import SIMPLE
from rich.console import Console
from rich.table import Table

from tests.benchmarks.figures import Bound, Figure, Spread, spread, verdict

FOLDER = Path("var/bench")
RESULTS = FOLDER / "results.json"
MARKS = {"met": "[green]✓[/]", "missed": "[red]✗[/]", "": ""}
WIDTH = 200
# Of what figures are compared with.
MOST_COLUMNS = 4


def show(figures: Sequence[Figure], *, notes: Sequence[str]) -> None:
    """A table for each part, a line for each figure; further values and their rounds stand in the JSON."""
    console = Console(width=WIDTH)
    for part in dict.fromkeys(figure.part for figure in figures):
        console.print(_table(part, [figure for figure in figures if figure.part == part]))
    for note in notes:
        console.print(note)


def keep(figures: Sequence[Figure], *, notes: Sequence[str], seconds: Mapping[str, float]) -> None:
    """Into an ignored folder; a later run takes the place of an earlier one. `seconds` are those of each part."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    busy, _, _ = psutil.getloadavg()
    machine = {"cores": psutil.cpu_count(), "load": busy, "python": platform.python_version()}
    findings: dict[str, Any] = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": machine,
        "seconds": {part: round(taken, 1) for part, taken in seconds.items()},
        "notes": list(notes),
        "figures": [figure.as_json() for figure in figures],
    }
    RESULTS.write_text(json.dumps(findings, indent=2))


def _table(part: str, figures: Sequence[Figure]) -> Table:
    """Return a column for each base of comparison if there are few, else one column that names the base."""
    against = list(dict.fromkeys(ratio.against for figure in figures for ratio in figure.ratios))
    shared = against if len(against) <= MOST_COLUMNS else []
    table = Table(title=f"{part}: median of the rounds (least–most)", title_justify="left", box=SIMPLE)
    for heading in ("figure", "database", "absolute", "further", *(f"÷ {each}" for each in shared)):
        table.add_column(heading)
    if not shared:
        table.add_column("ratio")
    for figure in figures:
        found = {ratio.against: _told(ratio.values, ratio.bound) for ratio in figure.ratios}
        joined = ", ".join(f"{value} × {name}" for name, value in found.items())
        ratios = [found.get(each, "") for each in shared] if shared else [joined]
        absolute = f"{_told(figure.values, figure.bound, unit=figure.unit)}"
        table.add_row(figure.name, figure.database, absolute, _further(figure), *ratios)
    return table


def _further(figure: Figure) -> str:
    """Return what is no figure of another side, which the ratios tell of."""
    own = {name: value for name, value in figure.details.items() if "," not in name}
    return ", ".join(f"{name} {number(value)}" for name, value in own.items())


def _told(values: Sequence[float], bound: Bound | None, *, unit: str = "") -> str:
    return " ".join(part for part in (_spread(spread(values)), unit, _mark(bound, values)) if part)


def _mark(bound: Bound | None, values: Sequence[float]) -> str:
    return "" if bound is None else f"{MARKS[verdict(bound=bound, value=spread(values).median)]} {bound}"


def _spread(found: Spread) -> str:
    if found.least == found.most:
        return number(found.median)
    return f"{number(found.median)} ({number(found.least)}–{number(found.most)})"


def number(value: float) -> str:
    """Three digits that matter."""
    if abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}"
