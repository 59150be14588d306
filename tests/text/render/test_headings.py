"""The title of a Markdown text."""

import pytest

from versioning.text.render.headings import first_heading


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("# Title\n\nText", "Title"),
        ("\ufeff# After a byte order mark", "After a byte order mark"),
        ("Text first.\r\n\r\n   #\tTitle ##\r\n", "Title"),
        ("Title\n=====\n", "Title"),
        ("a\rTitle\r=\r", "Title"),
        ("a\r\nTitle\r\n===\r\n", "Title"),
        ("```\n===\n```\nTitle\n=", "Title"),
        ("# [Linked](url) *and* `code` \\# &amp; more", "Linked and code # & more"),
        ("# <b>Bold</b> claim", "Bold claim"),
        ("# C#", "C#"),
        ("# Title #hash", "Title #hash"),
        ("# # #", "#"),
        ("# \n\n# Second", "Second"),
        ("```\n# comment\n```\n# Title", "Title"),
        ("~~~~\n~~~\n# comment\n~~~~\n# Title", "Title"),
    ],
)
def test_finds_the_first_heading(text: str, title: str) -> None:
    assert first_heading(text) == title


@pytest.mark.parametrize(
    "text",
    [
        "",
        "No heading",
        "## Second",
        "# ##",
        "#No space",
        "    # code",
        "text\n\n===",
        "```\n# never closed",
        "    code\n===",
    ],
)
def test_is_empty_where_there_is_none(text: str) -> None:
    assert first_heading(text) == ""


# Each of these takes hours if the rest of the line is scanned again at each space.
@pytest.mark.parametrize(
    "text", ["# a" + " " * 2_000_000 + "b", "# a" + " #" * 1_000_000 + " b"], ids=["spaces", "signs"]
)
def test_a_heading_without_end_is_read_at_once(text: str) -> None:
    assert first_heading(text).startswith("a")
