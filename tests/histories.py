"""Documents of many versions, and many documents, made without the services, which would take their time."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db import connection
from django.db.models import OuterRef, Subquery
from django.utils import timezone
from uuid6 import uuid7

from versioning.models import Document, SearchEntry, Version
from versioning.models.document import new_identifier

AT_FIRST = 1000
FRESH_ID = {"sqlite": "randomblob(16)", "postgresql": "gen_random_uuid()"}


def make_history(document: Document, size: int) -> Document:
    """Published versions up to the number `size`; the last of them is current."""
    first = document.versions.get(number=1)
    moment = timezone.now()
    rows = [
        Version(
            document=document,
            number=number,
            key=f"draft_{number:013}",
            name=f"v{number}",
            status=Version.Status.PUBLISHED,
            source=first,
            title=first.title,
            body=first.body,
            created_at=moment + timedelta(seconds=number),
            created_by=first.created_by,
            modified_by=first.modified_by,
            published_at=moment + timedelta(seconds=number),
            words=first.words,
            words_added=0,
            words_removed=0,
        )
        for number in range(2, size + 1)
    ]
    Version.objects.bulk_create(rows)
    document.last_number, document.current = size, rows[-1]
    document.save()
    SearchEntry.objects.filter(document=document).update(version_id=rows[-1].pk)
    return document


def make_line(document: Document, size: int) -> Document:
    """Published versions up to the number `size`, each forked from the one before."""
    make_history(document, size)
    versions = list(document.versions.order_by("number").only("pk", "document"))
    for former, version in zip(versions, versions[1:], strict=False):
        version.source = former
    Version.objects.bulk_update(versions[1:], ["source"], batch_size=200)
    return document


def make_long_history(document: Document, size: int) -> Document:
    """As `make_history`, for tens of thousands: the database itself copies the first rows on and on."""
    make_history(document, AT_FIRST)
    made = AT_FIRST
    while made < size:
        _copy_on(document, offset=made, most=size - made)
        made = min(2 * made, size)
    document.last_number, document.current = size, document.versions.get(number=size)
    document.save()
    return document


def uncount() -> None:
    """All versions are as an import leaves them: their words were not counted."""
    Version.objects.update(words=None, words_added=None, words_removed=None)


def make_many(document: Document, changes: Iterable[dict[str, Any]]) -> list[Document]:
    """Return documents like this one, each with what `changes` says of it, and its version 1 published and current."""
    pattern, first = Document.objects.get(pk=document.pk), document.versions.get(number=1)
    documents, versions = [], []
    for values in changes:
        pk = uuid7()
        own = {"id": pk, "identifier": new_identifier(), "translation_key": pk, "current": None, "last_number": 1}
        documents.append(Document(**_columns(pattern) | own | values))
        versions.append(Version(**_columns(first) | {"id": uuid7(), "document": documents[-1]}))
    Document.objects.bulk_create(documents)
    Version.objects.bulk_create(versions)
    current = Version.objects.filter(document=OuterRef("pk")).values("pk")[:1]
    Document.objects.filter(pk__in=[one.pk for one in documents]).update(current=Subquery(current))
    return documents


def _columns(row: Document | Version) -> dict[str, Any]:
    return {field.name: getattr(row, field.name) for field in row._meta.concrete_fields}


def _copy_on(document: Document, *, offset: int, most: int) -> None:
    columns = [str(field.column) for field in Version._meta.concrete_fields]
    copied = {
        "id": FRESH_ID[connection.vendor],
        "number": f"number + {offset}",
        "key": f"'copy_' || (number + {offset})",
    }
    values = ", ".join(copied.get(column, column) for column in columns)
    table, names = Version._meta.db_table, ", ".join(columns)
    key = Version._meta.get_field("document").get_db_prep_value(document.pk, connection)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({names}) SELECT {values} FROM {table} "  # noqa: S608  names are ours
            "WHERE document_id = %s AND number <= %s",
            [key, most],
        )
