import pytest

from versioning.text.render.blocks import blocks_to_html
from versioning.text.render.markdown import BLOCK_NESTING
from versioning.text.render.render import render_or_plain, validate_blocks
from versioning.text.render.sanitize import sanitize

SIZE = 200_000
TOO_DEEP = "the text would take too long to render: its quotes and lists are nested too deeply."
TOO_DEEP_HTML = "the text would take too long to render: its HTML is nested too deeply."
TOO_MANY_MARKS = "the text would take too long to render: it has too many brackets and stars."
TOO_MANY_LINES = "the text would take too long to render: it has too many lines."
TOO_MANY_PARTS = "the text would take too long to render: it has too many parts."
TOO_MANY_QUOTES = "the text would take too long to render: it has too many quotes that end without an empty line."
TOO_MUCH_GROWTH = "the text would take too long to render: it would grow too much."
TOO_MANY_ATTRIBUTES = "the text would take too long to render: its HTML has tags with too many attributes."


def of_size(unit: str, size: int = SIZE) -> str:
    return unit * (size // len(unit))


# Each of these takes minutes if a parser scans the rest of the text again at each mark.
@pytest.mark.parametrize(
    "unit",
    [
        *(
            "`",
            "<",
            "&",
            "!",
            "*a ",
            "a**b",
            "_a ",
            "~~a ",
            "a_",
            "|",
            "<a ",
            "<a b='",
            "<!--",
            "<?",
            "<!a",
            "<![CDATA[",
        ),
        *(
            ":",
            "http://",
            "http://a.b?",
            "http://a.b;",
            "http://a.b)",
            "www.a.",
            "a@",
            "_a@",
            "mailto:",
            "#",
            "\\",
            "\x00",
        ),
        *("[a]: b '\n", "> [!NOTE]\n", "a|b\n", "<div>\n\n</div>\n\n", "# a\n", "```\n", "<b>a</b>"),
    ],
)
def test_renders_long_runs_of_marks(unit: str) -> None:
    rendered = render_or_plain(of_size(unit, SIZE // 4), content_type="markdown")

    assert rendered.plain_because == ""


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (of_size("["), TOO_MANY_MARKS),
        (of_size("[a]("), ""),
        (of_size("a*", 800_000), TOO_MANY_MARKS),
        (of_size("[![](", 600_000), TOO_MANY_MARKS),
        ("> " * SIZE, TOO_DEEP),
        ("+ " * SIZE, TOO_DEEP),
        ("> - " * SIZE, TOO_DEEP),
        (of_size("a\n", 600_000), TOO_MANY_LINES),
        (("- " * 45 + "a\n\n") * 6_000, TOO_MANY_PARTS),
        (("|" + "a|" * 256 + "\n|" + "-|" * 256 + "\n" + "|\n" * 256 + "\n") * 8, TOO_MANY_PARTS),
        ("|a|b|\n|-|-|\n" + "|c|d|\n" * 40_000, TOO_MANY_PARTS),
        ("|" + "a|" * 200 + "\n|" + "-|" * 200 + "\n" + "|a\n" * 2_000, TOO_MANY_PARTS),
        ("|" + "a|" * 200 + "\n|" + "-|" * 200 + "\n" + "|a\n" * 50, ""),
        (f"[a]: /{'b' * SIZE}\n\n" + "[a] " * SIZE, TOO_MANY_MARKS),
        (f"[a]: /{'b' * 20_000}\n\n" + "[a] " * 20_000, TOO_MUCH_GROWTH),
        (of_size("[^a]") + "\n\n[^a]: b", TOO_MUCH_GROWTH),
        (of_size("<b>"), TOO_DEEP_HTML),
        *(
            (of_size(f"> {quote}\nb\n"), TOO_MANY_QUOTES)
            for quote in ("# a", "---", "```", "    a", "- # a", "|a|\n> |-|")
        ),
        (of_size("> [!tip]\n> > [!tip]\n"), TOO_MANY_QUOTES),
        ("> # a\nb\n" * 300 + of_size("> c\n"), TOO_MANY_QUOTES),
    ],
)
def test_shows_hostile_markdown_as_it_is(text: str, reason: str) -> None:
    rendered = render_or_plain(text, content_type="markdown")

    assert rendered.plain_because == reason


@pytest.mark.parametrize(
    ("levels", "reason"), [(BLOCK_NESTING - 2, ""), (BLOCK_NESTING - 1, TOO_DEEP), (BLOCK_NESTING, TOO_DEEP)]
)
def test_leaves_nothing_out_however_deep_it_is(levels: int, reason: str) -> None:
    rendered = render_or_plain("> " * levels + "deep", content_type="markdown")

    assert rendered.plain_because == reason
    assert "deep" in rendered.html


@pytest.mark.parametrize(
    "unit", ["> a\nb\n", "> # a\n\nb\n", "> # a\nb\n\n", "> # a\n> b\n", "> - a\nb\n", "> > a\n> b\nc\n"]
)
def test_renders_many_quotes(unit: str) -> None:
    rendered = render_or_plain(of_size(unit), content_type="markdown")

    assert rendered.plain_because == ""


def test_brackets_nested_past_the_limit_stay_text() -> None:
    rendered = render_or_plain("[" * 50 + "a" + "](b)" * 50, content_type="markdown")

    assert rendered.html.count("[") >= 30
    assert rendered.plain_because == ""


@pytest.mark.parametrize(
    ("html", "reason"),
    [
        (of_size("<b>"), TOO_DEEP_HTML),
        (of_size("<div>"), TOO_DEEP_HTML),
        (of_size("<div></b>"), TOO_DEEP_HTML),
        (of_size("<table>"), TOO_DEEP_HTML),
        (of_size("<dd><li>"), TOO_DEEP_HTML),
        (of_size("<dd></x><li></x>"), TOO_DEEP_HTML),
        (of_size("<svg>"), TOO_DEEP_HTML),
        ("".join(f"<b a{number}>" for number in range(250)) + of_size("<p>x"), TOO_DEEP_HTML),
        (of_size("<b a><svg><style><!-- </style></svg></b>-->"), ""),
        (of_size('<style><a title="</style><b a><p>x">'), TOO_DEEP_HTML),
        ("<a " + " ".join(f"a{number}" for number in range(20_000)) + ">b</a>", TOO_MANY_ATTRIBUTES),
        (("<a " + "a " * 4_000 + ">b</a>") * 8, TOO_MANY_ATTRIBUTES),
    ],
)
def test_shows_hostile_html_as_it_is(html: str, reason: str) -> None:
    rendered = render_or_plain(html, content_type="wysiwyg")

    assert rendered.plain_because == reason


@pytest.mark.parametrize(
    "unit",
    [
        *(
            "<",
            "</",
            "<!",
            "<!--",
            "<?",
            "<a ",
            "<a b='",
            "<script>x</script>",
            "<p>",
            "<li>x",
            "<p>x</p>",
            "</p>",
            "</b>",
        ),
        *(
            "<br>",
            "<b>x</b>",
            "<!-- x -->",
            "<![CDATA[",
            "<td>",
            "&amp;",
            "<tr><td>x</tr>",
            "<svg><path/></svg>",
            "<x/>y</x>",
        ),
    ],
)
def test_renders_long_html(unit: str) -> None:
    rendered = render_or_plain(of_size(unit), content_type="wysiwyg")

    assert rendered.plain_because == ""


@pytest.mark.parametrize("name", ["script", "style", "svg", "math"])
def test_looks_once_for_the_end_of_what_is_dropped(name: str) -> None:
    html = f"a<{name}>" + of_size(f"</{name}")

    sanitized = sanitize(html + of_size(f"</{name} "))

    assert sanitized == "a"


def test_elements_may_end_without_saying_so() -> None:
    html = "<table>" + "<tr><td><p>a" * 20_000 + "</table>"

    sanitized = sanitize(html)

    assert sanitized.count("<p>a</p></td>") == 20_000


def test_blocks_share_one_budget() -> None:
    soup = "".join(f"<b a{number}>" for number in range(200)) + "<p>x" * 1_400
    block = f'{{"type": "paragraph", "data": {{"text": "{soup}"}}}}'

    alone = render_or_plain(f'{{"blocks": [{block}]}}', content_type="block")
    together = render_or_plain(f'{{"blocks": [{", ".join([block] * 9)}]}}', content_type="block")

    assert alone.plain_because == ""
    assert together.plain_because == TOO_DEEP_HTML


@pytest.mark.parametrize("unit", ["<", "<a", "&", "&a", "[", "-", "😀"])
def test_checks_long_headings(unit: str) -> None:
    text = f'{{"blocks": [{{"type": "header", "data": {{"text": "{of_size(unit)}"}}}}]}}'

    validate_blocks(text)

    assert render_or_plain(text, content_type="block").plain_because == ""


def test_validating_blocks_parses_no_html() -> None:
    text = f'{{"blocks": [{{"type": "paragraph", "data": {{"text": "{of_size("<b>")}"}}}}]}}'

    html = blocks_to_html(text, clean=str)

    assert html == f"<p>{of_size('<b>')}</p>\n"
