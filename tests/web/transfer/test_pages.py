import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.cast import Cast
from tests.web.conftest import Desks
from tests.zips import texts_of, zip_bytes
from versioning.models import Document, Transfer, Version
from versioning.services.jobs.run_due_jobs import run_due_jobs
from versioning.services.transfer.start_export import start_export

ZIP = zip_bytes({"a.md": "# A\n\nOne.\n", "b.md": b"\xff"})
IMPORT, EXPORT = "/projects/handbook/import/", "/projects/handbook/export/"


def send(client: Client, data: bytes = ZIP) -> str:
    """Upload the file and return the URL of the progress page."""
    answer = client.post(IMPORT, {"file": SimpleUploadedFile("texts.zip", data), "ref": "", "paths": ""})
    assert answer.status_code == 303
    return answer.headers["Location"]


def test_an_upload_runs_on_its_own_and_its_page_tells_what_came_of_it(desks: Desks) -> None:
    page = send(desks.manager)

    before = desks.manager.get(page)
    run_due_jobs()
    after = desks.manager.get(page)

    assert b"Refresh" in before.content
    assert b"Starting" in before.content
    assert b"Refresh" not in after.content
    for words in (b"Done.", b"New documents", b"b.md", b"The text is not UTF-8."):
        assert words in after.content


def test_the_page_of_a_preview_says_how_the_files_were_read(desks: Desks) -> None:
    site = zip_bytes({"mkdocs.yml": "nav: [b.md, gone.md]\n", "docs/b.md": "# B\n", "docs/a.md": "# A\n"})
    values = {"file": SimpleUploadedFile("site.zip", site), "layout": "mkdocs", "preview": "yes"}

    page = desks.manager.post(IMPORT, values).headers["Location"]
    run_due_jobs()
    preview = desks.manager.get(page).content.decode()
    desks.manager.post(page)
    run_due_jobs()

    assert "Read as a site of MkDocs." in preview
    assert "The navigation names gone.md, but there is no such file." in preview
    assert "It has settings of MkDocs, which Stemma doesn&#x27;t need." in preview
    assert list(Document.objects.order_by("order").values_list("title", "hidden")) == [("B", False), ("A", True)]


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"layout": "wiki"}, "Select a valid choice"),
        ({"name_encoding": "martian"}, "&#x27;martian&#x27; is not a known encoding. Examples: cp866, gbk, shift_jis."),
    ],
)
def test_says_beside_the_field_which_option_is_wrong(desks: Desks, values: dict[str, str], words: str) -> None:
    answer = desks.manager.post(IMPORT, {"file": SimpleUploadedFile("a.zip", ZIP), **values})

    assert (answer.status_code, words in answer.content.decode()) == (422, True)


def test_a_second_upload_at_once_is_told_who_is_at_work(desks: Desks) -> None:
    send(desks.manager)

    page = desks.manager.get(IMPORT)
    answer = desks.manager.post(IMPORT, {"file": SimpleUploadedFile("b.zip", ZIP)})

    assert b"Only one transfer runs at a time. Mona handbook started texts.zip" in page.content
    assert (answer.status_code, b"is running. Wait until it finishes" in answer.content) == (422, True)


@pytest.mark.parametrize(
    ("data", "words"),
    [({}, b"This field is required"), ({"file": SimpleUploadedFile("a.gif", b"GIF89a")}, b"neither a zip nor a git")],
)
def test_says_beside_the_field_what_is_wrong(desks: Desks, data: dict[str, io.BytesIO], words: bytes) -> None:
    answer = desks.manager.post(IMPORT, data)

    assert (answer.status_code, words in answer.content) == (422, True)


def test_a_body_that_is_too_long_is_not_read(desks: Desks) -> None:
    answer = desks.manager.generic(
        "POST", IMPORT, b"", content_type="multipart/form-data; boundary=x", CONTENT_LENGTH="9999999999"
    )

    assert (answer.status_code, b"larger than 200,000,000 bytes" in answer.content) == (413, True)


def test_nothing_is_read_of_what_somebody_unknown_sends(desks: Desks) -> None:
    answer = desks.nobody.post(IMPORT, {"file": SimpleUploadedFile("texts.zip", ZIP)})

    assert (answer.status_code, answer.headers["Location"]) == (302, f"{reverse('sign-in')}?next={IMPORT}")
    assert not hasattr(answer.wsgi_request, "_files")


