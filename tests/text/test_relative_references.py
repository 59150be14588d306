"""The addresses that a text of a repository refers to."""

import pytest

from versioning.text.relative_references import references_in


@pytest.mark.parametrize(
    ("text", "addresses"),
    [
        ("![a](b.png)", {"b.png"}),
        ('[a](<b c.md> "title")', {"b c.md", ""}),
        ("![a](b(1).png)", {"b(1).png"}),
        ("[name]: b.md", {"b.md"}),
        ("text\n   [name]: <b c.md>", {"b c.md"}),
        ("    [code]: b.md", set()),
        ('<img src="b.png">', {"b.png"}),
        ("<a\nHREF = 'b.md'>", {"b.md"}),
        ("<img data-src=b.png alt=c>", {"b.png"}),
        ("<img xsrc=b.png>", set()),
        ("src=a href=b", {"a", "b"}),
        (r"![a](b\_c.png)", {"b_c.png"}),
    ],
)
def test_finds_each_address(text: str, addresses: set[str]) -> None:
    assert references_in(text) == addresses
