"""Files in the three editors: paste, drop and the picker."""

import base64
import re

import pytest
from playwright.sync_api import expect
from pytest_django.fixtures import Settings
from pytest_django.live_server_helper import LiveServer

from tests.browser.editor.arriving import START, arrive, focus, saved
from tests.browser.editor.writing import text_of, write, writing
from tests.cast import Cast
from tests.pictures import picture, stored
from versioning.models import File

PICTURE = {
    "markdown": r"!\[\]\({}\)",
    "wysiwyg": r'<img src="{}" alt="">',
    "block": r'"type": ?"image",\s*"data": ?{{\s*"file": ?{{\s*"url": ?"{}"',
}
ATTACHED = {
    "markdown": r"\[words\.txt\]\({}\)",
    "wysiwyg": r'<a href="{}">words\.txt</a>',
    "block": r'<a href=\\"{}\\">words\.txt</a>',
}


@pytest.mark.parametrize("content_type", ["markdown", "wysiwyg", "block"])
@pytest.mark.parametrize("kind", ["paste", "drop"])
def test_files_that_are_pasted_or_dropped_are_in_the_text_in_their_order(
    live_server: LiveServer, live_cast: Cast, content_type: str, kind: str
) -> None:
    draft = live_cast.draft(body=START[content_type], content_type=content_type)
    shot = ("shot.png", "image/png", picture("teal", size=(900, 700)))
    words = ("words.txt", "text/plain", b"words")
    with writing(live_server, draft, live_cast.editor) as page:
        focus(page, content_type)

        arrive(page, kind, shot, words)

        expect(page.get_by_label("Describe it for people who can't see it")).to_be_visible()
        expect(page.get_by_role("region", name="Preview").locator("img")).to_have_count(
            1 if content_type == "markdown" else 0
        )
        saved(page)
        page.wait_for_timeout(800)
        saved(page)
    text = text_of(draft)
    files = {file.name: file for file in File.objects.all()}
    first = re.search(PICTURE[content_type].format(re.escape(files["shot.png"].url)), text)
    second = re.search(ATTACHED[content_type].format(re.escape(files["words.txt"].url)), text)
    assert first, text
    assert second, text
    assert first.start() < second.start()
    assert (files["shot.png"].width, files["shot.png"].media_type) == (900, "image/png")


@pytest.mark.parametrize(
    ("content_type", "expected"),
    [("markdown", r"![A \[plan\] & more]({})"), ("wysiwyg", '<img src="{}" alt="A [plan] &amp; more">')],
)
def test_a_description_is_written_into_the_text(
    live_server: LiveServer, live_cast: Cast, content_type: str, expected: str
) -> None:
    draft = live_cast.draft(body=START[content_type], content_type=content_type)
    with writing(live_server, draft, live_cast.editor) as page:
        focus(page, content_type)
        arrive(page, "paste", ("plan.png", "image/png", picture("plum")))
        saved(page)

        page.get_by_label("Describe it for people who can't see it").fill("A [plan] & more")
        page.get_by_role("button", name="Save description").click()

        expect(page.locator("[data-part=state]")).to_have_text(re.compile(r"Saved, revision [3-9]\."), timeout=20_000)
    file = File.objects.get()
    assert expected.format(file.url) in text_of(draft)
    assert file.alt_text == "A [plan] & more"


def test_a_picture_among_blocks_is_shown(live_server: LiveServer, live_cast: Cast) -> None:
    draft = live_cast.draft(body=START["block"], content_type="block")
    with writing(live_server, draft, live_cast.editor) as page:
        focus(page, "block")

        arrive(page, "paste", ("shot.png", "image/png", picture("teal", size=(40, 30))))

        shown = page.locator(".block-fields img")
        expect(shown).to_be_visible()
        page.wait_for_function("image => image.naturalWidth === 40", arg=shown.element_handle())
        saved(page)


def test_a_file_before_a_heading_leaves_it_a_heading(live_server: LiveServer, live_cast: Cast) -> None:
    draft = live_cast.draft(body="# One\n\nText.\n", content_type="markdown")
    shots = [(f"{color}.png", "image/png", picture(color)) for color in ("teal", "plum")]
    with writing(live_server, draft, live_cast.editor) as page:
        page.get_by_role("textbox", name="Text", exact=True).click()
        page.keyboard.press("Control+Home")

        arrive(page, "paste", *shots)

        expect(page.get_by_role("region", name="Preview").locator("img")).to_have_count(2)
        saved(page)
    teal, plum = (File.objects.get(name=name).url for name, _, _ in shots)
    assert text_of(draft) == f"![]({teal})\n\n![]({plum})\n\n# One\n\nText.\n"


def test_pictures_in_pasted_html_become_files(live_server: LiveServer, live_cast: Cast) -> None:
    draft = live_cast.draft(body="<p>One.</p>", content_type="wysiwyg")
    data = picture("plum")
    html = f'<p>Before <img src="data:image/png;base64,{base64.b64encode(data).decode()}"> <b>after</b></p>'
    with writing(live_server, draft, live_cast.editor) as page:
        focus(page, "wysiwyg")

        arrive(page, "paste", html=html)

        saved(page)
    (file,) = File.objects.all()
    assert f'src="{file.url}"' in text_of(draft)
    assert "<strong>after</strong>" in text_of(draft)
    assert "data:" not in text_of(draft)


