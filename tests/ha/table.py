"""The rows of `make ha` as a table, and what in them is not as it must be."""

from typing import Any

LONGEST_SILENCE_AFTER_PROMOTION = 30
# A call may wait its whole deadline, and the answer needs a moment to arrive.
SLOWEST_CALL = 11
COLUMNS = {
    "fault": 34,
    "acknowledged writes": 12,
    "lost": 4,
    "doubled": 7,
    "stale reads of own writes": 5,
    "5xx other than 503, 504, 507": 3,
    "refused": 7,
    "without an answer": 9,
    "longest silence": 9,
    "after promotion": 9,
    "slowest call": 8,
    "rows from the replica": 8,
}
TITLES = ["", "acknowledged", "lost", "doubled", "stale", "5xx", "refused"]
TITLES += ["no answer", "silence s", "promote s", "slowest", "replica"]


def print_table(rows: list[dict[str, Any]]) -> None:
    print("  ".join(title.rjust(max(width, len(title))) for title, width in zip(TITLES, COLUMNS.values(), strict=True)))
    for row in rows:
        cells = [_cell(row[name]) for name in COLUMNS]
        widths = [max(width, len(title)) for title, width in zip(TITLES, COLUMNS.values(), strict=True)]
        print("  ".join(cell.rjust(width) for cell, width in zip(cells, widths, strict=True)))


def failures(rows: list[dict[str, Any]]) -> list[str]:
    """Return a sentence for each figure that is worse than promised."""
    return [f"{row['fault']}: {sentence}" for row in rows for sentence in _failures(row)]


def _failures(row: dict[str, Any]) -> list[str]:
    zero = ("lost", "doubled", "stale reads of own writes", "5xx other than 503, 504, 507", "without an answer")
    wrong = [f"{name}: {row[name]}" for name in zero if row[name]]
    if (row["after promotion"] or 0) > LONGEST_SILENCE_AFTER_PROMOTION:
        wrong.append(f"the first write came {row['after promotion']} s after the promotion began")
    if row["slowest call"] > SLOWEST_CALL:
        wrong.append(f"a call took {row['slowest call']} s")
    return wrong


def _cell(value: Any) -> str:
    if value is None:
        return "–"
    return str(len(value)) if isinstance(value, list) else str(value)