def test_takes_no_form_of_another_site(cast: Cast) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.manager.user)

    answer = client.post(IMPORT, {"file": SimpleUploadedFile("a.zip", ZIP)})

    assert (answer.status_code, Transfer.objects.count()) == (403, 0)


def test_who_may_not_import_is_told_why(desks: Desks) -> None:
    page = desks.editor.get(IMPORT)
    answer = desks.editor.post(IMPORT, {"file": SimpleUploadedFile("a.zip", ZIP)})

    assert b"You need the manager role to import or export documents. Your role is editor." in page.content
    assert b'<input type="file"' not in page.content
    assert (answer.status_code, b"You need the manager role" in answer.content) == (403, True)


@pytest.mark.parametrize("path", [IMPORT, EXPORT, "/projects/handbook/export/zip"])
def test_a_stranger_finds_nothing_there(desks: Desks, path: str) -> None:
    assert desks.stranger.get(path).status_code == 404


def test_a_viewer_downloads_what_readers_see(desks: Desks, cast: Cast) -> None:
    cast.document("Refunds", "Text.\n")

    answer = desks.viewer.get("/projects/handbook/export/zip")

    assert answer.headers["Content-Disposition"] == 'attachment; filename="handbook.zip"'
    assert list(texts_of(answer.getvalue())) == ["refunds.md"]


def test_a_manager_makes_a_bundle_and_downloads_it(desks: Desks, cast: Cast) -> None:
    cast.document("Refunds", "Text.\n")

    page = desks.manager.post("/projects/handbook/export/bundle").headers["Location"]
    early = desks.manager.get(f"{page}file")
    run_due_jobs()
    bundle = desks.manager.get(f"{page}file")

    assert early.status_code == 404
    assert b"Download handbook.bundle" in desks.manager.get(page).content
    assert bundle.headers["Content-Disposition"] == 'attachment; filename="handbook.bundle"'
    assert bundle.getvalue().startswith(b"# v")


def test_a_manager_makes_a_project_file_and_imports_it_elsewhere(desks: Desks, cast: Cast) -> None:
    cast.document("Refunds", "Text.\n")

    page = desks.manager.post("/projects/handbook/export/project").headers["Location"]
    run_due_jobs()
    file = desks.manager.get(f"{page}file")

    assert file.headers["Content-Disposition"] == 'attachment; filename="handbook.stemma.tar.gz"'
    data = file.getvalue()
    again = send(desks.manager, data)
    run_due_jobs()
    shown = desks.manager.get(again).content
    assert b"Documents that were there already" in shown
    assert Version.objects.count() == 1


def test_a_preview_is_imported_by_one_button(desks: Desks) -> None:
    file = SimpleUploadedFile("texts.zip", ZIP)
    page = desks.manager.post(IMPORT, {"file": file, "preview": "yes"}).headers["Location"]
    run_due_jobs()

    preview = desks.manager.get(page).content
    assert b"This is a preview. Nothing was imported." in preview
    assert not Document.objects.exists()
    desks.manager.post(page)
    run_due_jobs()

    assert b"Go to the library" in desks.manager.get(page).content
    assert Document.objects.exists()


def test_a_viewer_is_told_why_there_is_no_bundle_for_them(desks: Desks) -> None:
    assert (
        b"You need the manager role to import or export documents. Your role is viewer."
        in desks.viewer.get(EXPORT).content
    )


def test_one_that_was_canceled_is_resumed(desks: Desks) -> None:
    page = send(desks.manager)
    desks.manager.post(f"{page}cancel")

    told = desks.manager.get(page)
    answer = desks.manager.post(page)
    run_due_jobs()

    assert b"Resume" in told.content
    assert (answer.status_code, Transfer.objects.get().status) == (303, "done")


def test_only_managers_look_on(desks: Desks, cast: Cast) -> None:
    transfer = start_export(actor=cast.manager, project=cast.project)
    page = reverse("desk:transfer", args=("handbook", transfer.pk))

    assert desks.publisher.get(page).status_code == 404
    assert desks.publisher.post(page).status_code == 404


def test_asks_no_more_often_after_many_imports(desks: Desks, cast: Cast) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            desks.manager.get(IMPORT)
        return len(asked)

    none = queries()
    Transfer.objects.bulk_create(
        Transfer(project=cast.project, kind="zip_in", status="done", started_by=cast.manager.user, file_name="a")
        for _ in range(50)
    )

    assert queries() == none <= 8
