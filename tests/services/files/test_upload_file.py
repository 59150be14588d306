import hashlib
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import storages
from pytest_django.fixtures import Settings

from tests.cast import Cast
from tests.pictures import picture, stored, upload
from tests.races import run_together
from versioning.exceptions import FileTooLarge, InvalidValue, NotAllowed, NotFound
from versioning.models import Event, File, Verb
from versioning.ops.files.store import file_store
from versioning.services.files.receive_file import receive_file
from versioning.services.files.trash_file import trash_file
from versioning.services.files.upload_file import upload_file


def bytes_of(file: File) -> bytes:
    return b"".join(file_store().read(f"{file.project_id.hex}/{file.digest[:2]}/{file.digest}"))


def files_in_store() -> list[Path]:
    return [path for path in Path(storages["files"].path("")).rglob("*") if path.is_file()]


def test_keeps_the_bytes_and_what_they_say(cast: Cast) -> None:
    data = picture(size=(40, 30))

    file = stored(cast, data, name="Plan.png", alt_text="The plan")

    assert bytes_of(file) == data
    assert (file.name, file.size, file.media_type) == ("Plan.png", len(data), "image/png")
    assert (file.width, file.height, file.alt_text) == (40, 30, "The plan")
    assert file.digest == hashlib.sha256(data).hexdigest()
    assert file.url == f"/files/{file.pk}/Plan.png"


def test_writes_the_event(cast: Cast) -> None:
    file = stored(cast)

    event = Event.objects.latest("pk")
    assert (event.verb, event.project_id, event.data) == (
        Verb.FILE_UPLOADED,
        cast.project.pk,
        {"file": str(file.pk), "name": "a.png"},
    )


def test_the_same_bytes_under_many_names_are_stored_once(cast: Cast) -> None:
    before = set(files_in_store())
    data = picture("teal", size=(9, 9))

    results = [upload(cast, data, name=f"{number % 50}.png") for number in range(1000)]

    assert sum(result.is_new for result in results) == 50
    assert File.objects.count() == 50
    assert len(set(files_in_store()) - before) == 1


def test_nobody_else_on_the_machine_can_read_the_bytes(cast: Cast) -> None:
    file = stored(cast, picture("navy"))

    path = Path(storages["files"].path(f"{file.project_id.hex}/{file.digest[:2]}/{file.digest}"))
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700


def test_a_known_hash_is_taken_without_reading_the_bytes(cast: Cast) -> None:
    data = picture()
    stored(cast, data)

    unread = iter(lambda: pytest.fail("the bytes were read"), b"")

    file = upload_file(
        actor=cast.editor,
        project=cast.project,
        name="again.png",
        pieces=unread,
        sha256=hashlib.sha256(data).digest(),
    ).file

    assert (file.name, file.width) == ("again.png", 3)


@pytest.mark.parametrize("limit", [{"FILE_MEDIA_TYPES": ("image/*",)}, {"MAX_FILE_BYTES": 1}])
def test_a_known_hash_is_no_way_around_the_settings(cast: Cast, settings: Settings, limit: dict[str, Any]) -> None:
    stored(cast, b"words", name="words.txt")
    for name, value in limit.items():
        setattr(settings, name, value)

    with pytest.raises((InvalidValue, FileTooLarge)):
        upload(cast, b"words", name="again.txt", sha256=hashlib.sha256(b"words").digest())

    assert File.objects.get().name == "words.txt"


def test_a_file_that_was_received_is_moved_into_the_store_not_written_again(cast: Cast) -> None:
    with receive_file() as incoming:
        incoming.write(b"once")
        received = incoming.complete()
        written = received.path.stat().st_ino

        file = upload_file(actor=cast.editor, project=cast.project, name="a.txt", pieces=received).file

    path = Path(storages["files"].path(f"{file.project_id.hex}/{file.digest[:2]}/{file.digest}"))
    assert path.stat().st_ino == written


def test_refuses_bytes_of_another_hash(cast: Cast) -> None:
    with pytest.raises(InvalidValue) as refused:
        upload(cast, sha256=hashlib.sha256(b"other").digest())

    assert refused.value.field == "sha256"
    assert not File.objects.exists()


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP", "AVIF"])
def test_reads_type_and_size_of_each_kind_of_picture(cast: Cast, kind: str) -> None:
    file = stored(cast, picture(kind=kind, size=(20, 10)), name="picture.bin")

    assert (file.media_type, file.width, file.height) == (f"image/{kind.lower()}", 20, 10)


