"""Smaller copies of pictures: made by a worker when they are asked for, and never missed."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from io import BytesIO
from time import monotonic
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from PIL import Image

from tests.cast import Cast
from tests.pictures import picture, stored
from versioning.models import File, Job
from versioning.models.files import picture_width
from versioning.models.files.picture_width import WIDTHS, srcset_of, widths_of
from versioning.ops.files.store import file_store
from versioning.services.access.system_actor import system_actor
from versioning.services.files import make_widths
from versioning.services.files.show_pictures import show_pictures
from versioning.services.jobs.run_due_jobs import run_due_jobs
from versioning.services.kernel.file_bytes import key_of, key_of_width
from versioning.services.maintenance import _purge_files
from versioning.services.maintenance.verify_database import verify_database

WIDE = (1200, 600)


def noise(size: tuple[int, int] = WIDE, kind: str = "PNG", **options: Any) -> bytes:
    """Return a picture that no format makes much smaller."""
    buffer = BytesIO()
    Image.effect_noise(size, 90).convert("RGB").save(buffer, kind, **options)
    return buffer.getvalue()


def signed_in(cast: Cast) -> Client:
    client = Client()
    client.force_login(cast.viewer.user)
    return client


def got(cast: Cast, file: File, width: int | str, *, client: Client | None = None) -> Any:
    client = client or signed_in(cast)
    answer = client.get(f"{file.url}?w={width}")
    answer.data = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
    return answer


def read(data: bytes) -> Image.Image:
    return Image.open(BytesIO(data))


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "AVIF"])
def test_the_first_answer_is_the_picture_itself_and_later_ones_are_the_copy(cast: Cast, kind: str) -> None:
    data = noise(kind=kind)
    file = stored(cast, data, name=f"wide.{kind.lower()}")
    first = got(cast, file, 480)

    run_due_jobs()
    copy = got(cast, file, 480)

    assert (first.data, first["Cache-Control"]) == (data, "private, max-age=30")
    assert (copy["Content-Type"], copy["Cache-Control"]) == ("image/webp", "private, max-age=31536000, immutable")
    assert read(copy.data).size == (480, 240)
    assert len(copy.data) < len(data)
    assert copy["ETag"] != first["ETag"]
    assert Job.objects.filter(kind="files.widths").count() == 1


def test_a_turned_picture_is_upright_and_its_copy_has_no_metadata(cast: Cast) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    file = stored(cast, noise((600, 1200), "JPEG", exif=exif), name="turned.jpg")
    got(cast, file, 480)

    run_due_jobs()

    copy = read(got(cast, file, 480).data)
    assert (file.width, file.height) == (1200, 600)
    assert copy.size == (480, 240)
    assert not copy.getexif()


@pytest.mark.parametrize("mode", ["P", "L", "LA", "RGBA"])
def test_pictures_of_every_mode_have_copies(cast: Cast, mode: str) -> None:
    buffer = BytesIO()
    Image.effect_noise(WIDE, 90).convert(mode).save(buffer, "PNG", compress_level=0)
    file = stored(cast, buffer.getvalue())
    got(cast, file, 480)

    run_due_jobs()

    assert got(cast, file, 480)["Content-Type"] == "image/webp"


def test_a_picture_of_sixteen_bits_stays_as_it_is(cast: Cast) -> None:
    buffer = BytesIO()
    Image.new("I;16", WIDE, 40_000).save(buffer, "PNG", compress_level=0)
    file = stored(cast, buffer.getvalue())
    got(cast, file, 480)

    run_due_jobs()

    assert got(cast, file, 480).data == buffer.getvalue()


def test_a_copy_that_would_not_be_smaller_is_not_kept(cast: Cast) -> None:
    data = picture(size=WIDE, kind="WEBP", lossless=True)
    file = stored(cast, data)
    got(cast, file, 960)

    run_due_jobs()
    answer = got(cast, file, 960)

    assert (answer.data, answer["Cache-Control"]) == (data, "private, max-age=31536000, immutable")


def test_a_damaged_picture_is_tried_once(cast: Cast) -> None:
    file = stored(cast, noise(kind="JPEG")[:100_000], name="cut.jpg")
    for _ in range(3):
        got(cast, file, 480)
        run_due_jobs()

    assert Job.objects.filter(kind="files.widths").count() == 1
    assert got(cast, file, 480).status_code == 200


def test_a_picture_that_takes_too_long_has_no_copy_and_the_log_says_so(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(make_widths, "SECONDS", 0.0)
    file = stored(cast, noise())
    got(cast, file, 480)

    run_due_jobs()

    assert got(cast, file, 480)["Content-Type"] == "image/png"
    assert Job.objects.get(kind="files.widths").state == "done"
    assert "gets no copy of 480 pixels: that takes too much time or memory" in caplog.text


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (noise(kind="GIF"), "still.gif"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' width='2000' height='1000'/>", "a.svg"),
        (picture(size=(400, 400)), "small.png"),
    ],
)
def test_some_pictures_have_no_copies(cast: Cast, data: bytes, name: str) -> None:
    file = stored(cast, data, name=name)

    answer = got(cast, file, 480)

    assert srcset_of(file) == ""
    assert answer.data == data
    assert not Job.objects.exists()


def test_an_animation_goes_on_moving(cast: Cast) -> None:
    frames = [Image.effect_noise(WIDE, 90).convert("RGB") for _ in range(2)]
    buffer = BytesIO()
    frames[0].save(buffer, "WEBP", save_all=True, append_images=frames[1:])
    file = stored(cast, buffer.getvalue(), name="moving.webp")
    got(cast, file, 480)

    run_due_jobs()

    assert got(cast, file, 480).data == buffer.getvalue()


def test_a_picture_with_too_many_pixels_is_not_decoded(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(picture_width, "MOST_PIXELS", 1000)
    file = stored(cast, noise())

    assert widths_of(file) == ()
    assert got(cast, file, 480).status_code == 200
    assert not Job.objects.exists()


@pytest.mark.parametrize("width", ["481", "0", "-480", "x", "480.0", ""])
def test_other_widths_are_not_found(cast: Cast, width: str) -> None:
    assert got(cast, stored(cast, noise()), width).status_code == 404


def test_html_offers_the_copies_and_costs_no_more_statements(cast: Cast, django_assert_num_queries: Any) -> None:
    file = stored(cast, noise())
    images = "".join(f'<p><img src="{file.url}" alt="{number}"></p>' for number in range(20))

    with django_assert_num_queries(1):
        html = show_pictures(images, project_id=cast.project.pk, fields={})

    offered = f'srcset="{file.url}?w=480 480w, {file.url}?w=960 960w, {file.url} 1200w"'
    assert html.count(offered) == 20
    assert 'sizes="(max-width: 660px) 100vw, 660px"' in html


def test_a_picture_that_a_text_shows_small_is_said_to_be_small(cast: Cast) -> None:
    html = show_pictures(f'<img src="{stored(cast, noise()).url}" width="200">', project_id=cast.project.pk, fields={})

    assert 'sizes="(max-width: 200px) 100vw, 200px"' in html


def test_copies_are_no_breach_and_are_purged_with_the_bytes(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    file = stored(cast, noise())
    got(cast, file, 480)
    run_due_jobs()
    other = stored(cast, noise(), name="other.png")
    breaches = list(verify_database(actor=system_actor(), tell=lambda title: None))
    monkeypatch.setattr(_purge_files, "ORPHAN_AGE", _purge_files.ORPHAN_AGE * -1)
    now = file.created_at
    kept = _purge_files.purge_bytes(now)
    key = key_of(file)
    File.objects.filter(pk=file.pk).delete()

    gone = _purge_files.purge_bytes(now)

    assert (breaches, kept, gone) == ([], 0, 1 + len(widths_of(other)))
    assert file_store().size_of(key) is None
    assert file_store().size_of(key_of_width(file, 480)) is None
    assert file_store().size_of(key_of(other)) == other.size


def test_a_copy_that_is_deleted_is_made_again(cast: Cast) -> None:
    file = stored(cast, noise())
    got(cast, file, 480)
    run_due_jobs()
    file_store().remove(key_of_width(file, 480))

    again = got(cast, file, 480)
    run_due_jobs()

    assert again["Content-Type"] == "image/png"
    assert got(cast, file, 480)["Content-Type"] == "image/webp"
    assert WIDTHS[0] == 480


def test_a_reader_does_not_wait_for_another_writer(live_cast: Cast) -> None:
    file, client = stored(live_cast, noise()), signed_in(live_cast)
    with writing():
        began = monotonic()

        answer = got(live_cast, file, 480, client=client)

    assert (answer.status_code, answer["Cache-Control"]) == (200, "private, max-age=30")
    assert monotonic() - began < settings.DATABASE_TIMEOUT / 2


def test_a_job_that_waits_is_not_asked_for_again(cast: Cast) -> None:
    file, client = stored(cast, noise()), signed_in(cast)
    got(cast, file, 480, client=client)

    with CaptureQueriesContext(connection) as second:
        got(cast, file, 960, client=client)

    assert not [query for query in second.captured_queries if query["sql"].startswith("INSERT")]


@contextmanager
def writing() -> Iterator[None]:
    """Hold the only write lock of SQLite, in a connection of its own. Nothing on PostgreSQL, which has no such lock."""
    if connection.vendor != "sqlite":
        yield
        return
    with closing(sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")
