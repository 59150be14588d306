"""Equal bytes of a project count once, whichever ways bring them at the same moment."""

import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from django.db import connection, transaction
from pytest_django.fixtures import Settings

from tests.cast import Cast, make_cast
from tests.pictures import picture, stored, upload
from tests.races import PATIENCE, run_together
from tests.services.transfer.project_files import export, read_in
from tests.services.transfer.test_import_zip import run as run_zip
from tests.zips import make_zip
from versioning.models import File, FileCount
from versioning.models.files.file_count import find_file_miscounts
from versioning.services.files.copy_file import copy_file
from versioning.services.files.upload_to_folder import upload_to_folder

DATA = picture("plum", size=(40, 30))
Way = Callable[[], Any]


@pytest.fixture(autouse=True)
def _no_quota(settings: Settings) -> None:
    # With a quota, one upload waits for the other anyway.
    settings.QUOTA_PROJECT_FILE_BYTES = 0


def _upload(cast: Cast, folder: Path) -> Way:
    return partial(upload, cast, DATA, name="upload.png")


def _drive(cast: Cast, folder: Path) -> Way:
    return partial(
        upload_to_folder, actor=cast.editor, project=cast.project, folder=None, name="drive.png", pieces=[DATA]
    )


def _copy(cast: Cast, folder: Path) -> Way:
    return partial(copy_file, actor=cast.editor, file=stored(cast, DATA), folder=None)


def _zip(cast: Cast, folder: Path) -> Way:
    return partial(run_zip, cast, make_zip(folder, {"a.md": "![](zip.png)\n", "zip.png": DATA}))


def _project_file(cast: Cast, folder: Path) -> Way:
    source = make_cast("source")
    stored(source, DATA, name="project.png")
    return partial(read_in, export(source.project, folder / "source.tar.gz"), into=cast.project)


def _is_waited_for() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE pg_backend_pid() = ANY(pg_blocking_pids(pid)))"
        )
        (waits,) = cursor.fetchone()
    return bool(waits)


@pytest.mark.skipif("connection.vendor == 'sqlite'", reason="SQLite has one writer at a time.")
@pytest.mark.parametrize("way", [_upload, _drive, _copy, _zip, _project_file])
def test_each_way_in_waits_for_an_upload_of_the_same_bytes(
    live_cast: Cast, tmp_path: Path, way: Callable[[Cast, Path], Way]
) -> None:
    bring, is_inserted, is_done = way(live_cast, tmp_path), Event(), Event()

    def upload_slowly() -> None:
        with transaction.atomic():
            upload(live_cast, DATA, name="slow.png")
            is_inserted.set()
            ends = time.monotonic() + PATIENCE
            while not is_done.wait(0.05) and not _is_waited_for():
                assert time.monotonic() < ends

    def bring_meanwhile() -> None:
        assert is_inserted.wait(PATIENCE)
        try:
            bring()
        finally:
            is_done.set()

    results = run_together(upload_slowly, bring_meanwhile)

    assert results == [None, None]
    assert File.objects.filter(project=live_cast.project).count() >= 2
    assert FileCount.objects.stored_bytes(live_cast.project.pk) == len(DATA)
    assert find_file_miscounts(connection) == []


def test_uploads_and_copies_at_the_same_moment_count_the_bytes_once(live_cast: Cast) -> None:
    copy = partial(copy_file, actor=live_cast.editor, file=stored(live_cast, DATA), folder=None)

    results = run_together(copy, copy, partial(upload, live_cast, DATA, name="b.png"))

    assert [each for each in results if isinstance(each, Exception)] == []
    assert FileCount.objects.stored_bytes(live_cast.project.pk) == len(DATA)
    assert find_file_miscounts(connection) == []