def test_a_picture_that_a_camera_turned_has_the_sides_that_readers_see(cast: Cast) -> None:
    from PIL import Image

    exif = Image.Exif()
    exif[0x0112] = 6

    file = stored(cast, picture(kind="JPEG", size=(20, 10), exif=exif))

    assert (file.width, file.height) == (10, 20)


@pytest.mark.parametrize(
    ("data", "name", "media_type"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "a.png", "image/svg+xml"),
        (
            b"<?xml version='1.0'?>\n<!-- x --><svg:svg xmlns:svg='http://www.w3.org/'/>",
            "a.svg",
            "image/svg+xml",
        ),
        (b"<html><script>alert(1)</script></html>", "a.png", "text/html"),
        ("Grüße".encode(), "a.html", "text/plain"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "a.png", "application/pdf"),
        (b"\x89PNG\r\n\x1a\n broken", "a.png", "application/octet-stream"),
        (b"\x00\x01\x02\x03", "a.png", "application/octet-stream"),
        (b"", "empty.png", "text/plain"),
    ],
)
def test_the_bytes_say_what_a_file_is_not_its_name(cast: Cast, data: bytes, name: str, media_type: str) -> None:
    file = stored(cast, data, name=name)

    assert (file.media_type, file.width) == (media_type, None)


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("ä" * 255, "ä" * 127),
        ("ä" * 250 + ".png", "ä" * 125 + ".png"),
        ("../../etc/passwd", "passwd"),
        ("C:\\pictures\\a.png", "a.png"),
        ("photo\u202egnp.exe", "photognp.exe"),
        ("a\nb\tc\x7f.png", "abc.png"),
        ("e\u0301.png", "\u00e9.png"),
        ("  a   b.png ", "a b.png"),
        ("l" * 251 + ".png", "l" * 251 + ".png"),
    ],
)
def test_keeps_a_harmless_name(cast: Cast, sent: str, kept: str) -> None:
    assert stored(cast, name=sent).name == kept


@pytest.mark.parametrize("name", ["", "..", "a/", "\u202e", "l" * 300, "\x00", ".git", "git~1 ", ".GIT\u200c"])
def test_refuses_what_is_no_name(cast: Cast, name: str) -> None:
    with pytest.raises(InvalidValue) as refused:
        upload(cast, name=name)

    assert refused.value.field == "name"


def test_refuses_a_bomb_of_pixels(cast: Cast, settings: Settings) -> None:
    settings.MAX_PICTURE_PIXELS = 99

    with pytest.raises(InvalidValue, match="10 × 10 pixels"):
        upload(cast, picture(size=(10, 10)))


def test_refuses_a_type_that_the_settings_do_not_allow(cast: Cast, settings: Settings) -> None:
    settings.FILE_MEDIA_TYPES = ["image/*"]
    stored(cast)

    with pytest.raises(InvalidValue, match="text/plain"):
        upload(cast, b"text")


def test_refuses_more_bytes_than_a_file_may_have_and_leaves_nothing(cast: Cast, settings: Settings) -> None:
    settings.MAX_FILE_BYTES, before = 10, files_in_store()

    with pytest.raises(FileTooLarge):
        upload(cast, b"x" * 11)

    assert files_in_store() == before


def test_brings_back_a_file_that_was_in_the_trash(cast: Cast) -> None:
    file = stored(cast)
    trash_file(actor=cast.editor, file=file)

    again = upload(cast)

    assert (again.file.pk, again.file.trashed_at, again.is_new) == (file.pk, None, False)


def test_only_editors_upload(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        upload(cast, actor=cast.viewer)
    with pytest.raises(NotFound):
        upload(cast, actor=cast.stranger)


def test_writes_bytes_again_that_the_store_lost(cast: Cast) -> None:
    data = picture("olive")
    file = stored(cast, data)
    storages["files"].delete(f"{file.project_id.hex}/{file.digest[:2]}/{file.digest}")

    stored(cast, data, sha256=hashlib.sha256(data).digest())

    assert bytes_of(file) == data


def test_many_uploads_of_the_same_file_at_once_make_one(live_cast: Cast) -> None:
    data = picture("plum")

    results = run_together(*[lambda: upload(live_cast, data)] * 4)

    assert sorted(result.is_new for result in results) == [False, False, False, True]
    assert File.objects.count() == 1
