import pytest

from versioning.text.render.markdown import markdown_to_html
from versioning.text.render.render import render


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("Setext\n===", '<h1 id="setext">Setext</h1>\n'),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n"),
        ("- a\n\n- b", "<ul>\n<li>\n<p>a</p>\n</li>\n<li>\n<p>b</p>\n</li>\n</ul>\n"),
        ("3. a\n4. b", '<ol start="3">\n<li>a</li>\n<li>b</li>\n</ol>\n'),
        ("> a\nb", "<blockquote>\n<p>a\nb</p>\n</blockquote>\n"),
        ("    code <b>", "<pre><code>code &lt;b&gt;\n</code></pre>\n"),
        ("a  \nb", "<p>a<br />\nb</p>\n"),
        ("***", "<hr />\n"),
        ("**a *b* c**", "<p><strong>a <em>b</em> c</strong></p>\n"),
        ("a*b*c a_b_c", "<p>a<em>b</em>c a_b_c</p>\n"),
        ("`` a ` b ``", "<p><code>a ` b</code></p>\n"),
        (r"\*a\* &amp; &copy;", "<p>*a* &amp; ©</p>\n"),
        ('[a](/b "c")', '<p><a href="/b" title="c">a</a></p>\n'),
        ("[a][B]\n\n[b]: /c 'd'", '<p><a href="/c" title="d">a</a></p>\n'),
        ("![a *b*](c.png)", '<p><img src="c.png" alt="a b" /></p>\n'),
        ("<https://a.b/ü>", '<p><a href="https://a.b/%C3%BC">https://a.b/ü</a></p>\n'),
        ("<b>a</b>", "<p><b>a</b></p>\n"),
        ("<div>\n\n*a*\n\n</div>\n", "<div>\n<p><em>a</em></p>\n</div>\n"),
        ("[a](javascript:b)", "<p>[a](javascript:b)</p>\n"),
    ],
)
def test_follows_commonmark(markdown: str, html: str) -> None:
    rendered = markdown_to_html(markdown)

    assert rendered == html


def test_strikes_through() -> None:
    rendered = render("~~a~~ ~b~ ~~~c~~~", content_type="markdown")

    assert rendered == "<p><s>a</s> <s>b</s> ~~~c~~~</p>\n"


def test_aligns_the_cells_of_a_table_without_a_style() -> None:
    rendered = render("|a|b|c|\n|:-|:-:|-:|\n|1|2|3|", content_type="markdown")

    assert rendered == (
        '<table>\n<thead>\n<tr>\n<th align="left">a</th>\n<th align="center">b</th>\n<th align="right">c</th>\n'
        '</tr>\n</thead>\n<tbody>\n<tr>\n<td align="left">1</td>\n<td align="center">2</td>\n'
        '<td align="right">3</td>\n</tr>\n</tbody>\n</table>\n'
    )


def test_shows_a_task_as_a_box_that_nobody_can_tick() -> None:
    rendered = render("- [ ] a\n- [x] b", content_type="markdown")

    box = '<input type="checkbox" disabled="" aria-label="Task" class="task-list-item-checkbox"'
    assert rendered == (
        '<ul class="contains-task-list">\n'
        f'<li class="task-list-item">{box}> a</li>\n<li class="task-list-item">{box} checked=""> b</li>\n</ul>\n'
    )


def test_a_footnote_and_its_references_link_to_each_other() -> None:
    rendered = render("a[^n] b[^n]\n\n[^n]: note", content_type="markdown")

    rel = 'rel="nofollow noopener noreferrer"'
    assert f'<a href="#user-content-fn:1" id="user-content-fnref:1" {rel}>[1]</a>' in rendered
    assert f'<a href="#user-content-fn:1" id="user-content-fnref:1:1" {rel}>[1:1]</a>' in rendered
    assert '<li id="user-content-fn:1" class="footnote-item">' in rendered
    assert f'<a href="#user-content-fnref:1" class="footnote-backref" {rel}>' in rendered
    assert f'<a href="#user-content-fnref:1:1" class="footnote-backref" {rel}>' in rendered


def test_a_link_finds_the_heading_it_names() -> None:
    rendered = render("[there](#fork-it)\n\n## Fork *it*!", content_type="markdown")

    assert '<a href="#user-content-fork-it" ' in rendered
    assert '<h2 id="user-content-fork-it">Fork <em>it</em>!</h2>' in rendered


