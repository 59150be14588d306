"""The database tells what differs; a list and a single read must say the same."""

from typing import Any

import pytest

from tests.cast import TEXT, Cast
from versioning.models import Version

FIELDS = {"a": 1, "b": [True, None, "é"]}


@pytest.mark.parametrize(
    ("changes", "modified"),
    [
        ({}, []),
        ({"title": "refunds"}, ["title"]),
        ({"title": "Refunds "}, ["title"]),
        ({"description": "Other.", "content_type": "wysiwyg"}, ["description", "content_type"]),
        ({"body": "Other."}, ["body"]),
        ({"body": TEXT}, []),
        ({"fields": {}}, ["fields"]),
        ({"fields": {"b": [True, None, "é"], "a": 1}}, []),
        ({"fields": {"a": 1.0, "b": [True, None, "é"]}}, []),
        ({"fields": {"a": 2, "b": [True, None, "é"]}, "title": "Other"}, ["title", "fields"]),
    ],
)
def test_a_list_says_what_a_single_read_says(cast: Cast, changes: dict[str, Any], modified: list[str]) -> None:
    document = cast.document(fields=FIELDS)
    saved = cast.save(cast.fork(document), **(changes or {"name": "Nothing"}))

    [listed, first] = Version.objects.of(document.pk).in_list().newest_first()

    assert first.modified_fields == []
    assert listed.modified_fields == modified
    assert listed.modified_fields == Version.objects.get(pk=saved.version_id).modified_fields
