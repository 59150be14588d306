"""Imported texts may name files with bare spaces in links and pictures."""

import time

import pytest

from versioning.text.render.dialects.extensions import SPACED_ADDRESSES
from versioning.text.render.render import render


def html(text: str) -> str:
    return render(text, content_type="markdown", extensions=frozenset({SPACED_ADDRESSES})).strip()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("![A *plan*](../img/a b.png)", '<p><img src="../img/a%20b.png" alt="A plan"></p>'),
        ('![x](a b.PNG "T")', '<p><img src="a%20b.PNG" alt="x" title="T"></p>'),
        (
            "[*Next* page](my page.md#part)",
            '<a href="my%20page.md#part" rel="nofollow noopener noreferrer"><em>Next</em> page</a>',
        ),
        ("![x](ä &amp; b.png)", 'src="%C3%A4%20&amp;%20b.png"'),
    ],
)
def test_reads_addresses_with_spaces(text: str, expected: str) -> None:
    assert expected in html(text)


@pytest.mark.parametrize(
    "text",
    [
        "[1](see the remark)",
        "[1](see fig.a)",
        "[x](javascript:alert(1) b.png)",
        "[x](javascript:alert b.png)",
        "`![x](a b.png)`",
        "[a [b](c d) e",
    ],
)
def test_leaves_everything_else_as_text(text: str) -> None:
    shown = html(text)

    assert "<img" not in shown
    assert "<a " not in shown


@pytest.mark.parametrize("unit", ["![a](b ", "[a](b c.", "![](a .png", "[", "![a](b c.png", "[a](" + "b." * 100])
def test_renders_long_runs_in_linear_time(unit: str) -> None:
    def seconds(size: int) -> float:
        began = time.process_time()
        render(unit * (size // len(unit)), content_type="markdown", extensions=frozenset({SPACED_ADDRESSES}))
        return time.process_time() - began

    assert seconds(60_000) < 10 * seconds(15_000) + 0.5
