from time import monotonic

import pytest
from hypothesis import given
from hypothesis import strategies as st

from versioning.text.search.plain import MAX_PLAIN_BYTES, MAX_PLAIN_CHARACTERS, WORD_SEPARATOR, as_one_line, plain_text

KEY = "01234567-0123-4123-8123-0123456789ab"
HOSTILE = (
    "*",
    "<a",
    "<!--",
    "[](",
    "_a",
    "&#",
    "\\",
    "<script",
    "<a-",
    "-\n",
    "<a.b.c.d",
    "[",
    "x:",
    "中",
    "\0",
    "![a](",
    "<img alt='",
    "/files/" + KEY + "/a",
)


@pytest.mark.parametrize(
    ("markdown", "plain"),
    [
        ("# Refunds & *returns*\n\nWithin **14 days**.", "Refunds & returns Within 14 days."),
        ("see [the policy](https://x.example 'T') or ![a pic](a.png)", "see the policy or a pic a.png"),
        (
            "![Plan](<a b.png?raw=1>) <img src='c/d.png' alt='A map'> [f](/files/" + KEY + "/x.pdf)",
            "Plan A map f a b.png d.png x.pdf",
        ),
        ("![[a b.png|A map|300]] [[Page#One|text]] [[Page two]] ![[c.png|300]]", "A map text Page two a b.png c.png"),
        (r"| [[a\|b]] | ![[d.png\|40x20]] |", "b d.png"),
        ("[a][ref] b\n\n[ref]: https://x.example", "a b"),
        ("> quoted `code`\n\n- one\n- two\n\n| a | b |\n|---|---|", "quoted code one two a b"),
        ("```py\nfoo_bar = 2*3\n```", "py foo_bar = 2*3"),
        ("<b>in</b>side <p>out</p>side &amp; &eacute; \\*", "inside out side & é *"),
        ("shown <!-- hidden --> again <!-- never ends", "shown again never ends"),
        ("<https://x.example> and <me@x.example>", "<https://x.example> and <me@x.example>"),
        ("a\0b\tc\u200bd", "a b c d"),
        ("中文 and かな", f"中{WORD_SEPARATOR}文 and か{WORD_SEPARATOR}な"),
    ],
)
def test_markdown_says_its_words(markdown: str, plain: str) -> None:
    assert plain_text(markdown, content_type="markdown") == plain


def test_html_says_what_is_shown() -> None:
    html = "<p>A <b>b</b>c<script>let x = '<p>'</script>d</p><style>p{}</style><p>&eacute;</p><script>never ends"

    assert plain_text(html, content_type="wysiwyg") == "A bc d é"


def test_html_says_what_its_pictures_show_and_what_they_are_called() -> None:
    html = '<p>A<img alt="a &amp; b" src="/files/01234567-0123-4123-8123-0123456789ab/plan.png">c <img src=x.png></p>'

    assert plain_text(html, content_type="wysiwyg") == "A a & b c plan.png x.png"


def test_blocks_say_their_words() -> None:
    blocks = (
        '{"blocks": [{"type": "header", "data": {"text": "A <b>b</b>"}}, {"type": "code", "data": {"code": "<i>"}}]}'
    )

    assert plain_text(blocks, content_type="block") == "A b <i>"


def test_what_is_no_block_document_is_taken_as_it_is() -> None:
    assert plain_text('{"blocks": 7}', content_type="block") == '{"blocks": 7}'


@pytest.mark.parametrize("content_type", ["markdown", "wysiwyg", "block"])
def test_any_text_stays_within_bounds(content_type: str) -> None:
    for piece in HOSTILE:
        plain = plain_text(piece * (1_200_000 // len(piece)), content_type=content_type)

        assert len(plain) <= MAX_PLAIN_CHARACTERS
        assert len(plain.encode()) <= MAX_PLAIN_BYTES
        assert "\0" not in plain


@given(st.text())
def test_a_line_of_plain_text_stays_what_it_is(text: str) -> None:
    line = as_one_line(text.encode(errors="ignore").decode())

    assert as_one_line(line.replace(WORD_SEPARATOR, "")) == line


def test_leaves_out_comments_of_obsidian() -> None:
    text = "a %%private%% b\n\n%%\nprivate\n\nprivate\n%%\nc 50% d 60%%\n\n```\n%%code%%\n```\n\ne %% f"

    assert plain_text(text, content_type="markdown") == "a b c 50% d 60%% %%code%% e %% f"


@pytest.mark.parametrize("unit", ["%%", "%% a", "%% a\n", "%%\n\n", "a %%b\n\n", "> %%\n", "```\n%%", "% % %%\n\n"])
def test_comments_take_linear_time(unit: str) -> None:
    assert plain_text(unit * (500_000 // len(unit)), content_type="markdown") is not None


@pytest.mark.parametrize(
    ("markdown", "plain"),
    [
        ("> [!tip] Read *this*\n> Words.", "Read this Words."),
        ("> [!warning]-\n> Words.", "warning Words."),
        ("> > [!my-note|wide]+ Title\n> > Words.", "Title Words."),
        ("Write [!tip] here.", "Write [!tip] here."),
        ('!!! note "A title"\n    Words.\n\n??? tip\n    More.', "A title Words. tip More."),
        ('!!! danger ""\n    Words.\n\n???+ note inline end "B"\n    C.', "Words. B C."),
        ("What??? Really!!! note", "What??? Really!!! note"),
        (":::tip\nWords.\n:::\n\n:::note[A title]{.wide}\nMore.\n:::", "tip Words. A title More."),
        ("/// tip\nWords.\n///\n\n//// note | A title\nMore.\n////\n\na // b", "tip Words. A title More. a // b"),
        ("::: {.warning}\nWords.\n:::", "warning Words."),
        ('=== "Linux"\n\n    Words.\n\n=== "Mac"', "Linux Words. Mac"),
        ("## Title {#own-id}\n\n[a](b){ .button target=_blank } c", "Title a c"),
        ("{: .lead }\nSet {.x} and {a} here[^1].\n\n[^1]: A note.", "Set {.x} and {a} here. A note."),
        ("a ==marked== and ^^inserted^^ if b == c == d", "a marked and inserted if b == c == d"),
        ("Press ++ctrl+k++ :material-check: in C++ and D++", "Press ctrl+k in C++ and D++"),
    ],
)
def test_leaves_out_the_markers_of_dialects(markdown: str, plain: str) -> None:
    assert plain_text(markdown, content_type="markdown") == plain


@pytest.mark.parametrize(
    "unit",
    [
        *("> [!a", "> [!a]", "> [!a]\n", " {.a} x", ":::", ":::a[", ":::a[]{}", ":::a\n", "::: {a", "!!! a", '!!! a "'),
        "!!! a\n",
        *(
            '=== "',
            '=== "a"\n',
            "{#a",
            "{#a}",
            "x){.a ",
            "[^",
            "[^a]",
            "==a",
            "== ",
            "^^a",
            "++a",
            "++a+",
            ":material-a",
        ),
        *(" " * 50 + "{", "> " * 50, " ??? a -", ":::a ["),
    ],
)
def test_markers_take_linear_time(unit: str) -> None:
    began = monotonic()

    plain_text(unit * (1_000_000 // len(unit)), content_type="markdown")

    assert monotonic() - began < 10


def test_leaves_out_front_matter() -> None:
    assert plain_text("---\nsecret: word\n---\nText.\n", content_type="markdown") == "Text."
