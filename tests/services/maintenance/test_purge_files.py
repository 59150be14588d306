import os
import tempfile
import time
from datetime import timedelta
from functools import partial
from pathlib import Path
from threading import Event
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.storage import storages
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from tests.cast import Cast, make_cast
from tests.pictures import picture, stored, upload
from tests.races import run_together
from tests.transfers import folder_of_transfers
from versioning.models import File, FileSet, HistoryFile, Transfer
from versioning.ops.files.store import file_store
from versioning.services.access.system_actor import system_actor
from versioning.services.drafts.save_draft import save_draft
from versioning.services.files.trash_file import trash_file
from versioning.services.maintenance.find_purgeable import PurgePlan
from versioning.services.maintenance.purge import purge
from versioning.services.maintenance.verify_database import Depth, verify_database

LATER = timedelta(days=31)


def path_of(file: File) -> Path:
    return Path(storages["files"].path(f"{file.project_id.hex}/{file.digest[:2]}/{file.digest}"))


def purge_later() -> PurgePlan:
    return purge(actor=system_actor(), now=timezone.now() + LATER)


def purge_now() -> PurgePlan:
    return purge(actor=system_actor(), now=timezone.now())


def breaches(depth: Depth = Depth.SIZES) -> list[str]:
    return [breach.code for breach in verify_database(actor=system_actor(), tell=lambda title: None, depth=depth)]


def test_deletes_a_file_that_was_in_the_trash_long_enough_and_then_its_bytes(cast: Cast) -> None:
    file = stored(cast, picture("lime"))
    trash_file(actor=cast.editor, file=file)

    assert purge(actor=system_actor(), now=timezone.now()).files == 0
    plan = purge_later()

    assert plan.files == 1
    assert not File.objects.filter(pk=file.pk).exists()
    assert not path_of(file).exists()


def test_keeps_a_file_that_a_kept_version_uses_even_from_the_trash(cast: Cast) -> None:
    file = stored(cast)
    cast.document(body=f"![]({file.url})")
    File.objects.filter(pk=file.pk).update(trashed_at=timezone.now())

    plan = purge_later()

    assert plan.files == 0
    assert path_of(file).exists()


def test_a_file_that_only_a_replaced_text_used_can_go_with_it(cast: Cast) -> None:
    file, draft = stored(cast), cast.draft(body="text")
    saved = save_draft(actor=cast.editor, draft=draft, changes={"body": f"![]({file.url})"})
    save_draft(actor=cast.editor, draft=saved, changes={"body": "text again"})
    trash_file(actor=cast.editor, file=file)

    purge_later()

    assert not File.objects.exists()
    assert not FileSet.objects.exists()
    assert breaches() == []


def test_removes_bytes_without_a_row_after_a_day_and_no_younger_ones(cast: Cast) -> None:
    old, young = stored(cast, picture("peru")), stored(cast, picture("pink"))
    day_ago = time.time() - 90_000
    os.utime(path_of(old), (day_ago, day_ago))
    File.objects.all().delete()

    plan = purge(actor=system_actor(), now=timezone.now())

    assert plan.orphans >= 1
    assert not path_of(old).exists()
    assert path_of(young).exists()


def _old(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"x")
    day_ago = time.time() - 90_000
    os.utime(path, (day_ago, day_ago))
    return path


def test_leaves_what_others_put_beside_the_files(cast: Cast) -> None:
    root, digest = path_of(stored(cast)).parents[2], "ab" * 32
    others = [
        _old(root / "backup.tar"),
        _old(root / "incoming" / "letters.txt"),
        # A file of a server that shares the bucket.
        _old(root / uuid4().hex / "ab" / digest),
    ]

    plan = purge_now()

    assert plan.orphans == 0
    assert all(path.exists() for path in others)


def test_removes_what_a_killed_upload_left_behind_after_a_day(cast: Cast) -> None:
    old = _old(file_store().incoming / "tmpabcdefgh")
    young = file_store().incoming / "tmpijklmnop"
    young.write_bytes(b"x")

    plan = purge_now()

    assert plan.orphans == 1
    assert not old.exists()
    assert young.exists()


def test_verify_finds_missing_and_damaged_bytes(cast: Cast) -> None:
    gone, short, damaged = (stored(cast, picture(color), name=color) for color in ("gold", "tan", "snow"))
    assert breaches(Depth.BYTES) == []
    path_of(gone).unlink()
    path_of(short).write_bytes(b"x")
    data = path_of(damaged).read_bytes()
    path_of(damaged).write_bytes(b"x" * len(data))

    assert sorted(breaches()) == ["file_bytes_missing", "file_size_wrong"]
    assert sorted(set(breaches(Depth.BYTES))) == ["file_bytes_damaged", "file_bytes_missing", "file_size_wrong"]


