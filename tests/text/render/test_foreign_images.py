import pytest

from versioning.text.render.foreign_images import link_foreign_images
from versioning.text.render.render import render

REL = 'rel="nofollow noopener noreferrer"'


@pytest.mark.parametrize(
    ("address", "written"),
    [
        ("https://spy.example/a.png", "https://spy.example/a.png"),
        ("http://spy.example/a.png?a=1&b=2", "http://spy.example/a.png?a=1&amp;b=2"),
        ("//spy.example/a.png", "//spy.example/a.png"),
        (r"\\spy.example/a.png", r"\\spy.example/a.png"),
        ("/\t/spy.example/a.png", "/\t/spy.example/a.png"),
    ],
)
def test_a_picture_of_another_origin_becomes_a_link(address: str, written: str) -> None:
    html = link_foreign_images(render(f'<p><img src="{address}" alt="A cat"></p>', content_type="wysiwyg"))

    assert "<img" not in html
    assert f'<a href="{written}" {REL}>A cat</a>' in html


def test_without_a_text_the_address_names_the_link() -> None:
    html = link_foreign_images('<img src="https://spy.example/a.png">')

    assert html == f'<a href="https://spy.example/a.png" {REL}>https://spy.example/a.png</a>'


@pytest.mark.parametrize("address", ["/files/a.png", "a.png", "data:image/png;base64,AAAA", "?file=https://x"])
def test_pictures_of_this_server_stay(address: str) -> None:
    html = f'<p><img src="{address}" alt="a"></p>'

    assert link_foreign_images(html) == html


def test_within_a_link_only_its_text_stays() -> None:
    html = link_foreign_images('<a href="/d/1/"><img src="https://spy.example/a.png" alt="1 &lt; 2"></a> after')

    assert html == '<a href="/d/1/">1 &lt; 2</a> after'


def test_what_looks_like_a_picture_in_the_text_stays() -> None:
    html = render('`<img src="https://spy.example/a.png">`', content_type="markdown")

    assert link_foreign_images(html) == html
