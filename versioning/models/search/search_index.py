"""Asking the databases' full-text indexes, which migrations create."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any
from unicodedata import normalize

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import F, FloatField, Func, Lookup
from django.db.models.sql.compiler import SQLCompiler

from versioning.text.search.folding import fold_text
from versioning.text.search.query_parser import Term

if TYPE_CHECKING:
    AnyLookup = Lookup[Any]
    Text = models.TextField[str, str]
else:
    AnyLookup, Text = Lookup, models.TextField

# What a word counts for in the text, the description, the names and the title.
WEIGHTS = "{0.1, 0.3, 0.5, 1.0}"


class IndexedWords(Text):
    """What the database keeps of an entry's words, which it alone reads."""


class SearchIndex(models.Model):
    """An entry as the database finds it: a table of FTS5's, a view on PostgreSQL."""

    entry = models.OneToOneField(
        "versioning.SearchEntry", models.DO_NOTHING, primary_key=True, db_column="rowid", related_name="index"
    )
    words = IndexedWords(db_column="versioning_searchindex")
    # FTS5's alone.
    rank = models.FloatField()

    class Meta:
        managed = False
        db_table = "versioning_searchindex"

    def __str__(self) -> str:
        return f"index of {self.entry_id}"


@IndexedWords.register_lookup
class Says(AnyLookup):
    """`index__words__says=terms`: those that are wanted are all there, one at least, and none that is excluded."""

    lookup_name = "says"
    prepare_rhs = False

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, list[Any]]:
        column, _ = self.process_lhs(compiler, connection)
        return f"{column} MATCH %s", [_fts5(self.rhs)]

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, list[Any]]:
        column, _ = self.process_lhs(compiler, connection)
        return f"{column} @@ to_tsquery('pg_catalog.simple', %s)", [_tsquery(self.rhs)]


class Distance(Func):
    """How far an entry is from what was asked for: the nearest has the lowest number.

    FTS5 weighs words by how often all entries have them. So its numbers are rounded, and the next page of a list goes
    on where the last one ended though some entries changed meanwhile.
    """

    output_field = FloatField()

    def __init__(self, terms: Sequence[Term], *, index: str) -> None:
        super().__init__(F(f"{index}__words"), F(f"{index}__rank"))
        self.extra["terms"] = tuple(terms)

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **context: Any) -> Any:
        _, rank = self.source_expressions
        column, _ = compiler.compile(rank)
        return f"CAST(printf('%%.3g', {column}) AS REAL)", []

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **context: Any) -> Any:
        words, _ = self.source_expressions
        column, _ = compiler.compile(words)
        asked = [WEIGHTS, _tsquery(self.extra["terms"])]
        return f"-ts_rank(%s, {column}, to_tsquery('pg_catalog.simple', %s), 1)::double precision", asked


def _fts5(terms: Sequence[Term]) -> str:
    """Words have neither quotes nor spaces, so that none of them is a part of the language of either database."""
    wanted = (_phrase(term) for term in terms if not term.excluded)
    return "".join((" AND ".join(wanted), *(f" NOT {_phrase(term)}" for term in terms if term.excluded)))


def _phrase(term: Term) -> str:
    return f'"{" ".join(term.words)}"{" *" if term.open_ended else ""}'


def _tsquery(terms: Sequence[Term]) -> str:
    return " & ".join(f"{'!' if term.excluded else ''}({_followed(term)})" for term in terms)


def _followed(term: Term) -> str:
    bare = normalize("NFD", fold_text(" ".join(term.words)))
    words = [f"'{word}'" for word in bare.split()]
    return " <-> ".join(words) + (":*" if term.open_ended else "")
