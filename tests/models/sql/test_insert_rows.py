from uuid import uuid4

import pytest
from django.db import IntegrityError, connection
from django.forms.models import model_to_dict
from django.test.utils import CaptureQueriesContext

from tests.cast import Cast
from versioning.models import Blob, Document, Event, ImportedCommit, Verb
from versioning.models.history.blob import text_digest
from versioning.models.sql.fresh_keys import fresh_keys
from versioning.models.sql.rows import insert_rows


def events(cast: Cast, count: int) -> list[Event]:
    data = {"é": [None, True, 1.5, "\\N\t\r\n\\."]}
    return [Event(verb=Verb.DRAFT_SAVED, actor=cast.editor.user, data={**data, "n": n}) for n in range(count)]


def blob(document: Document, data: bytes, *, key: int | None = None, base: int | None = None) -> Blob:
    depth = 0 if base is None else 1
    return Blob(
        pk=key, document=document, sha256=text_digest(data), size=len(data), encoded=data, base_id=base, depth=depth
    )


def test_inserts_rows_as_the_orm_would(cast: Cast) -> None:
    given = events(cast, 3)

    insert_rows(given)

    stored = Event.objects.filter(verb=Verb.DRAFT_SAVED).order_by("pk")
    assert [model_to_dict(event, exclude=("id",)) for event in stored] == [
        model_to_dict(event, exclude=("id",)) for event in given
    ]
    assert [event.at for event in stored] == [event.at for event in given]
    assert not given[0]._state.adding


def test_keeps_every_byte(cast: Cast) -> None:
    data = bytes(range(256)) + b"\\N\n\\.\n"
    commit = ImportedCommit(project=cast.project, position=1, sha="1" * 40, author=data, committer=b"", message=data)

    insert_rows([commit])

    stored = ImportedCommit.objects.get()
    assert (bytes(stored.author), bytes(stored.committer), bytes(stored.message)) == (data, b"", data)


def test_fills_in_what_the_model_fills_in(cast: Cast) -> None:
    document = cast.document()

    insert_rows([blob(document, b"A text.")])

    assert Blob.objects.get(sha256=text_digest(b"A text.")).created_at is not None


def test_nothing_is_no_statement(cast: Cast) -> None:
    with CaptureQueriesContext(connection) as queries:
        insert_rows([])

    assert not queries.captured_queries


def test_a_refusal_of_the_database_is_raised(cast: Cast) -> None:
    document = cast.document()

    with pytest.raises(IntegrityError):
        insert_rows([blob(document, b"A text."), blob(document, b"A text.")])


@pytest.mark.django_db(transaction=True)
def test_all_are_written_or_none(cast: Cast) -> None:
    document = cast.document()
    before = Blob.objects.count()

    with pytest.raises(IntegrityError):
        insert_rows([blob(document, b"A text."), blob(document, b"A text.")])

    assert Blob.objects.count() == before


def test_rows_may_name_each_other_by_fresh_keys(cast: Cast) -> None:
    document = cast.document()
    first, second = fresh_keys(Blob, count=2)

    insert_rows([blob(document, b"First.", key=first), blob(document, b"Second.", key=second, base=first)])

    assert Blob.objects.get(pk=second).base == Blob.objects.get(pk=first)


def test_fresh_keys_are_not_given_again(cast: Cast) -> None:
    document = cast.document()
    *_, last = fresh_keys(Blob, count=3)
    insert_rows([blob(document, b"First.", key=last)])

    made = Blob.objects.create(document=document, sha256=uuid4().bytes * 2, size=1, encoded=b"x")

    assert made.pk > last
    assert fresh_keys(Blob, count=1)[0] > made.pk


def test_a_table_without_rows_has_fresh_keys(cast: Cast) -> None:
    assert len(set(fresh_keys(ImportedCommit, count=3))) == 3
