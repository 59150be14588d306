from typing import Any

import pytest

from versioning.services.drafts.merge_snapshots import NOTHING, Snapshot, merge_snapshots

BASE: Snapshot = {
    "title": "Refunds",
    "description": "",
    "content_type": "markdown",
    "fields": {"owner": "Ana", "level": 1},
    "body": "One.\n\nTwo.\n",
}


def with_(**changes: Any) -> Snapshot:
    return {**BASE, **changes}


CLEAN: dict[str, tuple[dict[str, Any], dict[str, Any], dict[str, Any]]] = {
    "theirs alone": ({"title": "New"}, {}, {"title": "New"}),
    "mine alone": ({}, {"description": "New"}, {"description": "New"}),
    "both alike": ({"title": "New"}, {"title": "New"}, {"title": "New"}),
    "other fields": ({"title": "New"}, {"body": "Two.\n"}, {"title": "New", "body": "Two.\n"}),
    "other members": (
        {"fields": {"owner": "Ben", "level": 1}},
        {"fields": {"owner": "Ana", "level": 1, "note": None}},
        {"fields": {"owner": "Ben", "level": 1, "note": None}},
    ),
    "a member removed": ({"fields": {"level": 1}}, {"title": "New"}, {"fields": {"level": 1}, "title": "New"}),
    "other lines": ({"body": "A.\n\nTwo.\n"}, {"body": "One.\n\nB.\n"}, {"body": "A.\n\nB.\n"}),
    "the text and its type": (
        {"content_type": "wysiwyg", "body": "<p>One"},
        {"title": "New"},
        {"content_type": "wysiwyg", "body": "<p>One", "title": "New"},
    ),
    "no text left": ({"body": ""}, {}, {"body": ""}),
}


@pytest.mark.parametrize(("theirs", "mine", "merged"), CLEAN.values(), ids=CLEAN.keys())
def test_merges_each_field_by_itself(theirs: dict[str, Any], mine: dict[str, Any], merged: dict[str, Any]) -> None:
    found = merge_snapshots(base=BASE, theirs=with_(**theirs), mine=with_(**mine))

    assert (found.values, found.conflicts) == (with_(**merged), [])


@pytest.mark.parametrize("name", ["title", "description", "content_type"])
def test_a_field_that_both_changed_is_a_conflict(name: str) -> None:
    theirs, mine = with_(**{name: "wysiwyg", "body": ""}), with_(**{name: "block", "body": ""})

    found = merge_snapshots(base=BASE, theirs=theirs, mine=mine)

    assert found.conflicts[0] == {"field": name, "base": BASE[name], "theirs": "wysiwyg", "mine": "block"}
    assert name not in found.values


def test_a_member_that_both_changed_is_a_conflict_and_the_others_merge() -> None:
    theirs = with_(fields={"owner": "Ben", "level": 1, "theirs": [1]})
    mine = with_(fields={"level": 1, "mine": {}})

    found = merge_snapshots(base=BASE, theirs=theirs, mine=mine)

    assert found.conflicts == [{"field": "fields", "key": "owner", "base": "Ana", "theirs": "Ben"}]
    assert found.values["fields"] == {"level": 1, "theirs": [1], "mine": {}}


def test_members_that_are_equal_in_python_alone_are_different() -> None:
    theirs, mine = with_(fields={"owner": "Ana", "level": True}), with_(fields={"owner": "Ana", "level": 1.0})

    found = merge_snapshots(base=BASE, theirs=theirs, mine=mine)

    assert [conflict["key"] for conflict in found.conflicts] == ["level"]


def test_lines_are_not_merged_into_a_text_of_another_type() -> None:
    theirs, mine = with_(content_type="wysiwyg"), with_(body="One.\n\nTwo.\n\nThree.\n")

    found = merge_snapshots(base=BASE, theirs=theirs, mine=mine)

    assert [conflict["field"] for conflict in found.conflicts] == ["body"]
    assert found.pieces == [{"conflict": 0}]
    assert found.values["content_type"] == "wysiwyg"


def test_blocks_are_merged_as_blocks() -> None:
    texts = [
        f'{{"blocks": [{{"id": "a", "type": "paragraph", "data": {{"text": "{a}"}}}}, '
        f'{{"id": "b", "type": "paragraph", "data": {{"text": "{b}"}}}}]}}'
        for a, b in (("One", "Two"), ("A", "Two"), ("One", "B"), ("A", "B"))
    ]
    base, theirs, mine, merged = (with_(content_type="block", body=text) for text in texts)

    found = merge_snapshots(base=base, theirs=theirs, mine=mine)

    assert found.values["body"] == merged["body"]


def test_without_a_common_base_what_differs_is_a_conflict() -> None:
    found = merge_snapshots(base=NOTHING, theirs=BASE, mine=with_(title="New", body="Two.\n"))

    assert [conflict["field"] for conflict in found.conflicts] == ["title", "body"]
    assert found.values == {
        "description": "",
        "content_type": "markdown",
        "fields": {"owner": "Ana", "level": 1},
    }


def test_the_pieces_of_a_text_count_its_conflicts() -> None:
    theirs = with_(title="A", body="A.\n\nTwo.\n\nA.\n")
    mine = with_(title="B", body="B.\n\nTwo.\n\nB.\n")

    found = merge_snapshots(base=with_(body="One.\n\nTwo.\n\nThree.\n"), theirs=theirs, mine=mine)

    assert found.pieces == [{"conflict": 0}, {"text": "\nTwo.\n\n"}, {"conflict": 1}]
    assert [conflict["field"] for conflict in found.conflicts] == ["title", "body", "body"]
