from tests.cast import Cast
from tests.reading import current_of
from versioning.services.versions.render_version import render_version
from versioning.text.delta.chain import Chain


def test_renders_the_text(cast: Cast) -> None:
    version = current_of(cast.document(body="# Title\n"))

    html = render_version(version)

    assert "<h1" in html
    assert "Title" in html


def test_renders_a_text_once(cast: Cast) -> None:
    version = current_of(cast.document(body="# Title\n"))
    html = render_version(version)
    version.body.chain = Chain(())

    again = render_version(version)

    assert again == html


def test_the_same_text_of_another_type_is_rendered_anew(cast: Cast) -> None:
    version = current_of(cast.document(body="# Title\n"))
    html = render_version(version)
    version.content_type = "wysiwyg"

    other = render_version(version)

    assert other != html
