"""Hints, tabs and icons of GitBook."""

from time import monotonic

import pytest

from versioning.text.render.render import render_or_plain

TEXT = """1. Look:

{% hint style="warning" %}
**Careful**

- one
- two
{% endhint %}

{% tabs %}
{% tab title="Linux" %}
{% hint style="success" %}
Do it.
{% endhint %}
{% endtab %}

{% tab title="Mac" %}
Don't.
{% endtab %}
{% endtabs %}

After.
"""


def html_of(text: str) -> str:
    html = render_or_plain(text, content_type="markdown", extensions=frozenset({"shortcodes"})).html
    assert html is not None
    return html


def test_hints_are_alerts_and_tabs_are_shown_one_below_the_other() -> None:
    html = html_of(TEXT)

    assert html.count("<details open") == 2
    assert "<summary>Linux</summary>" in html
    assert '<div class="markdown-alert markdown-alert-warning">\n<p class="markdown-alert-title">Warning</p>' in html
    assert '<p class="markdown-alert-title">Tip</p>' in html
    assert ("{% hint" in html, "{% endhint" in html) == (False, False)
    assert html.rstrip().endswith("<p>After.</p>")


@pytest.mark.parametrize("text", ["{% hint %}\nnever ends", "    {% hint %}\n    {% endhint %}", "a {% hint %} b"])
def test_what_is_no_hint_is_shown_as_it_is(text: str) -> None:
    html = html_of(text)

    assert "{% hint %}" in html
    assert "markdown-alert" not in html


@pytest.mark.parametrize(
    "unit", ["{% hint %}\n", "{% hint %}\n{% endhint %}\n", "{% endhint %}\n", "> {% hint %}\n", "- {% tab %}\n"]
)
def test_many_hints_take_little_time(unit: str) -> None:
    began = monotonic()

    html_of(unit * (200_000 // len(unit)))

    assert monotonic() - began < 30
