"""The findings, as one table on the screen and as JSON."""

import json
import platform
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psutil
from rich.console import Console
from rich.table import Table

from tests.benchmarks.figures import Bound, Figure, Spread, spread, verdict

FOLDER = Path("var/bench")
RESULTS = FOLDER / "results.json"
MARKS = {"met": "[green]✓[/]", "missed": "[red]✗[/]", "": ""}
WIDTH = 170


def show(figures: Sequence[Figure], *, notes: Sequence[str]) -> None:
    table = Table(title="Median of the rounds (least to most)", show_lines=False)
    for heading in ("part", "database", "figure", "absolute", "further", "ratio", "to"):
        table.add_column(heading, justify="right" if heading in ("absolute", "ratio") else "left")
    for figure in figures:
        table.add_row(*_row(figure), end_section=False)
    console = Console(width=WIDTH)
    console.print(table)
    for note in notes:
        console.print(note)


def keep(figures: Sequence[Figure], *, notes: Sequence[str], seconds: float) -> None:
    """Into an ignored folder; a later run takes the place of an earlier one."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    busy, _, _ = psutil.getloadavg()
    machine = {"cores": psutil.cpu_count(), "load": busy, "python": platform.python_version()}
    findings: dict[str, Any] = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": machine,
        "seconds": round(seconds),
        "notes": list(notes),
        "figures": [figure.as_json() for figure in figures],
    }
    RESULTS.write_text(json.dumps(findings, indent=2))


def _row(figure: Figure) -> tuple[str, ...]:
    absolute = f"{_spread(spread(figure.values))} {figure.unit}{_mark(figure.bound, figure.values)}"
    further = ", ".join(f"{name} {number(value)}" for name, value in figure.details.items())
    ratios = "\n".join(f"{_spread(spread(ratio.values))}{_mark(ratio.bound, ratio.values)}" for ratio in figure.ratios)
    against = "\n".join(ratio.against for ratio in figure.ratios)
    return (figure.part, figure.database, figure.name, absolute, further, ratios, against)


def _mark(bound: Bound | None, values: Sequence[float]) -> str:
    return "" if bound is None else f" {MARKS[verdict(bound=bound, value=spread(values).median)]} {bound}"


def _spread(found: Spread) -> str:
    if found.least == found.most:
        return number(found.median)
    return f"{number(found.median)} ({number(found.least)} to {number(found.most)})"


def number(value: float) -> str:
    """Three digits that matter."""
    if abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}"
