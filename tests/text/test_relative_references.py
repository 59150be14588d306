"""The addresses that a text of a repository refers to."""

import pytest

from versioning.text.relative_references import named_file, references_in, target_of


@pytest.mark.parametrize(
    ("text", "addresses"),
    [
        ("![a](b.png)", {"b.png"}),
        ('[a](<b c.md> "title")', {"b c.md", ""}),
        ("![a](b(1).png)", {"b(1).png"}),
        ("![](a(1(2)).png) ![](b((1)(2)c(d(e))).png)", {"a(1(2)).png", "b((1)(2)c(d(e))).png"}),
        ('![x](../img/a b.png) [y](c d.md#e "title")', {"../img/a b.png", "../img/a", "c d.md#e", "c"}),
        ("[name]: b.md", {"b.md"}),
        ("> [name]: b.md\n> > [other]: c.md", {"b.md", "c.md"}),
        ("text\n   [name]: <b c.md>", {"b c.md"}),
        ("    [code]: b.md", set()),
        ('<img src="b.png">', {"b.png"}),
        ("<a\nHREF = 'b.md'>", {"b.md"}),
        ("<img data-src=b.png alt=c>", {"b.png"}),
        ("<img xsrc=b.png>", set()),
        ("src=a href=b", {"a", "b"}),
        (r"![a](b\_c.png)", {"b_c.png"}),
        ("![[b c.png|300]] [[d.pdf#page=2]] [[Page]] [[Page 1.2]]", {"[[b c.png]]", "[[d.pdf]]"}),
        (r"| ![[b.png\|300]] |", {"[[b.png]]"}),
    ],
)
def test_finds_each_address(text: str, addresses: set[str]) -> None:
    assert references_in(text) == addresses


def test_a_name_in_a_wiki_link_has_a_path_that_no_file_can_have() -> None:
    assert target_of("[[img/a.png]]", path="notes/b.md") == "/notes/[[img/a.png]]"
    assert target_of("[[a](b.md", path="notes/b.md") is None


@pytest.mark.parametrize(
    ("name", "paths", "path"),
    [
        ("a.png", ["x/A.png"], "x/A.png"),
        ("a.png", ["x/ba.png"], None),
        ("a.png", ["x/a.png", "notes/a.png", "a.png"], "a.png"),
        ("a.png", ["x/a.png", "notes/a.png"], "notes/a.png"),
        ("a.png", ["x/a.png", "notes/deep/img/a.png"], "notes/deep/img/a.png"),
        ("img/a.png", ["x/a.png", "x/img/a.png"], "x/img/a.png"),
    ],
)
def test_a_name_means_the_nearest_file(name: str, paths: list[str], path: str | None) -> None:
    assert named_file(name, paths, folder="notes") == path
