import pytest

from tests.cast import Cast
from tests.pictures import picture, stored
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


@pytest.mark.parametrize("width", ["9" * 5000, "0", "٣", "²", "-1", "5e3"])
@pytest.mark.parametrize("height", ["", ' height="1"'])
def test_a_picture_is_shown_whatever_width_its_author_states(cast: Cast, width: str, height: str) -> None:
    file = stored(cast, picture(size=(700, 500)))
    document = cast.document(body=f'<img src="{file.url}" width="{width}"{height}>\n')

    html = render_version(current_of(document))

    assert f'<img src="{file.url}"' in html
