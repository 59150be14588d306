"""Values that a save refuses because they cannot be kept."""

from typing import Any

import pytest

from tests.cast import Cast
from tests.services.observing import everything_stored
from versioning.exceptions import InvalidValue
from versioning.services.drafts.save_draft import save_draft


@pytest.mark.parametrize("origin", ["x" * 256, "\0"])
def test_refuses_an_origin_that_cannot_be_kept(cast: Cast, origin: str) -> None:
    with pytest.raises(InvalidValue) as refusal:
        save_draft(actor=cast.editor, draft=cast.draft(), changes={"title": "New"}, origin=origin)

    assert refusal.value.field == "origin"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": ""}, "title"),
        ({"title": "\ud800"}, "title"),
        ({"name": "x" * 256}, "name"),
        ({"description": "\0"}, "description"),
        ({"content_type": "docx"}, "content_type"),
        ({"content_type": "block"}, "body"),
        ({"body": "\udfff"}, "body"),
        ({"body": "no blocks", "content_type": "block"}, "body"),
        ({"fields": [1]}, "fields"),
        ({"fields": {"a": {"b": "\0"}}}, "fields"),
        ({"fields": {"a": float("inf")}}, "fields"),
        ({"status": "published"}, "status"),
        ({"number": 7}, "number"),
        ({"body_id": 1}, "body_id"),
    ],
)
def test_refuses_a_value_that_cannot_be_kept_and_names_it(cast: Cast, changes: dict[str, Any], field: str) -> None:
    draft = cast.draft()
    before = everything_stored()

    with pytest.raises(InvalidValue) as refusal:
        cast.save(draft, **changes)

    assert refusal.value.field == field
    assert everything_stored() == before


def test_refuses_fields_that_nest_without_end(cast: Cast) -> None:
    fields: dict[str, Any] = {}
    for _ in range(5000):
        fields = {"a": fields}

    with pytest.raises(InvalidValue, match="nested 100 levels deep at most"):
        cast.save(cast.draft(), fields=fields)


def test_a_body_must_fit_the_content_type_that_the_draft_has_by_now(cast: Cast) -> None:
    read_as_markdown = cast.draft(body="")
    cast.save(read_as_markdown, content_type="block")

    with pytest.raises(InvalidValue) as refusal:
        cast.save(read_as_markdown, body="no blocks")

    assert refusal.value.field == "body"