def test_a_purge_beside_a_save_that_begins_to_use_the_file_loses_nothing(live_cast: Cast) -> None:
    for number in range(5):
        file = stored(live_cast, name=f"{number}.png")
        trash_file(actor=live_cast.editor, file=file)
        draft = live_cast.draft(title=str(number))

        def begin_to_use(draft: Any = draft, file: File = file) -> Any:
            return save_draft(actor=live_cast.editor, draft=draft, changes={"body": f"![]({file.url})"})

        saved, plan = run_together(begin_to_use, purge_later)

        assert not isinstance(saved, Exception), saved
        assert not isinstance(plan, Exception), plan
        draft.version.refresh_from_db()
        assert (draft.version.body.file_set_id is not None) == File.objects.filter(pk=file.pk).exists()
        assert breaches() == []


def test_a_purge_of_bytes_beside_an_upload_of_the_same_bytes_loses_nothing(live_cast: Cast) -> None:
    for _ in range(5):
        data = picture("beige")
        file = stored(live_cast, data)
        File.objects.all().delete()
        day_ago = time.time() - 90_000
        os.utime(path_of(file), (day_ago, day_ago))

        uploaded, plan = run_together(partial(upload, live_cast, data), purge_now)

        assert not isinstance(uploaded, Exception), uploaded
        assert not isinstance(plan, Exception), plan
        assert path_of(uploaded.file).read_bytes() == data


def test_an_upload_that_waits_for_the_purge_of_the_same_file_makes_it_anew(live_cast: Cast) -> None:
    file, is_locked = stored(live_cast), Event()

    def purge_slowly() -> None:
        with transaction.atomic():
            row = File.objects.select_for_update().get(pk=file.pk)
            is_locked.set()
            time.sleep(0.5)
            row.delete()

    def upload_meanwhile() -> Any:
        assert is_locked.wait(10)
        return upload(live_cast)

    _, uploaded = run_together(purge_slowly, upload_meanwhile)

    assert not isinstance(uploaded, Exception), uploaded
    assert File.objects.get() == uploaded.file


@pytest.mark.parametrize("origin", list(HistoryFile.Origin))
def test_never_deletes_a_file_that_an_import_refers_to(cast: Cast, origin: HistoryFile.Origin) -> None:
    file = stored(cast, picture("coral"))
    HistoryFile.objects.create(project=cast.project, origin=origin, position=1, path="a.png", folded="a.png", file=file)
    # No verb puts it into the trash.
    File.objects.filter(pk=file.pk).update(trashed_at=timezone.now())

    plan = purge_later()

    assert plan.files == 0
    assert path_of(file).exists()


@pytest.mark.usefixtures("transactional_db")
def test_the_database_refuses_to_delete_a_file_that_an_import_refers_to(live_cast: Cast) -> None:
    file = stored(live_cast, picture("coral"))
    HistoryFile.objects.create(project=live_cast.project, origin=1, position=1, path="a.png", folded="a.png", file=file)

    with pytest.raises(IntegrityError), transaction.atomic():
        connection.cursor().execute("DELETE FROM versioning_file WHERE id = %s", [file.pk])


def test_verify_finds_files_of_imports_in_the_wrong_place(cast: Cast) -> None:
    foreign = stored(make_cast("foreign"))
    HistoryFile.objects.create(project=cast.project, position=7, path="a.png", folded="a.png", file=foreign)

    assert sorted(breaches()) == ["history_file_of_another_project", "history_file_without_commit"]


def test_deletes_the_files_of_transfers_that_nobody_needs_after_a_day(cast: Cast) -> None:
    start = partial(Transfer.objects.create, project=cast.project, started_by=cast.manager.user, file_name="a.bundle")
    earlier, last = (start(kind=Transfer.Kind.BUNDLE_OUT, status=Transfer.Status.DONE) for _ in range(2))
    folder = folder_of_transfers()
    # Of the second one, nothing was stored but the bytes.
    files = [folder / earlier.pk.hex, folder / uuid4().hex, folder / last.pk.hex, folder / "notes.txt"]
    for file in files:
        file.write_bytes(b"#")

    purge_now()
    after_an_hour = [file.name for file in files if file.exists()]
    purge_later()

    assert after_an_hour == [file.name for file in files]
    assert [file for file in files if file.exists()] == files[2:]


def test_deletes_what_a_killed_export_left_behind(cast: Cast) -> None:
    folder = Path(tempfile.mkdtemp(dir=file_store().incoming))
    (folder / "transfer").write_bytes(b"#")

    purge_now()
    is_there_after_an_hour = folder.exists()
    purge_later()

    assert (is_there_after_an_hour, folder.exists()) == (True, False)
