"""A preview keeps nothing, and nobody waits for it."""

from pathlib import Path
from threading import Event, Thread
from typing import NamedTuple

import pytest
from django.db import connection, transaction

from tests.cast import Cast
from tests.zips import make_zip
from versioning.exceptions import VersioningError
from versioning.models import Document, Version
from versioning.services.transfer import _rehearsal
from versioning.services.transfer._apart import Report
from versioning.services.transfer._rehearsal import in_rehearsal
from versioning.services.transfer._zip.documents import Outcome
from versioning.services.transfer.rehearse_zip import rehearse_zip

# Far longer than any of it takes.
LONG = 60


class Writing(NamedTuple):
    """Somebody who saves the document that the preview changes, once it did."""

    may_begin: Event
    is_done: Event
    thread: Thread


@pytest.fixture
def writing(live_cast: Cast) -> Writing:
    document, may_begin, is_done = live_cast.document("Refunds"), Event(), Event()

    def save() -> None:
        may_begin.wait(LONG)
        try:
            with transaction.atomic():
                Document.objects.select_for_update().get(pk=document.pk)
                Document.objects.filter(pk=document.pk).update(order=7)
            is_done.set()
        finally:
            connection.close()

    return Writing(may_begin, is_done, Thread(target=save))


def change_and_wait(writing: Writing) -> str:
    """Change the document, and go on until somebody else could."""

    def work(tell: Report) -> str:
        Document.objects.update(order=3)
        writing.may_begin.set()
        for _ in range(LONG * 10):
            if writing.is_done.wait(0.1):
                return "done"
            tell(1, 2)
        return "nobody could write"

    return in_rehearsal(work, report=lambda *_: None)


def test_nobody_waits_for_a_preview(live_cast: Cast, writing: Writing) -> None:
    writing.thread.start()

    outcome = change_and_wait(writing)

    writing.thread.join(LONG)
    assert outcome == "done"
    assert Document.objects.get().order == 7


def test_what_a_preview_reports_is_kept(live_cast: Cast) -> None:
    document = live_cast.document("Refunds")

    def report(done: int, total: int) -> None:
        Document.objects.filter(pk=document.pk).update(order=5)

    in_rehearsal(lambda tell: tell(1, 1), report=report)

    assert Document.objects.get().order == 5


def test_a_preview_of_a_zip_knows_what_is_there_and_keeps_nothing(live_cast: Cast, tmp_path: Path) -> None:
    live_cast.document("Refunds")
    source = make_zip(tmp_path, {"a.md": "# A\n", "folder/b.md": "# B\n"})

    summary = rehearse_zip(actor=live_cast.manager, project=live_cast.project, source=source, report=lambda *_: None)

    assert summary.outcomes[Outcome.CREATED] == 3
    assert Version.objects.count() == 1


@pytest.mark.skipif(connection.vendor != "sqlite", reason="Only SQLite needs a copy.")
def test_says_how_much_room_is_missing(live_cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.disk_usage", lambda _: type("Usage", (), {"free": 10}))

    with pytest.raises(VersioningError, match="It has 10 bytes"):
        in_rehearsal(lambda tell: None, report=lambda *_: None)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="On SQLite nobody can wait for it.")
def test_gives_up_with_a_sentence_if_somebody_waits_each_time(
    live_cast: Cast, writing: Writing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_rehearsal, "ATTEMPTS", 1)
    writing.thread.start()

    with pytest.raises(VersioningError, match="Preview it again"):
        change_and_wait(writing)

    writing.thread.join(LONG)
    assert Document.objects.get().order == 7
