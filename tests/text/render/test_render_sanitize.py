import pytest

from tests.text.unsafe_html import unsafe_parts
from versioning.text.render.render import render
from versioning.text.render.sanitize import sanitize

REL = 'rel="nofollow noopener noreferrer"'


@pytest.mark.parametrize(
    "html",
    [
        "<p>a</p>",
        '<h2 id="user-content-a">a</h2>',
        '<table><thead><tr><th scope="col" colspan="2">a</th></tr></thead></table>',
        '<table><tbody><tr><td align="right">a</td></tr></tbody></table>',
        '<figure><img src="/a.png" alt="b" width="10" height="20"><figcaption>c</figcaption></figure>',
        f'<a href="https://a.b/?c=d&amp;e" {REL}>f</a>',
        '<ul><li>a<ol start="2"><li>b</li></ol></li></ul>',
        '<pre><code class="language-python">a &lt; b</code></pre>',
        '<ul data-type="taskList"><li data-checked="true" data-type="taskItem"><p>a</p></li></ul>',
        '<blockquote cite="https://a.b"><p>a</p></blockquote>',
        '<details open=""><summary>a</summary>b</details>',
        '<p dir="rtl" lang="ar">a <mark>b</mark><sub>c</sub><sup>d</sup><kbd>e</kbd></p>',
    ],
)
def test_keeps_what_a_document_is_made_of(html: str) -> None:
    sanitized = sanitize(html)

    assert sanitized == html


@pytest.mark.parametrize(
    ("html", "sanitized"),
    [
        ("<p style='color:red' class='a' onclick=b data-x=c>d</p>", "<p>d</p>"),
        ("a<script>b</script>c<style>d</style>e", "ace"),
        ("a<SCRIPT/x>b</sCRIPT\n>c", "ac"),
        ("a<script>b", "ab"),
        ("<svg><a>b</a></svg>c<math><mi>d</mi></math>e", "ce"),
        ("<form action=a><button>b</button><select><option>c</select><textarea>d</textarea></form>", "bcd"),
        ("<iframe src=a>b</iframe><object data=a>c</object><embed src=a>d", "bcd"),
        ("<base href=a><meta http-equiv=refresh content=b><link rel=stylesheet href=c>d", "d"),
        ("<html><head><title>a</title></head><body onload=b>c</body></html>", "ac"),
        ("a<!-- b -->c<!-->d<!--->e<!-- f --!>g", "acdeg"),
        ("<!doctype html><?xml a?></ >a", "a"),
        ("a <!-- b", "a &lt;!-- b"),
        ("a <b c='d", "a &lt;b c='d"),
        ("a </b", "a &lt;/b"),
        ("a <! b <? c", "a &lt;! b &lt;? c"),
        ("a < b & c <3", "a &lt; b &amp; c &lt;3"),
        ("<noscript><p>a</p></noscript><template><p>b</p></template>", "<p>a</p><p>b</p>"),
        ("<input type=password name=a autofocus>", '<input type="checkbox" disabled="" aria-label="Task">'),
    ],
)
def test_takes_out_the_rest(html: str, sanitized: str) -> None:
    assert sanitize(html) == sanitized


@pytest.mark.parametrize(
    "url",
    [
        "http://a.b",
        "https://a.b/c?d=e#f",
        "mailto:a@b.c",
        "tel:+31201234567",
        "/a",
        "a/b.html",
        "../a",
        "?a",
        "//a.b/c",
    ],
)
def test_keeps_links_that_lead_somewhere(url: str) -> None:
    assert sanitize(f'<a href="{url}">a</a>') == f'<a href="{url}" {REL}>a</a>'


@pytest.mark.parametrize(
    "url",
    [
        *("javascript:a", "JaVaScRiPt:a", " javascript:a", "java\nscript:a", "java\tscript:a", "\x01javascript:a"),
        *(
            "javascript&colon;a",
            "&#106;avascript:a",
            "&#x6A&#x61;vascript:a",
            "java&Tab;script:a",
        ),
        *("vbscript:a", "livescript:a", "data:text/html,a", "data:image/png;base64,AAAA", " d\nata:text/html,a"),
        *("file:///a", "ftp://a", "blob:a", "about:blank", "view-source:a", "feed:javascript:a", "x:a"),
    ],
)
def test_drops_links_that_run_or_hide_something(url: str) -> None:
    assert sanitize(f'<a href="{url}">a</a>') == f"<a {REL}>a</a>"


@pytest.mark.parametrize("kind", ["png", "jpeg", "jpg", "gif", "webp", "PNG"])
def test_keeps_pasted_pictures(kind: str) -> None:
    assert sanitize(f'<img src="data:image/{kind};base64,AAA=">') == f'<img src="data:image/{kind};base64,AAA=">'


@pytest.mark.parametrize(
    "url",
    [
        "data:image/svg+xml;base64,AAAA",
        "data:text/html;base64,AAAA",
        "data:,a",
        "data:image/png,a",
        "javascript:a",
        "da\tta:text/html,a",
    ],
)
def test_drops_pictures_that_are_more_than_pixels(url: str) -> None:
    assert sanitize(f'<img src="{url}">') == "<img>"


def test_joins_a_picture_whose_data_was_wrapped() -> None:
    assert sanitize('<img src=" data:image/png;base64,AA\nAA">') == '<img src="data:image/png;base64,AAAA">'


