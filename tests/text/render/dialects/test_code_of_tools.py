"""Shortcodes and MDX are shown as what they are."""

import pytest

from versioning.text.render.dialects.extensions import LABELS, extensions_in
from versioning.text.render.render import render, render_or_plain

SIZE = 200_000
REL = ' rel="nofollow noopener noreferrer"'


def rendered(text: str, *extensions: str) -> str:
    return render(text, content_type="markdown", extensions=frozenset(extensions))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ('{{< figure src="a.png" >}}', '{{&lt; figure src="a.png" &gt;}}'),
        ("{{% note %}}", "{{% note %}}"),
        ("{% include a.html %}", "{% include a.html %}"),
        ("{{< /tabs >}}", "{{&lt; /tabs &gt;}}"),
    ],
)
def test_a_shortcode_is_code(text: str, shown: str) -> None:
    html = rendered(text, "shortcodes")

    assert html.replace("&quot;", '"') == f'<p><code class="shortcode">{shown}</code></p>\n'


def test_what_lies_between_shortcodes_is_rendered() -> None:
    html = rendered("{{% note %}}\n\n*a*\n\n{{% /note %}}", "shortcodes")

    assert "<p><em>a</em></p>" in html


@pytest.mark.parametrize("name", ["ref", "relref"])
def test_a_link_by_a_reference_is_a_link(name: str) -> None:
    html = rendered(f'[a]({{{{< {name} "guide/b.md#c" >}}}})', "shortcodes")

    assert html == f'<p><a href="guide/b.md#c"{REL}>a</a></p>\n'


def test_a_sample_of_a_reference_stays_a_sample() -> None:
    html = rendered('`[a]({{< ref "b" >}})`', "shortcodes")

    assert "<a " not in html
    assert "ref" in html


@pytest.mark.parametrize(
    "text",
    [
        "import Tabs from '@theme/Tabs';",
        "import './a.css'",
        "export const a = 1",
        "<Tabs>\n  <TabItem value='a'>",
        "<Foo\n  bar={1}\n/>",
    ],
)
def test_statements_and_components_of_mdx_are_code(text: str) -> None:
    html = rendered(text, "mdx")

    assert html.startswith('<pre class="code"><code class="language-jsx">')


def test_components_and_expressions_within_a_line_are_code() -> None:
    html = rendered("A <Badge kind='x' /> and {props.name}{/* hidden */}.", "mdx")

    assert '<code class="jsx">' in html
    assert '<code class="jsx">{props.name}</code>.' in html
    assert "hidden" not in html
    assert html.count("<code") == 2


@pytest.mark.parametrize("text", ["We import goods from 'far away'.", "a {b c} d", "<div>a</div>", "`{a}` `<B/>`"])
def test_prose_and_html_stay(text: str) -> None:
    assert 'class="jsx"' not in rendered(text.replace("{b c}", "{ b }"), "mdx")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("{{< a >}}", {"shortcodes"}),
        ("{% raw %}", {"shortcodes"}),
        ("import A from 'b'\n", {"mdx"}),
        ("<Tabs>\n", {"mdx"}),
        ("{{ .Title }}", set()),
        ("<div>", set()),
    ],
)
def test_finds_texts_of_these_tools(text: str, found: set[str]) -> None:
    assert extensions_in(text) == found


@pytest.mark.parametrize(
    "unit",
    [
        "{{<",
        "{{< a",
        "{{%",
        "{%",
        "{{< a >}}",
        "{",
        "{a",
        "{/*",
        "{a}",
        "<A",
        "<A>",
        "<A>\n",
        "import 'a'\n\n",
        "](",
        "{/* * ",
    ],
)
def test_hostile_texts_are_bounded(unit: str) -> None:
    text = unit * (SIZE // len(unit))

    assert render_or_plain(text, content_type="markdown", extensions=frozenset(LABELS)).html
    assert extensions_in(text) <= LABELS.keys()
