import pytest
from hypothesis import given
from hypothesis import strategies as st

from versioning.text.render.front_matter import MAX_CHARACTERS, split_front_matter, with_front_matter

storable = st.text(st.characters(exclude_categories=["Cs"]))


@pytest.mark.parametrize(
    ("lines", "values"),
    [
        ("title: Refunds", {"title": "Refunds"}),
        ('title: "A: \\"b\\""', {"title": 'A: "b"'}),
        ("title: 'It''s so'", {"title": "It's so"}),
        ("title: Refunds # for shops", {"title": "Refunds"}),
        ("title: Refunds\r", {"title": "Refunds"}),
        ("title:", {"title": ""}),
        ("title: 7\ndate: 2026-01-31", {"title": "7", "date": "2026-01-31"}),
        ("# nothing\n\ntitle: A", {"title": "A"}),
        ("title: A\ntags:\n  - b\n- c", {"title": "A"}),
        ("title: >\n  A\n  b", {}),
        ("title: [A]\nother: {a: b}", {}),
        ('title: "A', {}),
        ("title: 'A", {}),
        ('title: "A" b', {}),
    ],
)
def test_reads_what_stands_on_one_line(lines: str, values: dict[str, str]) -> None:
    headed = split_front_matter(f"---\n{lines}\n---\n\nText.\n")

    assert headed.values == values
    assert headed.text == "Text.\n"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Text.",
        "---",
        "---\n",
        "---\nA rule, and no metadata.\n---\n",
        "---\ntitle: never closed\n",
        " ---\na: b\n---\n",
    ],
)
def test_leaves_a_text_alone_that_has_none(text: str) -> None:
    assert split_front_matter(text).text == text


def test_leaves_a_text_alone_whose_fence_closes_far_below() -> None:
    text = f"---\n{'a: b' * MAX_CHARACTERS}\n---\n"

    assert split_front_matter(text).text == text


def test_keeps_the_lines_that_it_does_not_read() -> None:
    headed = split_front_matter("---\ntitle: A\ntags:\n  - b\n  - c\nweight: 3\n---\nText.\n")

    assert headed.lines_without(("title",)) == "tags:\n  - b\n  - c\nweight: 3\n"


@given(title=storable.filter(lambda title: "\0" not in title), text=storable)
def test_reads_back_what_it_writes(title: str, text: str) -> None:
    written = with_front_matter(text, values={"title": title, "version": 3}, lines="tags: [a]\n")

    headed = split_front_matter(written)

    assert (headed.values, headed.text) == ({"title": title, "version": "3"}, text)
