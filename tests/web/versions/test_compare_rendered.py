"""Versions compared as readers see them."""

from pathlib import Path

from tests.cast import Cast
from tests.pictures import picture, stored
from tests.services.transfer.test_import_zip import run
from tests.web.conftest import Desks
from tests.web.versions.comparing import page
from tests.zips import make_zip
from versioning.models import Document


def test_what_readers_would_see_is_compared(document: Document, desks: Desks) -> None:
    text = page(desks, document, "?base=1&head=2&as=rendered")

    assert "Line <del>20</del> <ins>twenty</ins>." in text


def test_what_was_written_in_a_visual_editor_is_compared_as_it_looks(cast: Cast, desks: Desks) -> None:
    document = cast.document(body="<p>One <b>bold</b> word.</p>", content_type="wysiwyg")
    cast.save(cast.fork(document), body="<p>Two <b>bold</b> words.</p>")

    text = page(desks, document)

    assert "<del>One</del> <ins>Two</ins> <b>bold</b>" in text


def test_tags_and_addresses_of_a_visual_editor_are_no_words(cast: Cast, desks: Desks) -> None:
    red, blue = (stored(cast, picture(color), name=f"{color}.png") for color in ("red", "blue"))
    document = cast.document(body=f'<p>One word. <img src="{red.url}" alt=""></p>', content_type="wysiwyg")
    cast.version(document, f'<p>One <strong>new</strong> word. <img src="{blue.url}" alt=""></p>')

    text = page(desks, document, "?base=1&head=2")

    assert '</span>1<span class="unseen"> words added,</span>' in text
    assert '</span>0<span class="unseen"> removed</span>' in text


def test_front_matter_has_no_words_of_readers(cast: Cast, desks: Desks) -> None:
    document = cast.document(body="One word.\n")
    cast.version(document, "---\ntags: [a, b, c]\n---\nOne new word.\n")

    text = page(desks, document, "?base=1&head=2")

    assert '</span>1<span class="unseen"> words added,</span>' in text


def test_a_changed_picture_is_a_line_in_the_source_and_side_by_side_in_the_rendered_text(
    cast: Cast, desks: Desks
) -> None:
    red, blue = (stored(cast, picture(color), name="plan.png") for color in ("red", "blue"))
    document = cast.document(body=f"Words.\n\n![Plan]({red.url})\n")
    cast.version(document, f"Words.\n\n![Plan]({blue.url})\n")

    source, rendered = (page(desks, document, f"?base=1&head=2&as={display}") for display in ("source", "rendered"))

    assert f'<del><a href="{red.url}">plan.png</a>' in source
    assert f'<ins><a href="{blue.url}">plan.png</a>' in source
    assert "picture changed" in rendered
    assert rendered.index("picture-before") < rendered.index(f'src="{red.url}"') < rendered.index("picture-after")


def test_a_picture_that_changed_in_an_import_is_shown_although_the_text_is_the_same(
    cast: Cast, desks: Desks, tmp_path: Path
) -> None:
    for color in ("red", "blue"):
        run(cast, make_zip(tmp_path, {"a.md": "![Plan](plan.png)\n", "plan.png": picture(color)}))
    document = Document.objects.get(kind=Document.Kind.DOCUMENT)

    source, rendered = (page(desks, document, f"?base=1&head=2&as={display}") for display in ("source", "rendered"))

    assert "Changed file" in source
    assert "No differences" not in source
    assert "The text is unchanged." in source
    assert "picture-before" in rendered


def test_both_rendered_texts_stand_side_by_side(cast: Cast, desks: Desks) -> None:
    document = cast.document(body="Within **14** days.\n")
    cast.save(cast.fork(document), body="Within **30** days.\n")

    text = page(desks, document, "?base=1&head=2&as=rendered&view=side")

    assert "Within <strong><del>14</del></strong> days." in text
    assert "Within <strong><ins>30</ins></strong> days." in text


def test_a_changed_picture_is_named_side_by_side(cast: Cast, desks: Desks) -> None:
    red, blue = (stored(cast, picture(color), name=f"{color}.png") for color in ("red", "blue"))
    document = cast.document(body=f"Words.\n\n![Plan]({red.url})\n")
    cast.version(document, f"Words.\n\n![Plan]({blue.url})\n")

    text = page(desks, document, "?base=1&head=2&as=rendered&view=side")

    assert "picture changed" in text
    assert "only formatting changed" not in text


def test_the_word_rendered_is_understood_as_a_view(document: Document, desks: Desks) -> None:
    text = page(desks, document, "?base=1&head=2&view=rendered")

    assert '<div class="text rendered"' in text
