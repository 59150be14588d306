"""A promise that a row breaks, and the searches that find such rows."""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from django.db.models import QuerySet

CHUNK = 2000


class Breach(NamedTuple):
    """`id` is the row's key or, where the breach is not a row's, the name of what is wrong."""

    code: str
    table: str
    id: str
    sentence: str

    def __str__(self) -> str:
        return f"{self.code} {self.table} {self.id}: {self.sentence}"


class Invariant(NamedTuple):
    """One search. `title` says what it proves; `find` yields a breach for each row of which it is false."""

    title: str
    find: Callable[[], Iterator[Breach]]


def no_row(*, code: str, title: str, sentence: str, rows: Callable[[], QuerySet[Any]]) -> Invariant:
    """Holds while `rows` is empty. It is one statement, so that writers at work cannot make it look broken."""

    def find() -> Iterator[Breach]:
        broken = rows()
        table = broken.model._meta.db_table
        for pk in broken.order_by().values_list("pk", flat=True).iterator(chunk_size=CHUNK):
            yield Breach(code=code, table=table, id=str(pk), sentence=sentence)

    return Invariant(title=title, find=find)
