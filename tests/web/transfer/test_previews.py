"""The page of a preview says what would become of each document."""

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from pytest_django.fixtures import Settings

from tests.cast import make_cast
from tests.services.transfer.project_files import export
from tests.web.conftest import Desks
from tests.web.transfer.test_pages import IMPORT, send
from tests.zips import zip_bytes
from versioning.models import Document, Transfer
from versioning.services.jobs.run_due_jobs import run_due_jobs
from versioning.services.transfer._project.left_out import OWN_SETTINGS


@pytest.fixture(autouse=True)
def _folder(settings: Settings, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path


def test_the_page_of_a_preview_lists_what_would_become_of_each_document(desks: Desks) -> None:
    send(desks.manager, zip_bytes({"guide/a.md": "# A\n", "b.md": "# B\n"}))
    run_due_jobs()
    changed = zip_bytes({"guide/a.md": "# A\n\nChanged.\n", "b.md": "# B\n", "guide/c.md": "# C\n"})
    document = Document.objects.get(title="A")

    page = desks.manager.post(IMPORT, {"file": SimpleUploadedFile("t.zip", changed), "preview": "yes"})
    run_due_jobs()

    transfer = Transfer.objects.get(is_rehearsal=True)
    assert transfer.foreseen == [
        {
            "what": "new documents",
            "count": 1,
            "documents": [{"title": "C", "place": "Guide", "file": "guide/c.md", "document": ""}],
        },
        {
            "what": "new versions",
            "count": 1,
            "documents": [{"title": "A", "place": "Guide", "file": "guide/a.md", "document": document.identifier}],
        },
    ]
    html = desks.manager.get(page.headers["Location"]).content.decode()
    assert f'<a href="/d/{document.identifier}/">A</a>' in html
    assert (Document.objects.count(), "guide/c.md" in html) == (3, True)


def test_the_page_of_a_preview_of_a_project_file_lists_its_documents(desks: Desks, tmp_path: Path) -> None:
    other = make_cast("other")
    other.document("Install")
    data = export(other.project, tmp_path / "other.tar.gz").read_bytes()

    page = desks.manager.post(IMPORT, {"file": SimpleUploadedFile("other.tar.gz", data), "preview": "yes"})
    run_due_jobs()

    html = desks.manager.get(page.headers["Location"]).content.decode()
    assert '<th scope="row" class="breakable">Install</th>' in html
    assert OWN_SETTINGS in html
    assert not Document.objects.exclude(project=other.project).filter(title="Install").exists()


def test_an_import_after_its_preview_lists_nothing_that_is_still_to_come(desks: Desks) -> None:
    values = {"file": SimpleUploadedFile("t.zip", zip_bytes({"a.md": "# A\n"})), "preview": "yes"}
    page = desks.manager.post(IMPORT, values).headers["Location"]
    run_due_jobs()

    desks.manager.post(page)
    run_due_jobs()

    assert Transfer.objects.get().foreseen == []


def test_the_page_of_a_preview_shows_the_first_of_very_many_documents(
    desks: Desks, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("versioning.services.transfer._foreseen.MOST", 2)
    files = {f"{name}.md": f"# {name.upper()}\n" for name in "abc"}

    page = desks.manager.post(IMPORT, {"file": SimpleUploadedFile("t.zip", zip_bytes(files)), "preview": "yes"})
    run_due_jobs()

    html = desks.manager.get(page.headers["Location"]).content.decode()
    assert "The first 2 of 3 documents." in html
    assert ("b.md" in html, "c.md" in html) == (True, False)
