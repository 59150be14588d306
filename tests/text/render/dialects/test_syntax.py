"""Wiki links, attributes, definition lists and marks."""

import pytest

from versioning.text.render.dialects.extensions import LABELS, extensions_in
from versioning.text.render.render import render, render_or_plain

SIZE = 200_000
REL = ' rel="nofollow noopener noreferrer"'


def rendered(text: str, *extensions: str) -> str:
    return render(text, content_type="markdown", extensions=frozenset(extensions))


@pytest.mark.parametrize(
    ("text", "href", "label"),
    [
        ("[[Page]]", "Page", "Page"),
        ("[[a/My page#One two|text]]", "a/My%20page#One%20two", "text"),
        ("[[Page#One#Two]]", "Page#One#Two", "Page &gt; One &gt; Two"),
        ("[[C: drive]]", "C%3A%20drive", "C: drive"),
    ],
)
def test_a_wiki_link_is_a_link_with_a_class_of_its_own(text: str, href: str, label: str) -> None:
    assert rendered(text, "wiki_links") == f'<p><a href="{href}" class="wiki-link"{REL}>{label}</a></p>\n'


def test_a_wiki_link_to_a_heading_of_its_own_page_is_an_anchor() -> None:
    html = rendered("[[#One two]]\n\n# One two", "wiki_links")

    assert f'<a href="#user-content-one-two"{REL}>One two</a>' in html
    assert 'id="user-content-one-two"' in html


@pytest.mark.parametrize(
    ("text", "attributes"),
    [
        ("![[a b.png]]", 'src="a%20b.png" alt="" class="wiki-file"'),
        ("![[a b.png|100]]", 'src="a%20b.png" alt="" class="wiki-file" width="100"'),
        ("![[i/a.png|100x50]]", 'src="i/a.png" alt="" class="wiki-file" width="100" height="50"'),
        ("![[a.png|A *plan*|100]]", 'src="a.png" alt="A *plan*" class="wiki-file" width="100"'),
        ("![[a.png#outline|12345]]", 'src="a.png" alt="12345" class="wiki-file"'),
    ],
)
def test_an_embedded_picture_is_a_picture(text: str, attributes: str) -> None:
    assert rendered(text, "wiki_links") == f"<p><img {attributes}></p>\n"


@pytest.mark.parametrize(
    ("text", "href", "label"),
    [
        ("[[a b.png]]", "a%20b.png", "a b.png"),
        ("![[talk.mp3]]", "talk.mp3", "talk.mp3"),
        ("![[form.pdf#page=3|The form]]", "form.pdf#page=3", "The form"),
    ],
)
def test_a_wiki_link_to_a_file_is_a_link(text: str, href: str, label: str) -> None:
    assert rendered(text, "wiki_links") == f'<p><a href="{href}" class="wiki-file"{REL}>{label}</a></p>\n'


@pytest.mark.parametrize(
    ("text", "href", "label"),
    [("![[Page]]", "Page", "Page"), ("![[Page 1.2#One]]", "Page%201.2#One", "Page 1.2 &gt; One")],
)
def test_an_embedded_page_is_a_link(text: str, href: str, label: str) -> None:
    assert rendered(text, "wiki_links") == f'<p><a href="{href}" class="wiki-link"{REL}>{label}</a></p>\n'


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("a %%private%% b", "<p>a  b</p>\n"),
        ("a %%pri\nvate%% b", "<p>a  b</p>\n"),
        ("%% private %%", ""),
        ("a\n\n%%\nprivate\n\n# private\n%%\n\nb", "<p>a</p>\n<p>b</p>\n"),
        ("> a\n> %%\n> private\n> %%\n> b", "<blockquote>\n<p>a</p>\n<p>b</p>\n</blockquote>\n"),
        ("`%%code%%` 100%% sure", "<p><code>%%code%%</code> 100%% sure</p>\n"),
        ("    %%code%%", "<pre><code>%%code%%\n</code></pre>\n"),
        ("%%\nnever closed", "<p>%%\nnever closed</p>\n"),
        ("- a\n  %% b\n\nc %%", "<ul>\n<li>a\n%% b</li>\n</ul>\n<p>c %%</p>\n"),
    ],
)
def test_comments_of_obsidian_are_not_shown(text: str, html: str) -> None:
    assert rendered(text, "wiki_links") == html


def test_without_wiki_links_two_percent_signs_are_text() -> None:
    assert rendered("a %%b%%") == "<p>a %%b%%</p>\n"


def test_a_link_to_a_block_leads_to_the_id_that_the_block_ends_with() -> None:
    html = rendered("[[#^b1]]\n\nA block.  ^b1\n\n- item ^b2\n\n| a |\n|-|\n| b ^b3 |\n\n^b4", "wiki_links")

    assert f'<a href="#user-content-^b1"{REL}>^b1</a>' in html
    assert '<p id="user-content-^b1">A block.' in html
    assert '<li id="user-content-^b2">item</li>' in html
    assert "b ^b3" in html
    assert "b4" not in html


