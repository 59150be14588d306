"""A large database by bulk statements: documents with histories, open drafts, events and search entries. PostgreSQL."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

from tests.benchmarks.floor_sql import copying
from tests.benchmarks.inside.copies import duplicate
from tests.benchmarks.inside.searches import add_entries
from versioning.models import Document, Draft, Event, Version

CROWDED = 8


def crowd(document: Document, *, documents: int, versions: int, drafts: int) -> None:
    """Copy the document, which has one version, so many times. Each has so many published versions.

    There are so many open drafts without a branch, too.
    """
    with transaction.atomic(), _unchecked():
        duplicate(document, count=documents)
        _add_versions(versions)
        _add_drafts(drafts, number=versions)
        _run(
            """
            UPDATE versioning_document SET last_number =
                (SELECT max(number) FROM versioning_version WHERE document_id = versioning_document.id)
            """
        )
        _add_events(document)
    # Of real words: PostgreSQL guesses how many texts have a word's beginning if it knows only few words.
    add_entries()
    # Not ANALYZE alone: the lists read pages that are known to be visible to everybody.
    _run("VACUUM ANALYZE")


@contextmanager
def _unchecked() -> Iterator[None]:
    """Check no foreign key, and run no trigger."""
    _run("SET LOCAL session_replication_role = replica")
    yield


def _add_versions(count: int) -> None:
    names, values = copying(
        Version,
        alias="known",
        id="gen_random_uuid()",
        number="series.number",
        key="'draft_' || series.number",
        name="'v' || series.number",
        source_id="known.id",
    )
    _run(
        f"""
        INSERT INTO versioning_version ({names}) SELECT {values}
        FROM versioning_version known CROSS JOIN generate_series(2, %s) AS series(number) WHERE known.number = 1
        """,  # noqa: S608  names of our own
        [count],
    )


def _add_drafts(count: int, *, number: int) -> None:
    """A tenth of them one a document, the others on a few documents, so that no average is right for both."""
    names, values = copying(
        Version,
        alias="known",
        id="gen_random_uuid()",
        number=f"{number} + series.number",
        key=f"'draft_' || ({number} + series.number)",
        name="'draft ' || series.number",
        source_id="known.id",
        published_at="NULL",
        published_by_id="NULL",
        status="'draft'",
    )
    alone = count // 10
    for documents, of_each, order in ((alone, 1, "DESC"), (CROWDED, (count - alone) // CROWDED, "ASC")):
        chosen = f"SELECT * FROM versioning_version WHERE number = 1 ORDER BY id {order} LIMIT %s"
        _run(
            f"""
            INSERT INTO versioning_version ({names}) SELECT {values}
            FROM ({chosen}) known CROSS JOIN generate_series(1, %s) AS series(number)
            """,  # noqa: S608  names of our own
            [documents, of_each],
        )
    names, values = copying(
        Draft,
        alias="version",
        id="",
        identifier="lpad(to_hex(row_number() OVER ()), 8, '0')",
        version_id="version.id",
        branch_id="NULL",
        base_id="version.source_id",
        revision="1",
        last_saved_at="version.modified_at",
        last_saved_by_id="version.modified_by_id",
    )
    _run(
        f"INSERT INTO versioning_draft ({names}) SELECT {values} FROM versioning_version version WHERE status = 'draft'"  # noqa: S608
    )


def _add_events(document: Document) -> None:
    """An event for each version."""
    known = Event.objects.filter(document=document, version__isnull=False).order_by("pk")[0]
    names, values = copying(Event, alias="known", id="", document_id="version.document_id", version_id="version.id")
    _run(
        f"""
        INSERT INTO versioning_event ({names}) SELECT {values}
        FROM versioning_event known CROSS JOIN versioning_version version WHERE known.id = %s
        """,  # noqa: S608  names of our own
        [known.pk],
    )


def _run(statement: str, values: list[int] | None = None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