def test_every_heading_has_an_id_of_its_own() -> None:
    rendered = markdown_to_html("# A\n# A 1\n# A\n# A\n# !\n# !\n# fn:1\n# `b_c` <i>d</i>\n# Ä ß 中")

    ids = [part.split('"')[0] for part in rendered.split(' id="')[1:]]
    assert ids == ["a", "a-1", "a-2", "a-3", "section", "section-1", "fn1", "b_c-d", "ä-ß-中"]


def test_an_alert_has_the_classes_that_a_style_sheet_needs() -> None:
    rendered = render("> [!WARNING]\n> a", content_type="markdown")

    assert rendered == (
        '<div class="markdown-alert markdown-alert-warning">\n<p class="markdown-alert-title">Warning</p>\n'
        "<p>a</p>\n</div>\n"
    )


def test_keeps_the_raw_html_that_readmes_use() -> None:
    markdown = (
        '<p align="center"><img src="a.png" alt="b" width="90"></p>\n\n'
        "<details><summary>c</summary>\n\n*d* <kbd>e</kbd><!-- f -->\n\n</details>"
    )

    rendered = render(markdown, content_type="markdown")

    assert rendered == (
        '<p align="center"><img src="a.png" alt="b" width="90"></p>\n'
        "<details><summary>c</summary>\n<p><em>d</em> <kbd>e</kbd></p>\n</details>"
    )


@pytest.mark.parametrize(
    ("markdown", "text", "href"),
    [
        ("see http://a.b.", "http://a.b", "http://a.b"),
        ("(see https://a.b/c_(d))", "https://a.b/c_(d)", "https://a.b/c_(d)"),
        ("*www.a.org/x?y=z*", "www.a.org/x?y=z", "http://www.a.org/x?y=z"),
        ("https://a.b/c&copy;", "https://a.b/c©", "https://a.b/c%C2%A9"),
        (r"https://a.b/c\&hellip;", "https://a.b/c", "https://a.b/c"),
        ("https://a.b/;", "https://a.b/", "https://a.b/"),
        ("http://localhost:8000/a", "http://localhost:8000/a", "http://localhost:8000/a"),
        ("a.b-c_d@e.example, f", "a.b-c_d@e.example", "mailto:a.b-c_d@e.example"),
        ("x</a> http://a.b", "http://a.b", "http://a.b"),
    ],
)
def test_links_a_bare_address(markdown: str, text: str, href: str) -> None:
    rendered = markdown_to_html(markdown)

    assert f'<a href="{href}">{text}</a>' in rendered


@pytest.mark.parametrize(
    "markdown",
    [
        *("README.md", "www.", "http://", "https://.", "http://a_b.c_d", "ftp://a.b", "//a.b", "a@b", "a@b.c-"),
        *("`http://a.b`", "javascript://a.b", "xhttp://a.b", "http://a..b"),
    ],
)
def test_leaves_what_is_no_address(markdown: str) -> None:
    rendered = markdown_to_html(markdown)

    assert "<a" not in rendered


@pytest.mark.parametrize("markdown", ["[see http://a.b](/c)", '<a href="/c">see http://a.b</a>', "![www.a.b](/c)"])
def test_makes_no_link_within_a_link(markdown: str) -> None:
    rendered = markdown_to_html(markdown)

    assert 'href="http' not in rendered


@pytest.mark.parametrize(
    "head",
    [
        "---\ntitle: Returns & refunds\nweight: 4\ntags: [shop]\n---\n\n",
        "---\ntitle: Returns\n...\n",
        '+++\ntitle = "Returns"\n+++\n',
        '{\n  "title": "Returns"\n}\n\n',
        "\ufeff",
        "\ufeff---\ndate created: 2024-01-01\n---\n",
    ],
)
def test_front_matter_and_a_byte_order_mark_are_not_shown(head: str) -> None:
    html = render(f"{head}# Title\n\nA parcel comes back.\n", content_type="markdown")

    assert html == '<h1 id="user-content-title">Title</h1>\n<p>A parcel comes back.</p>\n'


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("開啟**`設定`**。", "開啟<strong><code>設定</code></strong>。"),
        ("前往**「社群」**並", "前往<strong>「社群」</strong>並"),
        ("**Generics(제네릭스)**라고", "<strong>Generics(제네릭스)</strong>라고"),
        ("これは*「強調」*です", "これは<em>「強調」</em>です"),
        ("数据**解析** 和 ** 二 **", "数据<strong>解析</strong> 和 ** 二 **"),
        ("a**(b)**c", "a**(b)**c"),
    ],
)
def test_emphasis_needs_no_spaces_in_chinese_japanese_and_korean(text: str, html: str) -> None:
    assert render(text, content_type="markdown") == f"<p>{html}</p>\n"