@pytest.mark.parametrize("unit", ["%%", "%% a", "%% a\n", "%%\n\n", "a %%b\n\n", "> %%\n", "- %% a\n", "a ^b\n\n"])
def test_hostile_comments_are_bounded(unit: str) -> None:
    text = unit * (SIZE // len(unit))

    assert render_or_plain(text, content_type="markdown", extensions=frozenset(["wiki_links"])).html is not None


@pytest.mark.parametrize("text", ["`[[a]]`", "[[a](b)", "[[]]", "[[a\nb]]", r"\[[a]]"])
def test_what_looks_like_a_wiki_link_stays(text: str) -> None:
    assert "wiki-link" not in rendered(text, "wiki_links")


def test_a_heading_has_the_id_that_it_states() -> None:
    html = rendered("# A *b* {#own}\n\n# Own\n\n## C {/* #c.d */}\n\n## E {.wide}", "attributes")

    assert '<h1 id="user-content-own">A <em>b</em></h1>' in html
    assert '<h1 id="user-content-own-1">Own</h1>' in html
    assert '<h2 id="user-content-c.d">C</h2>' in html
    assert '<h2 id="user-content-e">E</h2>' in html


def test_attributes_below_a_block_are_left_out() -> None:
    assert rendered("a\n{.wide}\n\n{: .x}\n\nb {c}", "attributes") == "<p>a</p>\n<p>b {c}</p>\n"


def test_a_definition_list() -> None:
    html = rendered("Term\n: One\n: Two", "definition_lists")

    assert html == "<dl>\n<dt>Term</dt>\n<dd>One</dd>\n<dd>Two</dd>\n</dl>\n"


def test_marked_text() -> None:
    html = rendered("==a *b*== and a == b == c", "marks")

    assert html == "<p><mark>a <em>b</em></mark> and a == b == c</p>\n"


def test_inserted_text() -> None:
    html = rendered("^^a *b*^^ and 2^^3 ^^ c", "insertions")

    assert html == "<p><ins>a <em>b</em></ins> and 2^^3 ^^ c</p>\n"


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("++ctrl+alt+del++", "<kbd>Ctrl</kbd>+<kbd>Alt</kbd>+<kbd>Del</kbd>"),
        ("press ++k++.", "press <kbd>K</kbd>."),
        ('++page-up+"My key"+slash++', "<kbd>Page Up</kbd>+<kbd>My key</kbd>+<kbd>/</kbd>"),
        ('++"<b>"++', "<kbd>&lt;b&gt;</kbd>"),
        ("C++ and D++", "C++ and D++"),
        ("i++k++", "i++k++"),
        ("`++k++`", "<code>++k++</code>"),
    ],
)
def test_keys(text: str, html: str) -> None:
    assert rendered(text, "keys") == f"<p>{html}</p>\n"


@pytest.mark.parametrize(
    ("text", "html"),
    [
        (":tada: and :+1:, :heavy_check_mark:", "🎉 and 👍, ✔️"),
        ("**:warning:**:x:", "<strong>⚠️</strong>❌"),
        (":ref: 10:30:00 a:x:b :no emoji:", ":ref: 10:30:00 a:x:b :no emoji:"),
        ("`:tada:` <https://example.org/:x:>",
         f'<code>:tada:</code> <a href="https://example.org/:x:"{REL}>https://example.org/:x:</a>'),
    ],
)  # fmt: skip
def test_emoji_by_their_names(text: str, html: str) -> None:
    assert rendered(text, "emoji") == f"<p>{html}</p>\n"


def test_the_id_of_a_heading_has_the_name_of_its_emoji() -> None:
    assert 'id="user-content-tada-new"' in rendered("# :tada: New", "emoji")


def test_icons_of_mkdocs_are_no_emoji() -> None:
    assert rendered(":material-check: :x:", "admonitions", "emoji") == "<p>❌</p>\n"


@pytest.mark.parametrize(
    "text",
    ["[[a|b]]", "# A {#b}", "T\n: d", "==a==", "> [!x] y", ":::note\n:::", "^^a^^", "++k++", ":tada:"],
)
def test_without_extensions_nothing_changes(text: str) -> None:
    html = rendered(text)

    assert not any(sign in html for sign in ("wiki-link", 'id="user-content-b"', "<dl>", "<mark>", "markdown-alert"))
    assert not any(sign in html for sign in ("<ins>", "<kbd>", "🎉"))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("See [[Page]].", {"wiki_links"}),
        ("- [[Page]] and [[b]]", {"wiki_links"}),
        ("# A {#b}", {"attributes"}),
        ("Term\n: One", {"definition_lists"}),
        ("a ==bc== d", {"marks"}),
        ("a ^^b^^ c", {"insertions"}),
        ("++cmd+k++", {"keys"}),
        ("C++ or D++ ^^", set()),
        ("A :ref: and :tada:", {"emoji"}),
        ("At 12:30:00 :ref:", set()),
        ("> [!tip] a", {"callouts"}),
        ("!!! note\n    a", {"admonitions"}),
        ("/// note | Title\na\n///", {"admonitions"}),
        ("/// A comment\n/// of Rust", set()),
        ("if [[ -f a ]]; then a == b; fi", set()),
        ("[[servers]]\n  [[servers.one]]\nip = 1", set()),
        ("Write `a ==b== c` or `see [[Page]]`.", set()),
        ("```\nSee [[Page]] ==bc==\n```\n", set()),
        ("Time: 12:30\nand so on", set()),
    ],
)
def test_finds_the_extensions_that_a_text_uses(text: str, found: set[str]) -> None:
    assert extensions_in(text) == found


@pytest.mark.parametrize(
    "unit",
    [
        *("[[", "[[a", "[[a]]", "![[a.png]]", "==", "==a", "==a==", "== a ==", "# a {#b}\n", "# {#a\n", "{#a}\n"),
        *("a\n: b\n", ": ", "a\n: ", "a\n: b\n\n    : c\n", "[[a|b#c", "{", "a {#b ", "~ a\n"),
        *("^^", "^^a", "^^a^^", "^^ ==a", "++", "++a", "++a++ ", "++a+b", ":", ":a", ":a:", ":tada:", ":tada: "),
        "# a" + " " * (SIZE - 5) + "{b",
    ],
)
def test_hostile_texts_are_bounded(unit: str) -> None:
    text = unit * (SIZE // len(unit))

    assert render_or_plain(text, content_type="markdown", extensions=frozenset(LABELS)).html
    assert extensions_in(text) <= LABELS.keys()
