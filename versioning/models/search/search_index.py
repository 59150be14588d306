"""Query the full-text indexes of the databases, which migrations create."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any
from unicodedata import normalize

from django.db import connections, models
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

# The weight of a word in the text, the description, the names and the title.
WEIGHTS = "{0.1, 0.3, 0.5, 1.0}"


class IndexedWords(Text):
    """The indexed words of an entry. Only the database reads this column."""


class SearchIndexQuerySet(models.QuerySet["SearchIndex"]):
    def few_matches(self, terms: Sequence[Term], *, most: int) -> list[int] | None:
        """Return the keys of the entries that match, or None if there are more than `most`."""
        if connections[self.db].vendor == "sqlite" or _is_one_word(terms):
            rows = self.filter(words__matches=terms).order_by("-entry_id").values_list("entry_id", flat=True)
            keys = list(rows[: most + 1])
        else:
            with connections[self.db].cursor() as cursor:
                cursor.execute("SELECT stemma_found(%s, %s)", [_tsquery(terms), most + 1])
                keys = [row[0] for row in cursor.fetchall()]
        return keys if len(keys) <= most else None


def _is_one_word(terms: Sequence[Term]) -> bool:
    """Return whether PostgreSQL can guess how many entries match. It takes words to meet by chance."""
    wanted = [term for term in terms if not term.excluded]
    return len(wanted) == 1 and len(wanted[0].words) == 1


class SearchIndex(models.Model):
    """The index of an entry: a virtual table of FTS5 on SQLite, a view on PostgreSQL."""

    entry = models.OneToOneField(
        "versioning.SearchEntry", models.DO_NOTHING, primary_key=True, db_column="rowid", related_name="index"
    )
    words = IndexedWords(db_column="versioning_searchindex")
    # SQLite only: the hidden column of FTS5.
    rank = models.FloatField()

    objects = SearchIndexQuerySet.as_manager()

    class Meta:
        managed = False
        db_table = "versioning_searchindex"

    def __str__(self) -> str:
        return f"index of {self.entry_id}"


@IndexedWords.register_lookup
class MatchesTerms(AnyLookup):
    """`index__words__matches=terms`: the entry has all wanted terms and no excluded one.

    At least one term must be wanted.
    """

    lookup_name = "matches"
    prepare_rhs = False

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, list[Any]]:
        column, _ = self.process_lhs(compiler, connection)
        return f"{column} MATCH %s", [_fts5(self.rhs)]

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, list[Any]]:
        column, _ = self.process_lhs(compiler, connection)
        return f"{column} @@ to_tsquery('pg_catalog.simple', %s)", [_tsquery(self.rhs)]


class Distance(Func):
    """The distance of an entry from a search. The best match has the lowest number."""

    output_field = FloatField()

    def __init__(self, terms: Sequence[Term], *, index: str) -> None:
        super().__init__(F(f"{index}__words"), F(f"{index}__rank"))
        self.extra["terms"] = tuple(terms)

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **context: Any) -> Any:
        # FTS5 weighs words by their frequency in all entries, so ranks shift when any entry changes. Rounded ranks
        # rarely shift, so that a cursor to the next page stays valid.
        _, rank = self.source_expressions
        column, _ = compiler.compile(rank)
        return f"CAST(printf('%%.3g', {column}) AS REAL)", []

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **context: Any) -> Any:
        words, _ = self.source_expressions
        column, _ = compiler.compile(words)
        # 1: divide by 1 + the logarithm of the length, so that long texts do not always win.
        params = [WEIGHTS, _tsquery(self.extra["terms"])]
        return f"-ts_rank(%s, {column}, to_tsquery('pg_catalog.simple', %s), 1)::double precision", params


def _fts5(terms: Sequence[Term]) -> str:
    """Return the query for FTS5. Words have no quotes and no spaces, so they cannot contain syntax."""
    wanted = (_phrase(term) for term in terms if not term.excluded)
    return "".join((" AND ".join(wanted), *(f" NOT {_phrase(term)}" for term in terms if term.excluded)))


def _phrase(term: Term) -> str:
    phrases = [f'"{" ".join(each.words)}"{" *" if each.open_ended else ""}' for each in term.alternatives]
    return phrases[0] if len(phrases) == 1 else f"({' OR '.join(phrases)})"


def _tsquery(terms: Sequence[Term]) -> str:
    return " & ".join(f"{'!' if term.excluded else ''}({_any_of(term)})" for term in terms)


def _any_of(term: Term) -> str:
    return " | ".join(map(_followed, term.alternatives))


def _followed(term: Term) -> str:
    bare = normalize("NFD", fold_text(" ".join(term.words)))
    words = [f"'{word}'" for word in bare.split()]
    return " <-> ".join(words) + (":*" if term.open_ended else "")
