"""Callouts and admonitions of several tools become alerts."""

import pytest

from versioning.text.render.render import render

SIZE = 200_000


def rendered(text: str, *extensions: str) -> str:
    return render(text, content_type="markdown", extensions=frozenset(extensions))


def alert(kind: str, title: str, body: str) -> str:
    return (
        f'<div class="markdown-alert markdown-alert-{kind}"><p class="markdown-alert-title">{title}</p>\n{body}</div>'
    )


@pytest.mark.parametrize(
    ("text", "kind", "title", "body"),
    [
        ("> [!tip] Save *often*\n> a", "tip", "Save <em>often</em>", "<p>a</p>\n"),
        ("> [\\!warning] Careful\n> a", "warning", "Careful", "<p>a</p>\n"),
        ("> [!NOTE]\n> a", "note", "Note", "<p>a</p>\n"),
        ("> [!bug]\n> a\n> b", "caution", "Bug", "<p>a\nb</p>\n"),
        ("> [!made-up]\n> a", "note", "Made up", "<p>a</p>\n"),
        ("> [!info|right] A title alone", "note", "A title alone", ""),
    ],
)
def test_a_callout_is_an_alert(text: str, kind: str, title: str, body: str) -> None:
    html = rendered(text, "callouts")

    assert "".join(html.split("\n")) == "".join(alert(kind, title, body).split("\n"))


@pytest.mark.parametrize(("sign", "opened"), [("-", ""), ("+", ' open=""')])
def test_a_callout_that_folds_is_a_details_element(sign: str, opened: str) -> None:
    html = rendered(f"> [!faq]{sign} Why?\n> Because.", "callouts")

    assert '<summary class="markdown-alert-title">Why?</summary>' in html
    assert f"<details{opened}" in html or f'<details class="markdown-alert markdown-alert-note"{opened}>' in html
    assert html.rstrip().endswith("</details>")


def test_a_callout_in_a_callout_and_in_a_list_is_found() -> None:
    html = rendered("> [!tip] Outer\n> > [!bug] Inner\n> > b\n\n- > [!note] In a list\n  > c", "callouts")

    assert html.count('class="markdown-alert-title"') == 3
    assert "[!" not in html


def test_a_quote_stays_a_quote() -> None:
    html = rendered("> a [!tip] b\n\n> > c", "callouts")

    assert html.count("<blockquote>") == 3
    assert "markdown-alert" not in html


def test_without_the_extension_only_the_alerts_of_github_are_found() -> None:
    html = rendered("> [!tip] Title\n> a")

    assert html == "<blockquote>\n<p>[!tip] Title\na</p>\n</blockquote>\n"


@pytest.mark.parametrize(
    ("text", "kind", "title"),
    [
        (":::note\na\n:::", "note", "Note"),
        ("::: warning Careful\na\n:::", "warning", "Careful"),
        (":::danger[Hot]\na\n:::", "caution", "Hot"),
        (":::tip[Hot]{.wide}\na\n:::", "tip", "Hot"),
        ("::: {.tip}\na\n:::", "tip", "Tip"),
        ('!!! note "A title"\n    a', "note", "A title"),
        ("!!! warning\n    a", "warning", "Warning"),
        ('!!! danger inline end "Hot"\n    a', "caution", "Hot"),
        ("/// tip\na\n///", "tip", "Tip"),
        ('/// note | "Technical *Details*"\n\na\n\n///', "note", "Technical <em>Details</em>"),
        ("/// admonition | A title\n    type: warning\n    attrs: {id: b}\n\na\n///", "note", "A title"),
    ],
)
def test_an_admonition_is_an_alert(text: str, kind: str, title: str) -> None:
    html = rendered(text, "admonitions")

    assert "".join(html.split("\n")) == alert(kind, title, "<p>a</p>").replace("\n", "")


def test_an_admonition_that_folds_is_a_details_element() -> None:
    html = rendered('??? tip "More"\n    a\n\n:::details Even more\nb\n:::', "admonitions")

    assert html.count("<details") == 2
    assert "<summary" in html


def test_blocks_of_mkdocs_lie_in_each_other() -> None:
    html = rendered(
        "//// tab | Linux\n\n/// warning\na\n///\n\n////\n\n//// details | More\nb\n////\n\nafter", "admonitions"
    )

    assert html.count("<details") == 2
    assert "<summary>Linux</summary>" in html
    assert ("//" in html, html.count("markdown-alert-warning")) == (False, 1)
    assert html.rstrip().endswith("<p>after</p>")


@pytest.mark.parametrize("text", ["/// a comment of Rust", "// note", "    /// note\n", "a /// note"])
def test_other_slashes_are_text(text: str) -> None:
    assert text.strip() in rendered(text, "admonitions")


def test_an_admonition_with_an_empty_title_has_none() -> None:
    html = rendered('!!! note ""\n    a', "admonitions")

    assert "markdown-alert-title" not in html
    assert "<p>a</p>" in html


def test_admonitions_lie_in_each_other() -> None:
    html = rendered("::::tip\na\n:::note\nb\n:::\n::::\n\nafter", "admonitions")

    assert html.count('class="markdown-alert-title"') == 2
    assert ":::" not in html
    assert html.rstrip().endswith("<p>after</p>")


@pytest.mark.parametrize(
    "unit",
    [
        *("> [!tip] a\n", "> [!tip]\n\n", ">" * 50 + "[!a]\n", "[!tip]\n> ", ":::note\n", ":::note\n:::\n", ":::\n"),
        *("!!! note\n", "!!! note\n    a\n", "??? a\n", '!!! "', "::: a\n\n", "!!! a\n\n    !!! b\n\n        c\n\n"),
        *("/// a\n", "/// a\n///\n", "///\n", "/// a |", "/// a\n    b: c\n"),
    ],
)
def test_hostile_texts_take_linear_time(unit: str) -> None:
    html = rendered(unit * (SIZE // len(unit)), "callouts", "admonitions")

    assert html
