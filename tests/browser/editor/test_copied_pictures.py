"""Pictures that are copied from other programs and pages become files, in the three editors."""

from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect
from pytest_django.fixtures import Settings
from pytest_django.live_server_helper import LiveServer

from tests.browser.editor.arriving import START, arrive, focus, saved
from tests.browser.editor.writing import text_of, writing
from tests.cast import Cast
from tests.pictures import picture
from tests.receivers import THIS_MACHINE, Receiver, receiving, status
from versioning.models import File
from versioning.web.files import fetching

# What programs put on the clipboard when a text with two pictures is copied.
COPIED = Path(__file__).parent / "clipboards" / "pictures"
# Word repeats each picture for old programs.
WORD_PICTURE = (
    r"{{\*\shppict{{\pict{{\*\picprop{{\sp{{\sn shapeType}}{{\sv 75}}}}}}\picw79\pich53\picwgoal45\pichgoal30"
    r"\{kind}blip\bliptag-2077{{\*\blipuid 84312c1f0a}}{data}}}}}"
    r"{{\nonshppict{{\pict\picw79\pich53\wmetafile8\bliptag-2077 0100}}}}"
)


def origin_of(receiver: Receiver) -> str:
    parts = urlsplit(receiver.url)
    return f"{parts.scheme}://{parts.netloc}"


@pytest.mark.parametrize("content_type", ["markdown", "wysiwyg", "block"])
@pytest.mark.parametrize("source", ["word-windows", "word-mac", "google-docs"])
def test_pictures_copied_from_other_programs_become_files(
    live_server: LiveServer, live_cast: Cast, settings: Settings, content_type: str, source: str
) -> None:
    settings.WEBHOOK_ALLOW_PRIVATE = THIS_MACHINE
    draft = live_cast.draft(body=START[content_type], content_type=content_type)
    html = (COPIED / f"{source}.html").read_text()
    first, second = picture("plum", size=(9, 7)), picture("teal", size=(8, 6), kind="JPEG")
    pictures = [WORD_PICTURE.format(kind=kind, data=data.hex()) for kind, data in (("png", first), ("jpeg", second))]
    rtf = r"{\rtf1\ansi Before " + r"\par ".join(pictures) + "}" if source.startswith("word") else ""
    with receiving() as receiver, writing(live_server, draft, live_cast.editor) as page:
        receiver.answer = lambda handler, got: status(200, first if got.path == "/docsz/first" else second)(
            handler, got
        )
        focus(page, content_type)

        arrive(page, "paste", html=html.replace("https://lh7-rt.googleusercontent.com", origin_of(receiver)), rtf=rtf)

        saved(page)
        page.wait_for_timeout(800)
        saved(page)
    text = text_of(draft)
    files = {file.media_type: file for file in File.objects.all()}
    assert sorted(files) == ["image/jpeg", "image/png"]
    assert 0 < text.find(files["image/png"].url) < text.find(files["image/jpeg"].url), text
    assert "Before" in text
    assert "file:" not in text
    assert "docsz" not in text


def test_pictures_wait_while_the_server_copies_others(
    live_server: LiveServer, live_cast: Cast, settings: Settings
) -> None:
    settings.WEBHOOK_ALLOW_PRIVATE = THIS_MACHINE
    draft = live_cast.draft(body=START["wysiwyg"], content_type="wysiwyg")
    pictures = {f"/{number}.png": picture("plum", size=(number, 1)) for number in range(1, 6)}
    for _ in range(3):
        assert fetching._PLACES.acquire(blocking=False)
    try:
        with receiving() as receiver, writing(live_server, draft, live_cast.editor) as page:
            receiver.answer = lambda handler, got: status(200, pictures[got.path])(handler, got)
            html = "".join(f'<img src="{origin_of(receiver)}{path}">' for path in pictures)
            focus(page, "wysiwyg")

            arrive(page, "paste", html=f"<p>Before {html}</p>")

            expect(page.get_by_text("The server has too much to do. Trying again…")).to_have_count(3)
            assert receiver.received == []
            fetching._PLACES.release(3)
            saved(page)
    finally:
        # Only if the test failed before.
        while fetching._PLACES._value < 3:
            fetching._PLACES.release()
    text = text_of(draft)
    assert set(File.objects.values_list("width", flat=True)) == {1, 2, 3, 4, 5}
    assert all(file.url in text for file in File.objects.all())


def test_a_picture_that_waits_can_be_canceled_and_keeps_its_address(live_server: LiveServer, live_cast: Cast) -> None:
    draft = live_cast.draft(body=START["wysiwyg"], content_type="wysiwyg")
    with writing(live_server, draft, live_cast.editor) as page:
        page.route(
            "**/files/fetch",
            lambda route: route.fulfill(status=429, headers={"Retry-After": "60"}, json={"message": "No"}),
        )
        focus(page, "wysiwyg")
        arrive(page, "paste", html='<p>Before <img src="https://pictures.example/a.png"> after</p>')
        row = page.get_by_role("list", name="Uploads").get_by_role("listitem")
        expect(row.get_by_role("status")).to_have_text("The server has too much to do. Trying again…")

        row.get_by_role("button", name="Cancel").click()

        saved(page)
    assert "https://pictures.example/a.png" in text_of(draft)
    assert not File.objects.exists()


def test_a_picture_that_cannot_be_fetched_says_why(live_server: LiveServer, live_cast: Cast) -> None:
    draft = live_cast.draft(body=START["wysiwyg"], content_type="wysiwyg")
    with writing(live_server, draft, live_cast.editor) as page:
        focus(page, "wysiwyg")

        arrive(page, "paste", html='<p>Before <img src="https://169.254.169.254/a.png"> after</p>')

        expect(page.get_by_role("alert").filter(has_text="can't be read")).to_be_visible()
        page.get_by_role("button", name="Dismiss").click()
        saved(page)
    assert "Before" in text_of(draft)
    assert not File.objects.exists()


def test_pictures_without_their_bytes_are_left_out_and_said(live_server: LiveServer, live_cast: Cast) -> None:
    draft = live_cast.draft(body=START["wysiwyg"], content_type="wysiwyg")
    with writing(live_server, draft, live_cast.editor) as page:
        focus(page, "wysiwyg")

        arrive(page, "paste", html='<p>Before <img src="file:///C:/clip_image002.png"> after</p>')

        expect(page.get_by_role("alert").filter(has_text="The clipboard does not contain them.")).to_be_visible()
        saved(page)
    assert "file:" not in text_of(draft)


def test_a_picture_dragged_from_another_page_becomes_a_file(
    live_server: LiveServer, live_cast: Cast, settings: Settings
) -> None:
    settings.WEBHOOK_ALLOW_PRIVATE = THIS_MACHINE
    draft = live_cast.draft(body=START["markdown"], content_type="markdown")
    with receiving() as receiver, writing(live_server, draft, live_cast.editor) as page:
        receiver.answer = status(200, picture("plum"))
        focus(page, "markdown")

        arrive(page, "drop", html=f'<meta charset="utf-8"><img src="{origin_of(receiver)}/plan.png" alt="Plan">')

        expect(page.get_by_role("region", name="Preview").locator("img")).to_have_count(1)
        saved(page)
    assert f"![]({File.objects.get(name='plan.png').url})" in text_of(draft)
