"""No attribute that holds a URL keeps one that a browser would run."""

import pytest

from tests.text.unsafe_html import unsafe_parts
from versioning.text.render.allowed_html import ATTRIBUTES, TAGS, URL_ATTRIBUTES
from versioning.text.render.render import render
from versioning.text.render.sanitize import sanitize

# All attributes of HTML that hold URLs (https://html.spec.whatwg.org/multipage/indices.html#attributes-3), and those of
# former versions of HTML.
OF_HTML = frozenset(
    {"action", "cite", "data", "formaction", "href", "itemid", "itemprop", "itemtype", "manifest", "ping", "poster"}
    | {"src", "srcset", "imagesrcset", "srcdoc", "background", "classid", "codebase", "longdesc", "lowsrc", "dynsrc"}
    | {"profile", "usemap", "archive", "icon", "xlink:href", "xml:base"}
)
RUN = [
    *("javascript:alert(1)", "JavaScript:alert(1)", " java\tscript:alert(1)", "java&#10;script:alert(1)"),
    *("&#1;javascript:alert(1)", "vbscript:x", "data:text/html,<script>x</script>", "file:///etc/passwd", "blob:x"),
]
KEPT = [(tag, name) for tag, names in sorted(ATTRIBUTES.items()) for name in sorted(names & OF_HTML)]


def test_each_attribute_that_may_hold_a_url_is_known_as_one() -> None:
    assert {name for _, name in KEPT} == URL_ATTRIBUTES


@pytest.mark.parametrize("url", RUN)
@pytest.mark.parametrize("name", sorted(OF_HTML))
def test_no_tag_keeps_it_in_any_attribute(name: str, url: str) -> None:
    for tag in sorted(TAGS):
        html = sanitize(f'<{tag} {name}="{url}">a</{tag}>')

        assert f"{name}=" not in html
        assert unsafe_parts(html) == []


@pytest.mark.parametrize(("tag", "name"), KEPT)
def test_harmless_addresses_are_kept(tag: str, name: str) -> None:
    for url in ("https://a.example/x:y", "//a.example/", "/d/1/", "x/y:z", "?q=a:b", "#user-content-a"):
        assert f'{name}="{url}"' in sanitize(f'<{tag} {name}="{url}">a')


@pytest.mark.parametrize("content_type", ["markdown", "wysiwyg"])
def test_a_quotation_keeps_no_script(content_type: str) -> None:
    html = render('<q cite="javascript:alert(1)">a</q>', content_type=content_type)

    assert "<q>a</q>" in html
