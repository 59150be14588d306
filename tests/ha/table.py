"""The rows of `make ha` as a table, and what in them is not as it must be."""

from typing import Any

LONGEST_SILENCE_AFTER_PROMOTION = 30
# DATABASE_TIMEOUT.
SLOWEST_CALL = 10
# In seconds. They wait for nothing, but the machine is busy.
SLOWEST_PAGE_WITHOUT_DATABASE = 2
# In milliseconds, while Redis does not answer.
MOST_ADDED_TO_THE_MEDIAN = 5
# The title of each figure.
COLUMNS = {
    "fault": "",
    "acknowledged writes": "writes",
    "files": "files",
    "schedules": "sched.",
    "imports": "imports",
    "lost": "lost",
    "doubled": "doubled",
    "changes": "feed",
    "stale reads of own writes": "stale",
    "5xx other than 503, 504, 507": "5xx",
    "refused": "refused",
    "without an answer": "no answer",
    "longest silence": "silence s",
    "after promotion": "promote s",
    "slowest call": "call s",
    "slowest page without database": "page s",
    "pages without database that failed": "failed",
    "added to the median read": "added ms",
    "rows from the replica": "replica",
}
REFUSE_NOTHING = ("Redis hung", "Redis killed", "web machines restarted in turn")
ZERO = (
    "lost",
    "doubled",
    "stale reads of own writes",
    "5xx other than 503, 504, 507",
    "without an answer",
    "pages without database that failed",
)


def print_table(rows: list[dict[str, Any]]) -> None:
    lines = [list(COLUMNS.values()), *([_cell(row[name]) for name in COLUMNS] for row in rows)]
    widths = [max(len(line[place]) for line in lines) for place in range(len(COLUMNS))]
    for line in lines:
        print("  ".join(cell.rjust(width) for cell, width in zip(line, widths, strict=True)))


def failures(rows: list[dict[str, Any]]) -> list[str]:
    """Return a sentence for each figure that is worse than promised."""
    return [f"{row['fault']}: {sentence}" for row in rows for sentence in _failures(row)]


def _failures(row: dict[str, Any]) -> list[str]:
    wrong = [f"{name}: {row[name]}" for name in ZERO if row[name]]
    wrong += [f"the change feed: {count} {what}" for what, count in row["changes"].items() if count]
    if (row["after promotion"] or 0) > LONGEST_SILENCE_AFTER_PROMOTION:
        wrong.append(f"the first write came {row['after promotion']} s after the promotion began")
    if row["slowest call"] > SLOWEST_CALL:
        wrong.append(f"a call took {row['slowest call']} s")
    if row["slowest page without database"] > SLOWEST_PAGE_WITHOUT_DATABASE:
        wrong.append(f"a page that needs no database took {row['slowest page without database']} s")
    if row["fault"] in REFUSE_NOTHING:
        wrong += [f"{row['refused']} calls were refused"] * bool(row["refused"])
    if row["fault"].startswith("Redis") and row["added to the median read"] > MOST_ADDED_TO_THE_MEDIAN:
        wrong.append(f"the median read took {row['added to the median read']} ms longer")
    return wrong


def _cell(value: Any) -> str:
    if value is None:
        return "–"
    if isinstance(value, dict):
        return str(sum(value.values()))
    return str(len(value)) if isinstance(value, list) else str(value)
