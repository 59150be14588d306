"""Tabs, icons and attributes of MkDocs."""

from time import monotonic

import pytest

from versioning.text.render.dialects.extensions import ADMONITIONS, ATTRIBUTES
from versioning.text.render.render import render

MKDOCS = frozenset({ADMONITIONS, ATTRIBUTES})
TABS = """Install it:

=== "pip"

    ``` sh
    pip install shop
    ```

    !!! tip "Faster"

        Use a mirror.

=== ":material-apple: macOS"
    brew install shop

Done.
"""


def html_of(text: str, *, extensions: frozenset[str] = MKDOCS) -> str:
    return render(text, content_type="markdown", extensions=extensions)


def test_tabs_are_shown_one_below_the_other() -> None:
    html = html_of(TABS)

    assert html.count("<details open") == 2
    assert "<summary>pip</summary>" in html
    assert "<summary>macOS</summary>\n<p>brew install shop</p>\n</details>\n<p>Done.</p>" in html
    assert "Use a mirror." in html.partition("</details>")[0]
    assert "===" not in html


@pytest.mark.parametrize("text", ['    === "Code"', '```\n=== "Code"\n```', "=== Title", '=== "Title" more'])
def test_what_is_no_tab_stays(text: str) -> None:
    assert "===" in html_of(text)


def test_a_reference_to_code_is_shown_as_code_with_its_options() -> None:
    html = html_of("# A\n\n::: shop.cart.Cart\n    options:\n\n        members: [add]\n\nAfter.\n")

    code = "::: shop.cart.Cart\n    options:\n\n        members: [add]\n"
    assert f'<pre class="code"><code>{code}</code></pre>\n<p>After.</p>' in html


def test_tabs_and_icons_are_text_unless_they_are_turned_on() -> None:
    html = html_of(TABS, extensions=frozenset())

    assert "=== " in html
    assert ":material-apple:" in html


@pytest.mark.parametrize(
    ("text", "html"),
    [
        (':material-check:{ style="color: red" } Yes', "<p>Yes</p>"),
        ("Chat :octicons-people-16: with us at 10:30", "<p>Chat with us at 10:30</p>"),
        ("`:material-check:`", "<p><code>:material-check:</code></p>"),
        ("[Buy](https://shop.example){ .button .primary }.", '<p><a href="https://shop.example"'),
        ('**Bold**{: title="Why"} text', "<p><strong>Bold</strong> text</p>"),
        ("A set {.x} and f(x){y}", "<p>A set {.x} and f(x){y}</p>"),
        ('## 1.5.1 { id="one" }', '<h2 id="user-content-one">1.5.1</h2>'),
    ],
)
def test_icons_and_attributes_are_left_out(text: str, html: str) -> None:
    shown = html_of(text)

    assert html in shown
    assert ".button" not in shown


@pytest.mark.parametrize(
    "text", ['=== "a"\n' * 20_000, "    " * 3 + '=== "a"\n' + ":material-" * 20_000, ")({.a" * 40_000]
)
def test_hostile_texts_take_little_time(text: str) -> None:
    began = monotonic()

    html_of(text)

    assert monotonic() - began < 10
