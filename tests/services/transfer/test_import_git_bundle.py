"""Import and export a real history: `HISTORY_BUNDLE=/path/to.bundle` names one with a branch main."""

import os
from pathlib import Path

import pytest

from tests.cast import Cast
from tests.git_repos import commits_of, git
from tests.services.transfer.test_export_git import export
from tests.services.transfer.test_import_git import run
from versioning.models import ImportedCommit, Version

BUNDLE = os.environ.get("HISTORY_BUNDLE", "")


@pytest.mark.skipif(not BUNDLE, reason="HISTORY_BUNDLE names no bundle")
def test_a_real_history_comes_out_as_it_went_in(cast: Cast, tmp_path: Path) -> None:
    git(tmp_path, "clone", "--quiet", "--bare", BUNDLE, "source.git")
    source = tmp_path / "source.git"
    run(cast, Path(BUNDLE), "**")

    export(cast, tmp_path / "out")

    kept = set(ImportedCommit.objects.values_list("sha", flat=True))
    shas = git(source, "rev-list", "--first-parent", "--reverse", "main").decode().split()
    originals = [commit for sha, commit in zip(shas, commits_of(source), strict=True) if sha in kept]
    assert commits_of(tmp_path / "out") == originals
    for version in Version.objects.select_related("body").iterator(chunk_size=500):
        link = version.fields["git"]
        assert version.body.read() == git(source, "cat-file", "blob", f"{link['commit']}:{link['path']}")
