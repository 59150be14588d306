"""Rows made by the thousand, as copies of one that the product made: whatever columns it has by now come along."""

import secrets
import time
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from tests.benchmarks.floor_sql import POSTGRES, body_column, copying, key
from versioning.models import Blob, Document, Version
from versioning.models.history.blob import text_digest

_SERIES = "WITH RECURSIVE series(n) AS (SELECT {first} UNION ALL SELECT n + 1 FROM series WHERE n < {last})"


def lengthen(document: Document, *, to: int) -> None:
    """Give it versions up to that number, all published, with the texts that it has already, in turn."""
    known = document.last_number
    names, values = copying(
        Version,
        alias="known",
        id=_uuid(tag=_tag()),
        number="series.n",
        key=f"'draft_' || ({int(time.time() * 1000)} + series.n)",
        name="'v' || series.n",
        source_id="known.id",
    )
    if to <= known:
        return
    with transaction.atomic():
        _execute(
            f"""
            INSERT INTO versioning_version ({names}) {_SERIES.format(first=known + 1, last=to)}
            SELECT {values} FROM series JOIN versioning_version known
            ON known.document_id = %s AND known.number = (series.n - 1) %% {known} + 1
            """,
            [key(document.pk)],
        )
        analyze()
    document.current = Version.objects.get(document=document, number=to)
    document.last_number = to
    document.save(update_fields=("current", "last_number"))


def duplicate(document: Document, *, count: int, body: bytes | None = None) -> list[UUID]:
    """So many documents of one version each, copies of the current one, whose text must be kept whole.

    With `body`, these very bytes stand where a blob's text is kept, for readers that know no encoding.
    """
    documents, versions = _tag(), _tag()
    own = {"id": _uuid(tag=documents)}
    changed = {} if body is None else {body_column(): "%s", "sha256": "%s", "size": str(len(body))}
    first: list[Any] = [] if body is None else [value for _, value in sorted(_bytes(body).items(), key=_place)]
    with transaction.atomic():
        identifier = f"lpad(to_hex({secrets.randbits(31)}::bigint + series.n), 8, '0')"
        if not POSTGRES:
            identifier = f"printf('%%08x', {secrets.randbits(31)} + series.n)"
        _insert(
            Document,
            table="versioning_document",
            source=document.pk,
            count=count,
            values={
                **own,
                "translation_key": own["id"],
                "identifier": identifier,
                "title": "'Copy ' || series.n",
                "slug": "'copy-' || series.n",
                "current_id": _uuid(tag=versions),
                "last_number": "1",
            },
        )
        assert document.current is not None
        _insert(
            Blob,
            table="versioning_blob",
            source=document.current.body_id,
            count=count,
            values={"id": "", "document_id": own["id"], **changed},
            parameters=first,
        )
        _insert(
            Version,
            table="versioning_version",
            source=document.current.pk,
            count=count,
            values={
                "id": _uuid(tag=versions),
                "document_id": own["id"],
                "number": "1",
                "title": "'Copy ' || series.n",
                "source_id": "NULL",
                "body_id": f"(SELECT id FROM versioning_blob WHERE document_id = {own['id']})",
            },
        )
        analyze()
    return [_uuid_of(number, tag=documents) for number in range(1, count + 1)]


def analyze() -> None:
    """What autovacuum does a minute after so many rows came in.

    Before the commit, which checks the foreign keys by plans that were made when the tables were small.
    """
    if POSTGRES:
        _execute("ANALYZE", [])


def _bytes(body: bytes) -> dict[str, Any]:
    return {body_column(): body, "sha256": text_digest(body)}


def _place(item: tuple[str, Any]) -> int:
    return [str(field.column) for field in Blob._meta.concrete_fields].index(item[0])


def _insert(
    model: Any, *, table: str, source: Any, count: int, values: dict[str, str], parameters: list[Any] | None = None
) -> None:
    names, chosen = copying(model, alias="known", **values)
    wanted = key(source) if isinstance(source, UUID) else source
    _execute(
        f"""
        INSERT INTO {table} ({names}) {_SERIES.format(first=1, last=count)}
        SELECT {chosen} FROM series JOIN {table} known ON known.id = %s
        """,
        [*(parameters or []), wanted],
    )


def _execute(statement: str, parameters: list[Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)


def _tag() -> str:
    """Eight hex digits that tell one lot of rows from another."""
    return f"7{secrets.token_hex(4)[1:]}"


_STARTED = int(time.time() * 1000)


def _uuid(*, tag: str) -> str:
    """Return an SQL expression: a uuid that grows with `series.n`, as those of the product grow with time."""
    if POSTGRES:
        parts = f"lpad(to_hex({_STARTED}::bigint + series.n), 12, '0') || '{tag}' || lpad(to_hex(series.n), 12, '0')"
        return f"({parts})::uuid"
    return f"unhex(printf('%%012x', {_STARTED} + series.n) || '{tag}' || printf('%%012x', series.n))"


def _uuid_of(number: int, *, tag: str) -> UUID:
    return UUID(f"{_STARTED + number:012x}{tag}{number:012x}")
