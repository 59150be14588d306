"""Two people decide at the same moment, each by what they see. One is refused, because it has changed."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from pytest_django.fixtures import Settings

from tests.cast import Cast
from tests.races import run_together
from tests.transfers import folder_of_transfers, path_of
from tests.zips import zip_bytes
from versioning.exceptions import CurrentChanged, DraftChanged, TransferRunning, VersioningError
from versioning.models import Document, Draft, SearchEntry, Transfer, Version
from versioning.services.drafts.resolve_collision import resolve_collision
from versioning.services.transfer.resume_transfer import resume_transfer
from versioning.services.transfer.start_export import start_export
from versioning.services.transfer.start_import import start_import
from versioning.services.versions.archive_version import archive_version
from versioning.services.versions.preconditions import Preconditions
from versioning.services.versions.promote_version import promote_version

ROUNDS = 5
ZIP = zip_bytes({"a.md": "A"})


def test_of_two_who_resolve_one_collision_the_other_is_told_and_nothing_of_theirs_is_stored(live_cast: Cast) -> None:
    for number in range(ROUNDS):
        draft = live_cast.draft(f"Draft {number}", "Stored.\n")

        found = run_together(
            partial(
                resolve_collision,
                actor=live_cast.editor,
                draft=draft,
                typed="One.\n",
                changes={"body": "Ours 1.\n"},
                expected_revision=1,
            ),
            partial(
                resolve_collision,
                actor=live_cast.manager,
                draft=draft,
                typed="Two.\n",
                changes={"body": "Ours 2.\n"},
                expected_revision=1,
            ),
        )

        stored = Draft.objects.with_everything().get(pk=draft.pk)
        assert {type(each) for each in found} == {Draft, DraftChanged}
        won = next(place for place, each in enumerate(found) if isinstance(each, Draft))
        assert (stored.revision, stored.version.text) == (3, f"Ours {won + 1}.\n")


def test_of_two_who_promote_in_place_of_one_version_the_other_is_told(live_cast: Cast) -> None:
    for number in range(ROUNDS):
        document = live_cast.document(f"Document {number}", "First.\n")
        seen = Preconditions(current_id=document.current_id)
        versions = [live_cast.version(document, text) for text in ("Second.\n", "Third.\n")]
        promote_version(
            actor=live_cast.publisher,
            version=Version.objects.select_related("document").get(document=document, number=1),
            expected=Preconditions(current_id=versions[1].pk),
        )

        found = run_together(*(promoting(live_cast, version, seen) for version in versions))

        stored = Document.objects.get(pk=document.pk)
        assert {type(each) for each in found} == {Version, CurrentChanged}
        assert stored.current_id == next(each.pk for each in found if isinstance(each, Version))
        assert SearchEntry.objects.get(document=document).is_up_to_date(stored)


def promoting(cast: Cast, version: Version, seen: Preconditions) -> Callable[[], Version]:
    return partial(promote_version, actor=cast.publisher, version=version, expected=seen)


def test_what_searches_know_is_what_readers_get_after_any_race(live_cast: Cast) -> None:
    for number in range(ROUNDS):
        document = live_cast.document(f"Document {number}", "First.\n")
        first, second = document.current, live_cast.version(document, "Second.\n")
        assert first is not None
        draft = live_cast.fork(document)

        found = run_together(
            promoting(live_cast, first, Preconditions(current_id=second.pk)),
            partial(archive_version, actor=live_cast.publisher, version=second),
            partial(live_cast.save, draft, title="Another title"),
        )

        assert not [each for each in found if isinstance(each, Exception) and not isinstance(each, VersioningError)]
        assert SearchEntry.objects.get(document=document).is_up_to_date(Document.objects.get(pk=document.pk))


def test_of_two_uploads_at_once_one_is_kept(live_cast: Cast, settings: Settings, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path
    for _ in range(ROUNDS):
        Transfer.objects.all().delete()

        found: list[Any] = run_together(
            partial(start_import, actor=live_cast.manager, project=live_cast.project, file_name="a", pieces=[ZIP]),
            partial(start_import, actor=live_cast.manager, project=live_cast.project, file_name="b", pieces=[ZIP]),
        )

        kept = Transfer.objects.get()
        assert {type(each) for each in found} == {Transfer, TransferRunning}
        assert path_of(kept).read_bytes() == ZIP
        path_of(kept).unlink()
        assert list(folder_of_transfers().iterdir()) == []


def test_an_import_that_is_gone_on_with_and_an_export_that_begins_are_never_both_at_work(
    live_cast: Cast, settings: Settings, tmp_path: Path
) -> None:
    settings.DATA_DIR = tmp_path
    for _ in range(ROUNDS):
        Transfer.objects.all().delete()
        failed = start_import(actor=live_cast.manager, project=live_cast.project, file_name="a", pieces=[ZIP])
        Transfer.objects.update(status=Transfer.Status.FAILED)

        found = run_together(
            partial(resume_transfer, actor=live_cast.manager, transfer=failed),
            partial(start_export, actor=live_cast.manager, project=live_cast.project),
        )

        assert {type(each) for each in found} == {Transfer, TransferRunning}
        assert Transfer.objects.unfinished().count() == 1
