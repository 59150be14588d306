"""Math becomes MathML, and nothing else."""

import pytest

from versioning.text.render.dialects.extensions import extensions_in
from versioning.text.render.dialects.math import LONGEST_OF_TEXT, typeset_math
from versioning.text.render.render import render, render_or_plain

SIZE = 200_000
MATH = frozenset({"math"})


def rendered(text: str) -> str:
    return render(text, content_type="markdown", extensions=MATH)


def test_math_in_a_line_is_mathml() -> None:
    html = rendered(r"Euler: $e^{i\pi}$.")

    assert html.startswith('<p>Euler: <span class="math-inline"><math xmlns="http://www.w3.org/1998/Math/MathML"')
    assert "<msup><mi>e</mi><mrow><mi>i</mi><mi>π</mi></mrow></msup>" in html


@pytest.mark.parametrize("text", ["$$\n\\frac{a}{b}\n$$", "```math\n\\frac{a}{b}\n```"])
def test_a_block_of_math_is_shown_as_one(text: str) -> None:
    html = rendered(text)

    assert html.startswith('<div class="math-block"><math ')
    assert 'display="block"' in html
    assert "<mfrac>" in html


@pytest.mark.parametrize("text", ["It costs $5 and $10.", r"\$a\$", "`$a$`", "a $ b $ c"])
def test_prices_and_code_are_no_math(text: str) -> None:
    assert "<math" not in rendered(text)


def test_math_that_nobody_can_read_stays_as_its_source() -> None:
    assert rendered(r"$\frac{$") == '<p><span class="math-inline">\\frac{</span></p>\n'


@pytest.mark.parametrize(
    "tex",
    [
        *(r"\href{javascript:alert(1)}{x}", r"\style{color:red}{x}", r"\class{a}{x}", r"\cssId{a}{x}"),
        *(r"\text{<script>alert(1)</script>}", r"\text{&lt;img src=x onerror=y&gt;}", r'\textcolor{"onclick="x}{y}'),
    ],
)
def test_math_brings_no_script_address_or_style_along(tex: str) -> None:
    html = rendered(f"a ${tex}$ b")

    assert not any(sign in html for sign in ("<script", "<img", "href=", "style=", 'class="a', " onclick=", "id="))


def test_raw_mathml_of_the_author_is_removed() -> None:
    html = rendered('<math><mtext><style><img src=x onerror="a"></style></mtext></math>')

    assert "<math" not in html
    assert "onerror" not in html


def test_a_text_with_very_much_math_shows_the_rest_as_source() -> None:
    html = rendered("$x^2$ " * LONGEST_OF_TEXT)

    assert 0 < html.count("<math ") <= LONGEST_OF_TEXT // 3


def test_only_what_the_parser_marked_is_converted() -> None:
    html = '<p class="math-inline">a</p><span>$a$</span>'

    assert typeset_math(html) == html


def test_without_the_extension_nothing_changes() -> None:
    assert render("$a^2$", content_type="markdown") == "<p>$a^2$</p>\n"


@pytest.mark.parametrize(
    ("text", "found"), [("so $a^2$ is", MATH), ("$$\na\n$$", MATH), ("$5 and $10", frozenset()), ("$PATH", frozenset())]
)
def test_finds_texts_with_math(text: str, found: frozenset[str]) -> None:
    assert extensions_in(text) == found


@pytest.mark.parametrize(
    "unit", ["$", "$$", "$a$ ", "$a", "$$a", "$$\na\n$$\n\n", "$$\na\n", "\\$", "$\\sqrt", "${$ ", "$\\frac{", "$^$ "]
)
def test_hostile_math_is_bounded(unit: str) -> None:
    text = unit * (SIZE // len(unit))

    assert render_or_plain(text, content_type="markdown", extensions=MATH).html


@pytest.mark.parametrize("tex", ["{" * 4000, r"\sqrt" * 900, "x^" * 2000, r"\begin{matrix}" * 300, "&" * 4000])
def test_deep_and_broken_math_is_no_error(tex: str) -> None:
    assert "math-block" in rendered(f"$$\n{tex}\n$$")
