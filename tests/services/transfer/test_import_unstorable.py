"""Exports and settings in JSON can name characters that no database stores."""

import json
from pathlib import Path

import pytest

from tests.cast import Cast
from tests.exports.document360 import export
from tests.exports.importing import run_files, tree
from tests.zips import make_zip
from versioning.models import DocumentPath, Transfer
from versioning.services.jobs.run_due_jobs import run_due_jobs
from versioning.services.transfer.start_import import start_import

INSTALL = "Docs-2026-Mar-26/v1/articles/install.json"
BAD = ["\ud800", "\0"]


@pytest.mark.parametrize("bad", BAD)
def test_a_text_of_document360_has_replacement_characters(cast: Cast, tmp_path: Path, bad: str) -> None:
    row = {"Code": "en", "Title": f"T{bad}", "Slug": f"s{bad}", "Content": f"a{bad}b", "contentType": "markdown"}

    run_files(cast, tmp_path, export(**{INSTALL: json.dumps([row])}))

    assert "Guides/T\ufffd" in tree()


def test_a_slug_of_document360_that_no_link_can_have_is_no_path(cast: Cast, tmp_path: Path) -> None:
    row = {"Code": "en", "Title": "T", "Slug": "s" * 3000, "Content": "a", "contentType": "markdown"}

    run_files(cast, tmp_path, export(**{INSTALL: json.dumps([row])}))

    assert max(map(len, DocumentPath.objects.values_list("path", flat=True))) < 500


@pytest.mark.parametrize("bad", BAD)
def test_a_label_of_a_sidebar_has_replacement_characters(cast: Cast, tmp_path: Path, bad: str) -> None:
    sidebar = json.dumps({"a": [{"type": "category", "label": f"x{bad}", "items": ["a", f"gone{bad}"]}]})

    run_files(cast, tmp_path, {"docusaurus.config.js": "", "sidebars.json": sidebar, "docs/a.md": "# A"})

    assert tree() == ["x\ufffd", "x\ufffd/A"]


@pytest.mark.parametrize("bad", BAD)
def test_a_result_that_names_such_characters_is_recorded(cast: Cast, tmp_path: Path, bad: str) -> None:
    sidebar = json.dumps({"a": ["a", f"gone{bad}"]})
    source = make_zip(tmp_path, {"docusaurus.config.js": "", "sidebars.json": sidebar, "docs/a.md": "# A"})

    transfer = start_import(
        actor=cast.manager, project=cast.project, file_name="docs.zip", pieces=[source.read_bytes()]
    )

    run_due_jobs()

    transfer.refresh_from_db()
    assert (transfer.status, "gone\ufffd" in str(transfer.notes)) == (Transfer.Status.DONE, True)


def test_a_language_whose_path_is_too_long_is_refused_by_name(cast: Cast, tmp_path: Path) -> None:
    inner = {"Id": "d", "Languages": [{"Code": "en", "Title": "d" * 61}, {"Code": "fr", "Title": "d" * 61}]}
    for number in range(5):
        inner = {"Id": f"c{number}", "Title": "c" * 83, "SubCategories": [inner]}
    inner = {"Id": "b", "Title": "b" * 22, "SubCategories": [inner]}

    summary = run_files(cast, tmp_path, export({"Categories": [inner]}))

    assert [each.reason for each in summary.refusals] == ["the path is too long."]
