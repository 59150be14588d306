"""Files at paths that the database cannot note are left out by name, and the rest of the history is imported."""

import random
import string
from pathlib import Path

import pytest

from tests.cast import Cast
from tests.git_repos import Repo
from tests.pictures import picture
from tests.services.transfer.test_import_git import run
from versioning.models import HistoryFile, Version

_LETTERS = random.Random(5).choices(string.ascii_letters, k=3000)  # noqa: S311  nothing secret
# An index compresses what repeats.
DEEP = "/".join("".join(_LETTERS[start : start + 150]) for start in range(0, 3000, 150)).encode()


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    return Repo(tmp_path / "source.git")


@pytest.mark.parametrize("files", [[], ["**"]])
@pytest.mark.parametrize(("folder", "reason"), [(b"caf\xe9", "the path is not UTF-8"), (DEEP, "the path is too long")])
def test_a_picture_that_has_no_place_is_refused_once_and_the_history_is_imported(
    cast: Cast, repo: Repo, folder: bytes, reason: str, files: list[str]
) -> None:
    repo.write("a.md", "![[plan.png]] ![](here.png)")
    repo.write("here.png", picture())
    repo.write(folder + b"/plan.png", picture("blue"))
    repo.commit()
    repo.write("a.md", "Again: ![[plan.png]]")
    repo.commit()

    summary = run(cast, repo, files=files)

    path = (folder + b"/plan.png").decode("utf-8", "backslashreplace")
    assert [(refusal.path, refusal.reason) for refusal in summary.refusals] == [(path, reason)]
    assert list(HistoryFile.objects.values_list("path", flat=True)) == ["here.png"]
    assert Version.objects.count() == 2


def test_a_text_in_a_folder_that_is_too_deep_is_refused_by_name(cast: Cast, repo: Repo) -> None:
    repo.write(DEEP + b"/a.md", "Text.")
    repo.write(DEEP[:2400] + b"/a.md", "![](here.png)")
    repo.write(DEEP[:2400] + b"/here.png", picture())
    repo.commit()

    summary = run(cast, repo)

    assert [refusal.reason for refusal in summary.refusals] == ["the path is too long"]
    assert summary.tally.versions == 1
