from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from versioning.text.front_matter.editing import NotEditable, with_values
from versioning.text.front_matter.split import split_front_matter


def edited(text: str, **changes: Any) -> str:
    parts = with_values(split_front_matter(text), changes)
    return parts.head + parts.body


YAML = """---
# The first comment.
title: 'Old'   # gone with the value
"date created":   2024-01-01

# About the tags.
tags:
  - a
  -   b
weight: 3
---

Text.
"""


def test_changes_one_key_and_leaves_the_bytes_of_all_others() -> None:
    assert edited(YAML, title="New") == YAML.replace("title: 'Old'   # gone with the value\n", "title: New\n")


def test_removes_one_key_and_leaves_the_comment_above_the_next() -> None:
    assert edited(YAML, tags=None) == YAML.replace("tags:\n  - a\n  -   b\n", "")


def test_adds_a_key_below_the_others() -> None:
    assert edited(YAML, slug="new") == YAML.replace("weight: 3\n", "weight: 3\nslug: new\n")


def test_writes_nothing_if_the_values_are_the_same() -> None:
    assert edited(YAML, title="Old", tags=["a", "b"], absent=None) == YAML


TOML = '+++\r\ntitle = "Old"\r\ntags = [\r\n  "a",\r\n]\r\n[params]\r\nx = 1\r\n+++\r\n\r\nText.\r\n'
JSON = '{\n  "title": "Old",\n  "weight":   3\n}\n\nText.\n'


def test_edits_toml_with_the_line_ends_of_old_mac_systems() -> None:
    text = edited('+++\rtitle = "Old"\rtags = [\r  "a",\r]\r+++\rText.\r', title="New")

    assert text == '+++\rtitle = "New"\rtags = [\r  "a",\r]\r+++\rText.\r'


def test_edits_toml_above_its_tables() -> None:
    text = edited(TOML, title="New", tags=None, draft=True)

    assert text == '+++\r\ntitle = "New"\r\ndraft = true\r\n[params]\r\nx = 1\r\n+++\r\n\r\nText.\r\n'


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"title": "New"}, '{\n  "title": "New",\n  "weight":   3\n}\n\nText.\n'),
        ({"title": None}, '{\n  "weight":   3\n}\n\nText.\n'),
        ({"weight": None}, '{\n  "title": "Old"\n}\n\nText.\n'),
        ({"slug": "x"}, '{\n  "slug": "x",\n  "title": "Old",\n  "weight":   3\n}\n\nText.\n'),
    ],
)
def test_edits_json(changes: dict[str, Any], expected: str) -> None:
    assert edited(JSON, **changes) == expected


def test_gives_front_matter_to_a_text_without_it() -> None:
    assert edited("\ufeffText.\n", title="New: one") == "\ufeff---\ntitle: 'New: one'\n---\n\nText.\n"


@pytest.mark.parametrize("block", ["title: not: valid", "{title: Old}"])
def test_refuses_what_it_cannot_change_by_key(block: str) -> None:
    with pytest.raises(NotEditable):
        edited(f"---\n{block}\n---\n", title="New")


lines = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufeff\ufffe\uffff"), max_size=30)


@pytest.mark.parametrize("text", [YAML, TOML, JSON, "Text.\n"])
@given(value=lines)
def test_reads_back_every_line_that_it_writes(text: str, value: str) -> None:
    parts = with_values(split_front_matter(text), {"title": value})

    written = split_front_matter(parts.head + parts.body)
    assert (written.values()["title"], written.body) == (value, split_front_matter(text).body)
