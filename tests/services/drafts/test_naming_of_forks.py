from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from uuid6 import uuid7

from tests.cast import Cast
from tests.histories import make_history
from tests.services.observing import everything_stored
from versioning import clock
from versioning.exceptions import InvalidValue
from versioning.models import Document
from versioning.services.drafts.discard_draft import discard_draft

MOMENT = datetime.fromtimestamp(1_714_502_400, UTC)


@pytest.mark.parametrize(("name", "kept"), [("Q2 Refresh", "Q2 Refresh"), (None, "v2"), ("", "v2")])
def test_is_named_as_told_or_by_its_number(cast: Cast, name: str | None, kept: str) -> None:
    assert cast.fork(cast.document(), name=name).version.name == kept


@pytest.mark.parametrize("name", ["x" * 256, "a\0b", "\ud800", "   "])
def test_refuses_a_name_that_cannot_be_kept(cast: Cast, name: str) -> None:
    document = cast.document()
    before = everything_stored()

    with pytest.raises(InvalidValue) as refusal:
        cast.fork(document, name=name)

    assert refusal.value.field == "name"
    assert everything_stored() == before


def test_a_number_is_never_given_twice(cast: Cast) -> None:
    document = cast.document()
    discarded = cast.fork(document).version
    discard_draft(actor=cast.editor, draft=discarded.draft)
    discarded.delete()

    assert cast.fork(document).version.number == 3


def test_keys_are_epoch_milliseconds(cast: Cast) -> None:
    document = older(cast)

    with clock.at(MOMENT):
        draft = cast.fork(document)

    assert draft.version.key == "draft_1714502400000"


def test_keys_are_unique_within_one_millisecond(cast: Cast) -> None:
    document = older(cast)

    with clock.at(MOMENT):
        keys = [cast.fork(document).version.key for _ in range(30)]

    assert keys == [f"draft_{1_714_502_400_000 + step}" for step in range(30)]


@pytest.mark.parametrize("back", [timedelta(milliseconds=1), timedelta(hours=1), timedelta(days=20_000)])
def test_keys_ascend_when_the_clock_is_set_back(cast: Cast, back: timedelta) -> None:
    document = older(cast)
    with clock.at(MOMENT):
        cast.fork(document)

    with clock.at(MOMENT - back):
        keys = [cast.fork(document).version.key for _ in range(30)]

    assert keys == [f"draft_{1_714_502_400_001 + step}" for step in range(30)]


def test_a_key_follows_that_of_the_last_version_whatever_its_length(cast: Cast) -> None:
    document = with_version(cast.document(), key="draft_999999999999")

    with clock.at(datetime.fromtimestamp(0, UTC)):
        keys = [cast.fork(document).version.key for _ in range(2)]

    assert keys == ["draft_1000000000000", "draft_1000000000001"]


def test_a_key_that_an_older_version_has_is_passed_over(cast: Cast) -> None:
    document = cast.document()
    latest = int(document.versions.get().key.removeprefix("draft_"))
    with_version(document, key="draft_1000")

    with clock.at(datetime.fromtimestamp(latest / 1000, UTC)):
        keys = [cast.fork(document).version.key for _ in range(30)]

    assert keys == [f"draft_{latest + step}" for step in range(1, 31)]


@pytest.mark.parametrize("moment", [datetime(2400, 1, 1, tzinfo=UTC), datetime(1999, 1, 1, tzinfo=UTC)])
def test_a_key_takes_no_statement_of_its_own(cast: Cast, moment: datetime) -> None:
    document = cast.document()
    make_history(document, 200)

    with clock.at(moment), CaptureQueriesContext(connection) as captured:
        cast.fork(Document.objects.select_related("current").get(pk=document.pk))

    statements = [query["sql"] for query in captured if "SAVEPOINT" not in query["sql"]]
    assert len([sql for sql in statements if "versioning_version" in sql]) == 1 + 1, statements


def test_another_documents_keys_do_not_count(cast: Cast) -> None:
    first, second = older(cast, "One"), older(cast, "Two")

    with clock.at(MOMENT):
        assert cast.fork(first).version.key == cast.fork(second).version.key


def older(cast: Cast, title: str = "Refunds") -> Document:
    """Return a document whose version 1 has an earlier key than that of MOMENT."""
    with clock.at(MOMENT - timedelta(days=1)):
        return cast.document(title)


def with_version(document: Document, *, key: str) -> Document:
    """Return the document with one more version, of this key and the highest number."""
    version = document.versions.get()
    version.pk, version.number, version.key = uuid7(), 2, key
    version.save(force_insert=True)
    document.last_number = 2
    document.save()
    return document