def test_nobody_is_asked_what_a_pasted_picture_shows_that_says_so_itself(
    live_server: LiveServer, live_cast: Cast
) -> None:
    draft = live_cast.draft(body="<p>One.</p>", content_type="wysiwyg")
    data = base64.b64encode(picture("plum")).decode()
    with writing(live_server, draft, live_cast.editor) as page:
        focus(page, "wysiwyg")

        arrive(page, "paste", html=f'<p>Before <img src="data:image/png;base64,{data}" alt="A plum"> after</p>')

        saved(page)
        expect(page.get_by_label("Describe it for people who can't see it")).to_have_count(0)
    assert 'alt="A plum"' in text_of(draft)


def test_the_button_for_images_inserts_files(live_server: LiveServer, live_cast: Cast) -> None:
    known = stored(live_cast, picture("gold"), name="plan.png")
    draft = live_cast.draft(body="<p>One.</p>", content_type="wysiwyg")
    with writing(live_server, draft, live_cast.editor) as page:
        focus(page, "wysiwyg")
        page.get_by_role("button", name="Image…").click()

        page.get_by_role("dialog", name="Insert files").get_by_role("button", name="plan.png").click()

        saved(page)
    assert f'<p>One.<img src="{known.url}" alt=""></p>' in text_of(draft)


def test_text_that_brings_a_picture_of_itself_stays_text(live_server: LiveServer, live_cast: Cast) -> None:
    draft = live_cast.draft(body="<p>One.</p>", content_type="wysiwyg")
    with writing(live_server, draft, live_cast.editor) as page:
        focus(page, "wysiwyg")

        arrive(page, "paste", ("image.png", "image/png", picture()), html="<p>Two <b>cells</b></p>")

        saved(page)
    assert "<strong>cells</strong>" in text_of(draft)
    assert not File.objects.exists()


def test_a_refused_file_says_why_by_name_and_the_text_is_saved(
    live_server: LiveServer, live_cast: Cast, settings: Settings
) -> None:
    settings.FILE_MEDIA_TYPES = ["image/*"]
    draft = live_cast.draft(body="One.\n")
    with writing(live_server, draft, live_cast.editor) as page:
        write(page, "Two.")

        arrive(page, "paste", ("words.txt", "text/plain", b"words"), ("a.png", "image/png", picture()))

        row = page.get_by_role("list", name="Uploads").get_by_role("listitem").filter(has_text="words.txt")
        expect(row.get_by_role("alert")).to_contain_text("text/plain")
        saved(page)
        row.get_by_role("button", name="Dismiss").click()
        expect(row).to_have_count(0)
        page.wait_for_timeout(800)
        saved(page)
    (file,) = File.objects.all()
    assert text_of(draft) == f"One.\nTwo.![]({file.url})"


def test_an_upload_can_be_canceled(live_server: LiveServer, live_cast: Cast) -> None:
    draft = live_cast.draft(body="One.\n")
    with writing(live_server, draft, live_cast.editor) as page:
        # The server never answers.
        page.route("**/api/v1/files?*", lambda route: None)
        focus(page, "markdown")
        arrive(page, "paste", ("a.png", "image/png", picture()))
        row = page.get_by_role("list", name="Uploads").get_by_role("listitem")
        expect(row.get_by_role("progressbar", name="Uploading a.png")).to_be_visible()

        row.get_by_role("button", name="Cancel").click()

        expect(row).to_have_count(0)
    assert text_of(draft) == "One.\n"


def test_the_picker_takes_files_of_the_project_and_of_the_computer(live_server: LiveServer, live_cast: Cast) -> None:
    known = stored(live_cast, picture("gold", size=(640, 480)), name="plan of the house.png")
    stored(live_cast, b"words", name="other.txt")
    draft = live_cast.draft(body="One.\n")
    with writing(live_server, draft, live_cast.editor) as page:
        write(page, "Two.\n")
        page.get_by_role("button", name="Insert files…").click()
        dialog = page.get_by_role("dialog", name="Insert files")
        dialog.get_by_label("Or search the files of this project").fill("house")
        expect(dialog.get_by_role("button", name="other.txt")).to_have_count(0)
        dialog.get_by_role("button", name="plan of the house.png").click()
        page.get_by_role("button", name="Insert files…").click()

        dialog.get_by_label("Upload from this computer").set_input_files(
            {"name": "b.png", "mimeType": "image/png", "buffer": picture("navy")}
        )

        row = page.get_by_role("list", name="Uploads").get_by_role("listitem")
        row.get_by_label("Describe it for people who can't see it").fill("A navy field")
        row.get_by_role("button", name="Save description").click()
        expect(row).to_have_count(0)
        page.wait_for_timeout(800)
        saved(page)
    new = File.objects.get(name="b.png")
    assert new.alt_text == "A navy field"
    assert text_of(draft).endswith(f"Two.\n![]({known.url})![A navy field]({new.url})")
