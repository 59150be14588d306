"""Pictures that pasted HTML names by their addresses are copied into the project."""

from urllib.parse import urlsplit

import pytest
from pytest_django.fixtures import Settings

from tests.cast import Cast
from tests.pictures import picture
from tests.receivers import THIS_MACHINE, Answer, Receiver, receiving, status
from versioning.exceptions import InvalidValue, NotAllowed
from versioning.models import File
from versioning.services.files.fetch_picture import LARGEST, fetch_picture

pytestmark = pytest.mark.django_db


@pytest.fixture
def _reaches_this_machine(settings: Settings) -> None:
    settings.WEBHOOK_ALLOW_PRIVATE = THIS_MACHINE


def origin_of(receiver: Receiver) -> str:
    parts = urlsplit(receiver.url)
    return f"{parts.scheme}://{parts.netloc}"


@pytest.mark.usefixtures("_reaches_this_machine")
@pytest.mark.parametrize(("path", "name"), [("a%20b.png?w=4#x", "a b.png"), ("docsz/AD_4nXc", "picture.png")])
def test_stores_the_picture(cast: Cast, path: str, name: str) -> None:
    data = picture("plum")
    with receiving() as receiver:
        receiver.answer = status(200, data)

        file = fetch_picture(actor=cast.editor, project=cast.project, url=f"{origin_of(receiver)}/{path}").file

    assert (file.name, file.media_type, file.size) == (name, "image/png", len(data))
    assert "cookie" not in receiver.received[0].headers


@pytest.mark.usefixtures("_reaches_this_machine")
def test_follows_a_redirect(cast: Cast) -> None:
    with receiving() as receiver:
        moved = status(302, Location="/there.png")
        receiver.answer = lambda handler, got: (status(200, picture()) if got.path == "/there.png" else moved)(
            handler, got
        )

        file = fetch_picture(actor=cast.editor, project=cast.project, url=f"{origin_of(receiver)}/here.png").file

    assert file.name == "here.png"


@pytest.mark.usefixtures("_reaches_this_machine")
@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (status(200, b"<script>alert(1)</script>"), "sends no picture"),
        (status(404), "status 404"),
        (status(302, Location="/again"), "status 302"),
        (status(302, Location="http://169.254.169.254/"), "can't be read"),
        (status(302, Location="https://[::1"), "can't be read"),
        (status(302, Location="//[x]/a.png"), "can't be read"),
        (status(302, Location="https://example.org:x/"), "can't be read"),
        (status(200, bytes(LARGEST + 1)), "more than 20,000,000 bytes"),
    ],
)
def test_refuses_what_is_no_picture(cast: Cast, answer: Answer, reason: str) -> None:
    with receiving() as receiver:
        receiver.answer = answer

        with pytest.raises(InvalidValue, match=reason) as refusal:
            fetch_picture(actor=cast.editor, project=cast.project, url=f"{origin_of(receiver)}/a.png")

    assert refusal.value.data["field"] == "url"
    assert not File.objects.exists()


@pytest.mark.parametrize(
    "url",
    [
        "https://127.0.0.1/a.png",
        "http://[::1]/a.png",
        "https://169.254.169.254/",
        "file:///etc/passwd",
        "",
        "https://[",
    ],
)
def test_reaches_no_private_address(cast: Cast, url: str) -> None:
    with pytest.raises(InvalidValue, match="can't be read"):
        fetch_picture(actor=cast.editor, project=cast.project, url=url)


def test_needs_the_right_to_upload(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        fetch_picture(actor=cast.viewer, project=cast.project, url="https://example.org/a.png")