@pytest.mark.parametrize(
    ("html", "sanitized"),
    [
        ('<p id="a">b</p>', '<p id="user-content-a">b</p>'),
        ('<p id="user-content-a">b</p>', '<p id="user-content-a">b</p>'),
        ('<p id="">b</p>', "<p>b</p>"),
        ('<p id="a b">c</p>', "<p>c</p>"),
        (f'<p id="{"a" * 201}">b</p>', "<p>b</p>"),
        ('<a name="a">b</a>', f'<a name="user-content-a" {REL}>b</a>'),
        ('<img name="a">', "<img>"),
        ('<a href="#a">b</a>', f'<a href="#user-content-a" {REL}>b</a>'),
        ('<a href=" #user-content-a">b</a>', f'<a href=" #user-content-a" {REL}>b</a>'),
        ('<a href="#top">b</a>', f'<a href="#top" {REL}>b</a>'),
        ('<a href="#">b</a>', f'<a href="#" {REL}>b</a>'),
    ],
)
def test_ids_and_links_to_them_keep_to_themselves(html: str, sanitized: str) -> None:
    assert sanitize(html) == sanitized


@pytest.mark.parametrize(
    ("html", "sanitized"),
    [
        ('<p class="btn hl-k nav block-quote">a</p>', '<p class="hl-k block-quote">a</p>'),
        ('<p class="language-a">b</p>', "<p>b</p>"),
        ('<code class="language-c++ language-<a">b</code>', '<code class="language-c++">b</code>'),
    ],
)
def test_borrows_no_classes_of_the_user_interface(html: str, sanitized: str) -> None:
    assert sanitize(html) == sanitized


@pytest.mark.parametrize(
    "text",
    [
        "<img src=x onerror=alert(1)>",
        "<img src=x onerror=alert(1)//",
        "<IMG SRC=x OnErRoR=alert(1)>",
        "<img/src=x/onerror=alert(1)>",
        "<img src='x'onerror='alert(1)'>",
        '<img src="x` `<script>alert(1)</script>"` `>',
        "<svg onload=alert(1)>",
        "<svg><script>alert(1)</script></svg>",
        "<svg><animate onbegin=alert(1) attributeName=x>",
        "<svg><a><animate attributeName=href values=javascript:alert(1) /><text>a</text></a></svg>",
        "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=alert(1)&gt;'>",
        "<math><annotation-xml encoding='text/html'><script>alert(1)</script></annotation-xml></math>",
        "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
        "<noscript><style></noscript><img src=x onerror=alert(1)></style></noscript>",
        "<template><script>alert(1)</script></template>",
        "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
        "<style><img src='</style><img src=x onerror=alert(1)>'></style>",
        "<textarea><img title='</textarea><img src=x onerror=alert(1)>'></textarea>",
        "<title><img title='</title><img src=x onerror=alert(1)>'></title>",
        "<xmp><p title='</xmp><img src=x onerror=alert(1)>'>",
        "<iframe><p title='</iframe><img src=x onerror=alert(1)>'>",
        "<select><iframe></select><img src=x onerror=alert(1)>",
        "<![CDATA[<img src=x onerror=alert(1)>]]>",
        "<!--><img src=x onerror=alert(1)>-->",
        "<!--[if gte IE 4]><script>alert(1)</script><![endif]-->",
        "<p><a href='javascript:alert(1)'>a</a></p>",
        "[a](javascript:alert(1))",
        "[a](java&#115;cript:alert(1))",
        "[a](<java\tscript:alert(1)>)",
        "![a](javascript:alert(1))",
        '![a](x" onerror="alert(1))',
        '[a](x "onmouseover=alert(1)")',
        "<javascript:alert(1)>",
        "<a href=data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg>a</a>",
        "<a href=x onclick=alert(1)>a</a>",
        "<details open ontoggle=alert(1)>",
        "<body onload=alert(1)>",
        "<video><source onerror=alert(1)></video>",
        "<audio src=x onerror=alert(1)>",
        "<object data=javascript:alert(1)>",
        "<embed src=javascript:alert(1)>",
        "<iframe src=javascript:alert(1)>",
        "<iframe srcdoc='<script>alert(1)</script>'>",
        "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
        "<link rel=import href=data:text/html,a>",
        "<base href=javascript:alert(1)//>",
        "<div style='background:url(javascript:alert(1))'>",
        "<div style='width:expression(alert(1))'>",
        "<style>@import 'javascript:alert(1)'</style>",
        "<table background=javascript:alert(1)>",
        "<input autofocus onfocus=alert(1)>",
        "<button formaction=javascript:alert(1)>a</button>",
        "<isindex action=javascript:alert(1) type=image>",
        "<marquee onstart=alert(1)>",
        "<scr<script>ipt>alert(1)</scr</script>ipt>",
        "<<script>alert(1)//<</script>",
        "<script\x00>alert(1)</script>",
        "<scr\x00ipt>alert(1)</script>",
        "<x-script>alert(1)</x-script>",
        '```"><img/src/onerror=alert(1)>\na\n```',
        "`<img src=x onerror=alert(1)>`",
        '# <img src=x onerror=alert(1)> " onclick=alert(1)',
        "a[^1]\n\n[^1]: <img src=x onerror=alert(1)>",
        "[^<img src=x onerror=alert(1)>]: a",
        "|<img src=x onerror=alert(1)>|\n|-|",
        'http://a.b/"onmouseover=alert(1)',
    ],
)
@pytest.mark.parametrize("content_type", ["markdown", "wysiwyg"])
def test_runs_nothing(text: str, content_type: str) -> None:
    rendered = render(text, content_type=content_type)

    assert unsafe_parts(rendered) == []
