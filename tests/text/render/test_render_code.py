import re
from pathlib import Path

import pytest

from versioning.text.render.allowed_html import CLASSES
from versioning.text.render.highlight import BUDGET, LANGUAGES, Highlighter
from versioning.text.render.render import render

STYLE_SHEET = Path(__file__).parents[3] / "static" / "stemma" / "code.css"


def test_colours_a_fence_by_classes() -> None:
    rendered = render('```python title="x"\nreturn "<b>"\n```', content_type="markdown")

    assert rendered == (
        '<pre class="code"><code class="language-python"><span class="hl-k">return</span> '
        '<span class="hl-s2">"&lt;b&gt;"</span>\n</code></pre>\n'
    )


@pytest.mark.parametrize(
    ("info", "label"),
    [
        ("", ""),
        ("unheard-of", ' class="language-unheard-of"'),
        ("text", ' class="language-text"'),
        ('"><script>', ""),
        ("a" * 100, ""),
    ],
)
def test_only_escapes_code_in_no_language_it_knows(info: str, label: str) -> None:
    rendered = render(f"```{info}\n<b>\n```", content_type="markdown")

    assert rendered == f'<pre class="code"><code{label}>&lt;b&gt;\n</code></pre>\n'


@pytest.mark.parametrize("name", sorted(LANGUAGES))
def test_colours_every_language_and_changes_no_character(name: str) -> None:
    code = '\n\tif (a < "b") { /* c */ return 1; } # d\n<e f="g">&amp;\n\n'

    coloured = Highlighter().html(code=code, language=name)

    plain = re.sub(r"</?span[^>]*>", "", coloured)
    assert plain.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", '"').replace("&amp;", "&") == code
    assert set(re.findall(r'class="([^" ]*)', coloured)) <= CLASSES


@pytest.mark.parametrize("language", ["python", "csharp"])
def test_stops_colouring_when_the_budget_is_spent(language: str) -> None:
    highlighter = Highlighter()
    code = "a = 1\n" * 250

    coloured = [highlighter.html(code=code, language=language) for _ in range(BUDGET // len(code) ** 2 + 1)]

    assert "<span" in coloured[0]
    assert "<span" not in coloured[-1]


def test_leaves_a_very_long_code_as_it_is() -> None:
    code = "a = 1\n" * 2_000

    rendered = Highlighter().html(code=code, language="python")

    assert rendered == code


def test_the_style_sheet_colours_only_classes_that_are_let_through() -> None:
    styled = set(re.findall(r"\.(hl-[\w-]+)", STYLE_SHEET.read_text()))

    assert len(styled) > 60
    assert styled <= CLASSES
