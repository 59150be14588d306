"""Show the progress of a long command at a terminal or in a log."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, ProgressColumn, Task, TextColumn, TimeRemainingColumn
from rich.text import Text

SECONDS_BETWEEN_LINES = 5.0
Report = Callable[[int, int], None]


class RateColumn(ProgressColumn):
    """Steps per second."""

    def render(self, task: Task) -> Text:
        return Text(f"{task.speed or 0:,.0f}/s")


@contextmanager
def progress(noun: str) -> Iterator[Report]:
    """Yield a function that takes (done, total).

    At a terminal it draws a bar with the rate and the time left. Elsewhere it prints a line every few seconds. Both go
    to standard error.
    """
    # Standard output is for results, which may be piped into a file.
    console = Console(stderr=True)
    if not console.is_terminal:
        yield _lines(noun=noun, console=console)
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), RateColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console) as bar:
        task = bar.add_task(noun, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def _lines(*, noun: str, console: Console) -> Report:
    started = printed_at = monotonic()

    def report(done: int, total: int) -> None:
        nonlocal printed_at
        now = monotonic()
        # Before the first step there is no rate.
        if now - printed_at < SECONDS_BETWEEN_LINES or not done:
            return
        printed_at = now
        rate = done / (now - started)
        left = (total - done) / rate
        console.print(f"{done:,} of {total:,} {noun}, {rate:,.0f}/s, {left:,.0f} s left", highlight=False)

    return report
