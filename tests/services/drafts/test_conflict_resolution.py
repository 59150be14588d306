from typing import Any

import pytest

from versioning.services.drafts.conflict_resolution import Choice, Keep, OpenConflict, open_conflicts, settle
from versioning.services.drafts.merge_snapshots import merge_snapshots

BASE: dict[str, Any] = {
    "title": "Refunds",
    "description": "",
    "content_type": "markdown",
    "fields": {"audience": "all"},
    "body": "First.\n\nWithin 14 days.\n\nLast.\n",
}


def conflicts(*, theirs: dict[str, Any], mine: dict[str, Any], base: dict[str, Any] = BASE) -> list[OpenConflict]:
    return open_conflicts(merge_snapshots(base=base, theirs={**base, **theirs}, mine={**base, **mine}))


def settled(keep: Keep, *, theirs: dict[str, Any], mine: dict[str, Any], text: str = "") -> dict[str, Any]:
    merged = merge_snapshots(base=BASE, theirs={**BASE, **theirs}, mine={**BASE, **mine})
    return settle(merged, choices={conflict.key: Choice(keep, text) for conflict in open_conflicts(merged)})


def body(line: str) -> dict[str, Any]:
    return {"body": BASE["body"].replace("Within 14 days.", line)}


@pytest.mark.parametrize(
    ("keep", "line"),
    [
        (Keep.THEIRS, "Within 30 days.\n"),
        (Keep.MINE, "Within 60 days.\n"),
        (Keep.BOTH, "Within 30 days.\nWithin 60 days.\n"),
        (Keep.HAND, "Within 45 days.\n"),
    ],
)
def test_each_choice_stands_in_the_whole_text(keep: Keep, line: str) -> None:
    values = settled(keep, theirs=body("Within 30 days."), mine=body("Within 60 days."), text="Within 45 days.")

    assert values == {"body": f"First.\n\n{line}\nLast.\n"}


def test_words_that_go_together_are_offered_first() -> None:
    (conflict,) = conflicts(theirs=body("Within 30 days."), mine=body("Within 14 working days."))

    assert conflict.options[0] is Keep.MERGED
    assert conflict.value(Choice(Keep.MERGED)) == "Within 30 working days.\n"


def test_titles_conflict_apart_from_the_text() -> None:
    values = settled(Keep.HAND, theirs={"title": "Returns"}, mine={"title": "Money back"}, text="Refunds and returns")

    assert values == {"title": "Refunds and returns"}


def test_a_member_of_the_metadata_is_kept_with_those_that_merged() -> None:
    values = settled(
        Keep.MINE, theirs={"fields": {"audience": "staff", "x": 1}}, mine={"fields": {"audience": "buyers"}}
    )

    assert values == {"fields": {"audience": "buyers", "x": 1}}


def test_a_member_that_the_chosen_side_removed_is_gone() -> None:
    values = settled(Keep.MINE, theirs={"fields": {"audience": "staff"}}, mine={"fields": {}})

    assert values == {"fields": {}}


def test_of_block_documents_both_is_no_choice() -> None:
    base = {
        **BASE,
        "content_type": "block",
        "body": '{"blocks": [{"id": "a", "type": "paragraph", "data": {"text": "1"}}]}',
    }

    (conflict,) = conflicts(
        base=base,
        theirs={"body": base["body"].replace('"1"', '"2"')},
        mine={"body": base["body"].replace('"1"', '"3"')},
    )

    assert conflict.options == (Keep.THEIRS, Keep.MINE, Keep.HAND)


def test_what_was_written_by_hand_takes_the_newlines_of_the_text() -> None:
    base = {**BASE, "body": "One.\r\nTwo.\r\n"}

    (conflict,) = conflicts(base=base, theirs={"body": "One.\r\nFar.\r\n"}, mine={"body": "One.\r\nNear.\r\n"})

    assert conflict.value(Choice(Keep.HAND, "Third.\nFourth.")) == "Third.\r\nFourth.\r\n"


def test_a_conflict_has_its_key_for_as_long_as_it_is_the_same() -> None:
    (first,) = conflicts(theirs=body("Within 30 days."), mine=body("Within 60 days."))
    (moved,) = conflicts(theirs={"body": "New.\n\n" + body("Within 30 days.")["body"]}, mine=body("Within 60 days."))
    (other,) = conflicts(theirs=body("Within 31 days."), mine=body("Within 60 days."))

    assert first.key == moved.key != other.key


def test_two_conflicts_alike_have_each_a_key() -> None:
    base = {**BASE, "body": "x\n\nstays\n\nx\n"}

    found = conflicts(base=base, theirs={"body": "y\n\nstays\n\ny\n"}, mine={"body": "z\n\nstays\n\nz\n"})

    assert len({conflict.key for conflict in found}) == 2
