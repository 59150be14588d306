"""Imports of git bundles, with the authors of their history."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.cast import Cast
from tests.git_repos import Repo, git
from tests.web.conftest import Desks
from versioning.models import Document, Transfer, Version
from versioning.services.jobs.run_due_jobs import run_due_jobs

IMPORT, EXPORT = "/projects/handbook/import/", "/projects/handbook/export/"


def send_bundle(client: Client, repo: Repo, **fields: str) -> Any:
    """Upload the repository as a bundle."""
    bundle = repo.folder.parent / "a.bundle"
    git(repo.folder, "bundle", "create", "--quiet", str(bundle), "main")
    return client.post(IMPORT, {"file": SimpleUploadedFile("a.bundle", bundle.read_bytes())} | fields)


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    repo = Repo(tmp_path / "source.git")
    repo.write("a.md", "# A\n")
    repo.commit()
    return repo


def test_an_import_that_would_fail_again_can_be_uploaded_anew(desks: Desks, repo: Repo) -> None:
    page = send_bundle(desks.manager, repo, ref="nothing").headers["Location"]
    run_due_jobs()

    told = desks.manager.get(page).content.decode()

    assert "It has main." in told
    assert "Resume" in told
    assert f'href="{IMPORT}">Upload again' in told


def test_an_import_of_what_is_there_already_says_so(desks: Desks, repo: Repo) -> None:
    pages = []
    for _ in range(2):
        pages.append(send_bundle(desks.manager, repo).headers["Location"])
        run_due_jobs()

    first, second = (desks.manager.get(page).content.decode() for page in pages)

    assert "There was nothing new to import." not in first
    assert "Done. There was nothing new to import." in second


def test_pages_show_the_claimed_author_of_an_imported_version(cast: Cast, desks: Desks, repo: Repo) -> None:
    send_bundle(desks.manager, repo)
    run_due_jobs()
    document = Document.objects.get()

    pages = [f"/d/{document.identifier}/versions/1/", f"/d/{document.identifier}/versions/", "/"]
    shown = [desks.viewer.get(page).content.decode() for page in pages]

    assert ["Anna Author (imported)" in page for page in shown] == [True, True, True]


def test_the_activity_names_the_importer_and_says_what_the_history_claims(desks: Desks, repo: Repo) -> None:
    send_bundle(desks.manager, repo)
    run_due_jobs()

    page = desks.manager.get("/activity/").content.decode()

    assert "Anna Author" not in page
    assert "(imported: the history says" in page


def test_versions_of_an_author_go_to_the_member_whom_the_manager_chose(cast: Cast, desks: Desks, repo: Repo) -> None:
    send_bundle(desks.manager, repo, authors="\nanna@example.org = edda.handbook\r\n")

    run_due_jobs()

    assert Version.objects.get().created_by == cast.editor.user


@pytest.mark.parametrize(
    ("authors", "words"),
    [
        ("anna@example.org", "an equals sign"),
        ("a@x=edda.handbook\na@x=mona.handbook", "named twice"),
        ("anna@example.org=root.admin", "root.admin is not a member of this project."),
    ],
)
def test_says_beside_the_authors_what_is_wrong(desks: Desks, repo: Repo, authors: str, words: str) -> None:
    answer = send_bundle(desks.manager, repo, authors=authors)

    assert (answer.status_code, words in answer.content.decode()) == (422, True)
    assert not Transfer.objects.exists()
