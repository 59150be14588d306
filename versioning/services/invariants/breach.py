"""Breaches of invariants, and the searches that find them."""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from django.db.models import QuerySet

# How many rows are in memory at a time.
CHUNK = 2000


class Breach(NamedTuple):
    """A row that breaks an invariant. `id` is the key of the row, or the name of what is missing."""

    code: str
    table: str
    id: str
    sentence: str

    def __str__(self) -> str:
        return f"{self.code} {self.table} {self.id}: {self.sentence}"


Narrow = Callable[[QuerySet[Any]], QuerySet[Any]]


class Invariant(NamedTuple):
    """One search. `title` says what it proves. `find` yields a breach for each row that breaks it.

    `within` does so among the rows that its argument keeps. None: the search is one of the whole database.
    """

    title: str
    find: Callable[[], Iterator[Breach]]
    within: Callable[[Narrow], Iterator[Breach]] | None = None


def no_row(*, code: str, title: str, sentence: str, rows: Callable[[], QuerySet[Any]]) -> Invariant:
    """Return an invariant that holds while `rows` is empty.

    The search is one statement, so that concurrent writes cannot make it look broken.
    """

    def within(narrow: Narrow) -> Iterator[Breach]:
        broken = narrow(rows())
        table = broken.model._meta.db_table
        for pk in broken.order_by().values_list("pk", flat=True).iterator(chunk_size=CHUNK):
            yield Breach(code=code, table=table, id=str(pk), sentence=sentence)

    return Invariant(title=title, find=lambda: within(lambda broken: broken), within=within)
