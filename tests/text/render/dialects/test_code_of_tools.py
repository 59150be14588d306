"""Shortcodes and MDX are shown as what they are."""

import re

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


@pytest.mark.parametrize("text", ["{{#include a.md:1:2}}", "{!../a.md!}", '--8<-- "a.md"'])
def test_what_takes_in_another_file_is_code(text: str) -> None:
    html = rendered(f"a {text} b", "shortcodes")

    assert html.replace("&quot;", '"').replace("&lt;", "<") == f'<p>a <code class="shortcode">{text}</code> b</p>\n'
    assert "shortcodes" in extensions_in(text)


@pytest.mark.parametrize("text", ['<i class="fa-arrow-up">:arrow-up:</i> Most', '<p><i class="fa-x y">:x:</i>Most</p>'])
def test_icons_of_gitbook_are_left_out(text: str) -> None:
    assert rendered(text, "shortcodes").strip() == "<p>Most</p>"


def test_a_shortcode_in_html_is_code() -> None:
    text = '<div>\n{% for a in b %}\n<b title="{{ a }}">{{ a.c }}</b>\n<!-- {{ d }} --><pre>e</pre>\n</div>'

    html = rendered(text, "shortcodes")

    assert '<code class="shortcode">{% for a in b %}</code>' in html
    assert '<b title="{{ a }}"><code class="shortcode">{{ a.c }}</code></b>' in html


def test_what_lies_between_shortcodes_is_rendered() -> None:
    html = rendered("{{% note %}}\n\n*a*\n\n{{% /note %}}", "shortcodes")

    assert "<p><em>a</em></p>" in html


@pytest.mark.parametrize("name", ["ref", "relref"])
def test_a_link_by_a_reference_is_a_link(name: str) -> None:
    html = rendered(f'[a]({{{{< {name} "guide/b.md#c" >}}}})', "shortcodes")

    assert html == f'<p><a href="guide/b.md#c"{REL}>a</a></p>\n'


@pytest.mark.parametrize(
    "text",
    [
        "[a]({{< ref b >}})",
        "[a]({{% relref `b` %}})",
        '[a][x]\n\n[x]: {{< ref "b" >}}',
        "[x]: {{< ref b >}}\n[y]: c\n\n[a][x]",
    ],
)
def test_a_reference_may_have_other_quotes_and_be_a_definition(text: str) -> None:
    assert rendered(text, "shortcodes") == f'<p><a href="b"{REL}>a</a></p>\n'


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("{{< highlight go >}}\na *b*\n\n# c\n{{< /highlight >}}", 5),
        ("{{< code-toggle file=x >}}\na: *b*\n{{</code-toggle>}}", 3),
        ("{% highlight ruby %}\na *b*\n{% endhighlight %}", 3),
        ("{% raw %}\n{{ a *b* }}\n{% endraw %}", 3),
    ],
)
def test_a_shortcode_around_code_is_one_block_of_code(text: str, lines: int) -> None:
    html = rendered(f"Text\n{text}\n\n*after*", "shortcodes")

    assert html.startswith('<p>Text</p>\n<pre class="code">')
    assert html.endswith("</pre>\n<p><em>after</em></p>\n")
    assert (html.count("\n") - 3, "*b*" in re.sub("<[^>]*>", "", html)) == (lines, True)


def test_a_shortcode_may_take_several_lines() -> None:
    html = rendered('{{< figure\n  src="a.png"\n>}}\n\na {{< b\nc >}} d', "shortcodes")

    first, second = html.split("</p>\n", 1)
    assert first.startswith('<p><code class="shortcode">{{&lt; figure')
    assert "blockquote" not in html
    assert '<code class="shortcode">{{&lt; b' in second


def test_code_in_a_quote_ends_with_the_quote() -> None:
    html = rendered("> {{< highlight go >}}\n> a\n\n*b*\n{{< /highlight >}}", "shortcodes")

    assert "<em>b</em>" in html


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
        "import {\n  A,\n  B\n} from 'x'",
        "export const a = {\n\n  b: 1,\n\n}",
    ],
)
def test_statements_and_components_of_mdx_are_code(text: str) -> None:
    html = rendered(text, "mdx")

    assert html.startswith('<pre class="code"><code class="language-jsx">')
    assert html.count("<pre") == 1
    assert html.endswith("</pre>\n")


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
        "{{< highlight a >}}\n",
        "{{< highlight a >}}\n{{< /highlight >}}\n",
        "{{< /highlight >}}\n",
        "{{<\n",
        "{{< a\n\n",
        "> {{< highlight >}}\n",
        "export const a = {\n\n",
        "import {\n",
        '[x]: {{< ref "b" >}}\na\n\n',
    ],
)
def test_hostile_texts_are_bounded(unit: str) -> None:
    text = unit * (SIZE // len(unit))

    assert render_or_plain(text, content_type="markdown", extensions=frozenset(LABELS)).html
    assert extensions_in(text) <= LABELS.keys()
