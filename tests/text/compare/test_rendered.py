import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from versioning.text.compare.budget import Budget
from versioning.text.compare.rendered import Block, HiddenBlocks, RenderedComparison, compare_rendered, compare_sides
from versioning.text.compare.rendered_blocks import html_text, split_blocks
from versioning.text.compare.rendered_words import mark_words
from versioning.text.render.refusals import TooCostly
from versioning.text.render.render import render
from versioning.text.render.sanitize import sanitize

REMOVED = re.compile(r"<del>[^<>]*</del> ")


def compared(base: str, head: str) -> RenderedComparison:
    return compare_rendered(
        base=render(base, content_type="markdown"), head=render(head, content_type="markdown"), context=1
    )


def kinds(found: RenderedComparison) -> list[str]:
    return [part.kind if isinstance(part, Block) else f"hidden {part.count}" for part in found.parts]


def test_words_are_marked_within_their_block() -> None:
    found = compared("Within *14* days.\n", "Within *30* days.\n")

    assert found.parts == (Block("words", "<p>Within <em><del>14</del> <ins>30</ins></em> days.</p>"),)


def test_a_cell_of_a_table_is_marked_in_its_place() -> None:
    found = compared("| a |\n|---|\n| one |\n", "| a |\n|---|\n| two |\n")

    (block,) = found.parts
    assert isinstance(block, Block)
    assert "<td><del>one</del> <ins>two</ins></td>" in block.html


def test_code_keeps_its_lines() -> None:
    found = compared("```\nx = 1\ny = 2\n```\n", "```\nx = 1\ny = 3\n```\n")

    (block,) = found.parts
    assert isinstance(block, Block)
    assert "x = 1\ny = <del>2</del> <ins>3</ins>\n" in block.html


def test_blocks_of_their_own_are_added_and_removed() -> None:
    assert kinds(compared("Stays.\n\nGoes away.\n", "Stays.\n\n# Quite new\n")) == ["equal", "delete", "insert"]


def test_another_link_is_a_change_of_form() -> None:
    assert kinds(compared("[here](https://a.example)", "[here](https://b.example)")) == ["form"]


def test_far_from_a_change_blocks_are_hidden() -> None:
    text = "".join(f"Paragraph {number}.\n\n" for number in range(9))

    found = compared(text, text.replace("Paragraph 4", "Chapter 4"))

    assert kinds(found) == ["hidden 3", "equal", "words", "equal", "hidden 3"]


def test_equal_texts_are_hidden_whole() -> None:
    assert compared("One.\n\nTwo.\n", "One.\n\nTwo.\n").parts == (HiddenBlocks(2),)


def test_what_was_removed_cannot_be_linked_to() -> None:
    found = compared("# Old heading\n\nText.\n", "Text.\n")

    assert found.parts[0] == Block("delete", "<h1>Old heading</h1>")


def test_a_text_past_the_bound_is_refused() -> None:
    with pytest.raises(TooCostly):
        compare_rendered(base="", head="a" * 2_000_001)


def test_a_hostile_text_is_told_coarsely() -> None:
    base = "<p>" + "".join(f"x{number} " for number in range(40_000)) + "</p>"
    head = "<p>" + "".join(f"x{number + number % 2} " for number in range(40_000)) + "</p>"

    assert compare_rendered(base=base, head=head).coarse


HTML = st.lists(
    st.sampled_from(
        ["<p>", "</p>", "<b>", "</b>", "<ul><li>", "</li></ul>", "<td>", "<br>", "one ", "two ", "&lt; ", "x"]
    )
)


@given(base=HTML, head=HTML)
@settings(max_examples=200)
def test_marks_added_to_safe_html_leave_it_as_it_was(base: list[str], head: list[str]) -> None:
    left, right = sanitize("".join(base)), sanitize("".join(head))

    marked = mark_words(base=left, head=right, budget=Budget(1 << 30))

    if marked is not None:
        assert REMOVED.sub("", marked).replace("<ins>", "").replace("</ins>", "") == right
        assert sanitize(marked) == marked


@given(parts=HTML)
def test_blocks_together_are_the_text(parts: list[str]) -> None:
    html = sanitize("".join(parts))

    blocks = split_blocks(html)

    assert "".join("".join(blocks).split()) == "".join(html.split())
    assert all(sanitize(block) == block for block in blocks if not block.startswith(("<li", "<td")))
    assert html_text(html).split() == html_text("\n".join(blocks)).split() or "<br>" in html


def test_side_by_side_each_text_keeps_its_own_words_and_markup() -> None:
    found = compare_sides(base="<p>Within <em>14</em> days.</p>", head="<p>Within <b>30</b> days.</p>")

    (block,) = found.parts
    assert block == Block(
        "words", "<p>Within <b><ins>30</ins></b> days.</p>", "<p>Within <em><del>14</del></em> days.</p>"
    )


def test_side_by_side_what_one_text_lacks_is_empty_there() -> None:
    found = compare_sides(base="<p>Same.</p><p>Gone.</p>", head="<p>Same.</p>")

    assert found.parts == (Block("equal", "<p>Same.</p>", "<p>Same.</p>"), Block("delete", "", "<p>Gone.</p>"))


def test_side_by_side_an_id_is_in_the_page_once() -> None:
    found = compare_sides(base='<h2 id="a">One</h2>', head='<h2 id="a">One</h2><p>New.</p>')

    assert found.parts[0] == Block("equal", '<h2 id="a">One</h2>', "<h2>One</h2>")
