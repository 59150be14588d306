from datetime import UTC, datetime

import pytest

from tests.cast import Cast
from tests.services.observing import everything_stored
from versioning import clock
from versioning.exceptions import InvalidValue
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
    document = cast.document()

    with clock.at(MOMENT):
        draft = cast.fork(document)

    assert draft.version.key == "draft_1714502400000"


def test_keys_are_unique_within_one_millisecond(cast: Cast) -> None:
    document = cast.document()

    with clock.at(MOMENT):
        keys = [cast.fork(document).version.key for _ in range(10)]

    assert keys == [f"draft_{1_714_502_400_000 + step}" for step in range(10)]


def test_another_documents_keys_do_not_count(cast: Cast) -> None:
    first, second = cast.document("One"), cast.document("Two")

    with clock.at(MOMENT):
        assert cast.fork(first).version.key == cast.fork(second).version.key
