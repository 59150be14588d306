from hypothesis import given
from hypothesis import strategies as st

from tests.text.compare.html_reader import ALLOWED, Reader
from versioning.text.compare.diff import compare
from versioning.text.compare.layout import inline_layout, side_by_side_layout
from versioning.text.compare.lines import split_lines
from versioning.text.compare.moves import find_moves
from versioning.text.compare.tables import Tables


class TableReader(Reader):
    allowed = ALLOWED | {"a"}


def shown(base: str, head: str, *, context: int = 3) -> tuple[str, str]:
    """Return the inline table and the table side by side."""
    comparison = compare(base=base, head=head, context=context)
    tables = Tables(
        base="Version <1>",
        head="Version 2",
        moves=find_moves(comparison),
        unfold=lambda fold: f"?fold={fold.head_start}",
    )
    size = len(split_lines(head))
    return (
        tables.inline(inline_layout(comparison=comparison, head_size=size)),
        tables.side_by_side(side_by_side_layout(comparison=comparison, head_size=size)),
    )


@given(base=st.text(), head=st.text())
def test_any_text_gives_well_formed_tables(base: str, head: str) -> None:
    for table in shown(base, head):
        reader = TableReader(table)

        assert reader.open == []
        assert reader.attributes <= {
            *("class", "scope", "colspan", "dir", "id", "tabindex", "href", "aria-hidden", "data-fold", "data-change"),
        }


def test_each_change_is_said_and_signed() -> None:
    for table in shown("old way\n", "new way\n"):
        assert '<span aria-hidden="true">\u2212</span><span class="unseen">removed</span>' in table
        assert '<span aria-hidden="true">+</span><span class="unseen">added</span>' in table
        assert "<del>old</del> way" in table
        assert "<ins>new</ins> way" in table


def test_folds_lead_to_where_they_are_open() -> None:
    text = "".join(f"{number}\n" for number in range(30))

    for table in shown(text, text.replace("15\n", "fifteen\n")):
        assert '<a href="?fold=1" data-fold>\u2026 12 unchanged lines</a>' in table


def test_moved_lines_are_said_to_have_moved_once() -> None:
    stays = "".join(f"Line {number} stays.\n" for number in range(8))
    block = "The moved one.\nIts second line.\n"

    for table in shown(block + stays, stays + block):
        assert table.count("moved to line 9") == 1
        assert table.count("moved from line 1") == 1


def test_a_long_line_is_cut_where_nothing_changed() -> None:
    words = "word " * 1000

    inline_table, _ = shown(f"{words}old\n", f"{words}new\n")

    assert "4,600 unchanged characters" in inline_table
    assert len(inline_table) < 3000


def test_names_are_escaped() -> None:
    for table in shown("a", "b"):
        assert "Version &lt;1&gt;" in table
