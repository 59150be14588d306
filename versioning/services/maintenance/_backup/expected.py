"""Holding a database against what a backup counted."""

from collections.abc import Iterator

from versioning.models import Event
from versioning.services.invariants.breach import Breach
from versioning.services.maintenance._backup.census import census_of_database
from versioning.services.maintenance._backup.manifest import LASTING, Manifest


def find_missing_rows(manifest: Manifest) -> Iterator[Breach]:
    """Yield a breach for each lasting table with fewer rows than in the backup, and one if its last event is missing.

    A database that lived on has more rows than its backup. One that `purge` has worked on since may have fewer.
    """
    rows = census_of_database().rows
    for table in LASTING:
        expected, present = manifest.rows.get(table, 0), rows.get(table, 0)
        if present < expected:
            sentence = f"the backup has {expected:,} rows, the database {present:,}"
            yield Breach(code="rows_missing", table=table, id="*", sentence=sentence)
    last = manifest.last_event
    if last is not None and not Event.objects.filter(pk=last).exists():
        sentence = "the last event of the backup is missing"
        yield Breach(code="event_missing", table=Event._meta.db_table, id=last, sentence=sentence)
