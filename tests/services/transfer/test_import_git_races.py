"""An import beside editors, and beside another import."""

from pathlib import Path

import pytest

from tests.cast import Cast
from tests.git_repos import bulk_repo, git
from tests.races import run_together
from tests.services.transfer.test_import_git import silent
from versioning.exceptions import VersioningError
from versioning.models import Document, Draft, ImportedCommit, Version
from versioning.services.transfer._import import reading as import_reading
from versioning.services.transfer.import_git import ImportOptions, ImportSummary, import_git

COMMITS = 120


@pytest.fixture(autouse=True)
def _small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_reading, "BATCH_COMMITS", 5)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return bulk_repo(tmp_path / "bulk.git", commits=COMMITS)


def take(cast: Cast, source: Path, ref: str) -> ImportSummary:
    return import_git(
        actor=cast.manager, project=cast.project, source=str(source), options=ImportOptions(ref=ref), report=silent
    )


def test_somebody_publishes_while_an_import_runs(live_cast: Cast, source: Path) -> None:
    git(source, "branch", "start", f"main~{COMMITS - 10}")
    take(live_cast, source, "start")
    document = Document.objects.order_by("slug")[0]

    outcomes = run_together(
        lambda: take(live_cast, source, "main"),
        lambda: [live_cast.version(document, f"mine {count}").number for count in range(8)],
    )

    assert not [outcome for outcome in outcomes if isinstance(outcome, Exception)]
    document.refresh_from_db()
    numbers = list(document.versions.order_by("number").values_list("number", flat=True))
    assert numbers == list(range(1, document.last_number + 1))
    assert document.last_number == COMMITS // 10 + 8 + Draft.objects.filter(document=document).count()
    assert Version.objects.count() == COMMITS + 8 + Draft.objects.count()


def test_of_two_imports_at_once_no_commit_is_taken_twice(live_cast: Cast, source: Path) -> None:
    outcomes = run_together(
        lambda: take(live_cast, source, "main"),
        lambda: take(live_cast, source, "main"),
    )
    take(live_cast, source, "main")

    refused = [outcome for outcome in outcomes if isinstance(outcome, Exception)]
    assert all(isinstance(refusal, VersioningError) for refusal in refused)
    assert Version.objects.count() == ImportedCommit.objects.count() == COMMITS
