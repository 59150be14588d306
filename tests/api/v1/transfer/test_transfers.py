"""Imports and exports by the API, as the desk does them."""

from pathlib import Path
from typing import Any

import pytest
from pytest_django.fixtures import Settings

from tests.api.conftest import Clients
from tests.cast import Cast, client_for, make_cast
from tests.git_repos import Repo, git
from tests.zips import texts_of, zip_bytes
from versioning.exceptions import TransferRunning
from versioning.models import Document, Scope, Version
from versioning.services.jobs.run_due_jobs import run_due_jobs

ZIP = zip_bytes({"a.md": "# A\n", "b.md": b"\xff"})


def send(client: Any, data: bytes = ZIP, query: str = "", **values: Any) -> Any:
    path = f"/api/v1/imports?project=handbook&name=texts.zip{query}"
    return client.generic("POST", path, data, **{"content_type": "application/zip", **values})


def after(client: Any, answer: Any) -> dict[str, Any]:
    """Run what was started, and return how it ended."""
    run_due_jobs()
    transfer = answer.json()["data"]["transfer"]["id"]
    ended: dict[str, Any] = client.get(f"/api/v1/transfers/{transfer}").json()["data"]["transfer"]
    return ended


def test_a_zip_is_imported_in_the_background(cast: Cast, clients: Clients) -> None:
    answer = send(clients.manager)

    waiting, done = answer.json()["data"]["transfer"], after(clients.manager, answer)
    assert (answer.status_code, waiting["status"], waiting["file_name"]) == (202, "waiting", "texts.zip")
    assert (done["status"], done["kind"], done["counts"]["new documents"]) == ("done", "zip_in", 1)
    assert done["left_out"] == [{"what": "b.md", "why": "the text is not UTF-8."}]
    assert Document.objects.get().title == "A"


def test_a_dry_run_imports_nothing_until_it_is_resumed(cast: Cast, clients: Clients) -> None:
    previewed = after(clients.manager, send(clients.manager, query="&dry_run=true"))
    before = Document.objects.count()

    answer = clients.manager.post(f"/api/v1/transfers/{previewed['id']}/resume")

    done = after(clients.manager, answer)
    assert (previewed["dry_run"], previewed["counts"]["new documents"], before) == (True, 1, 0)
    assert [each["what"] for each in previewed["foreseen"]] == ["new documents"]
    assert previewed["foreseen"][0]["documents"] == [{"title": "A", "place": "", "file": "a.md", "document": ""}]
    assert (answer.status_code, done["dry_run"], Document.objects.count()) == (202, False, 1)


def test_a_bundle_is_imported_with_its_options(cast: Cast, clients: Clients, tmp_path: Path) -> None:
    repo = Repo(tmp_path / "source.git")
    repo.write("docs/a.txt", "A")
    repo.write("docs/b.md", "B")
    repo.commit(author=b"Ana <ana@example.org>")
    git(repo.folder, "branch", "other", "main")
    git(repo.folder, "bundle", "create", "--quiet", str(tmp_path / "a.bundle"), "other")
    query = "&ref=other&paths=**/*.txt&authors=ana@example.org=edda.handbook"

    done = after(clients.manager, send(clients.manager, (tmp_path / "a.bundle").read_bytes(), query))

    version = Version.objects.select_related("created_by").get()
    assert (done["kind"], done["counts"]["new versions"]) == ("bundle_in", 1)
    assert (version.title, version.created_by) == ("a", cast.editor.user)


def test_a_zip_is_imported_with_its_layout(cast: Cast, clients: Clients) -> None:
    site = zip_bytes({"mkdocs.yml": "nav:\n  - Two: b.md\n  - One: a.md\n", "docs/a.md": "A", "docs/b.md": "B"})

    done = after(clients.manager, send(clients.manager, site, "&layout=mkdocs"))

    assert done["notes"][0] == "Read as a site of MkDocs."
    assert [*Document.objects.order_by("order").values_list("title", flat=True)] == ["Two", "One"]


@pytest.mark.parametrize("option", ["layout", "names", "product", "html_as"])
def test_an_option_that_does_not_exist_is_refused_by_its_name(cast: Cast, clients: Clients, option: str) -> None:
    answer = send(clients.manager, query=f"&{option}=nonsense")

    assert answer.status_code == 400
    assert option in str(answer.json())


@pytest.mark.parametrize("kind", ["bundle_out", "project_out"])
def test_an_export_is_followed_downloaded_and_imported_again(cast: Cast, clients: Clients, kind: str) -> None:
    cast.document("Refunds")
    count = Version.objects.count()
    answer = clients.manager.post("/api/v1/exports", {"project": "handbook", "kind": kind}, format="json")
    exported = after(clients.manager, answer)

    file: Any = clients.manager.get(f"/api/v1/transfers/{exported['id']}/file")
    data = b"".join(file.streaming_content)
    done = after(clients.manager, send(clients.manager, data))

    assert (answer.status_code, exported["status"], file["Content-Length"]) == (202, "done", str(len(data)))
    assert (done["status"], done["fault"], Version.objects.count()) == ("done", "", count)


def test_a_viewer_downloads_what_readers_see(cast: Cast, clients: Clients) -> None:
    cast.document("Refunds", "Text.\n")

    answer: Any = clients.viewer.get("/api/v1/projects/handbook/zip")

    assert answer["Content-Type"] == "application/zip"
    assert texts_of(b"".join(answer.streaming_content))["refunds.md"].endswith("Text.\n")


def test_one_that_waits_is_canceled_and_resumed(cast: Cast, clients: Clients) -> None:
    transfer = send(clients.manager).json()["data"]["transfer"]["id"]

    canceled = clients.manager.post(f"/api/v1/transfers/{transfer}/cancel")
    resumed = clients.manager.post(f"/api/v1/transfers/{transfer}/resume")

    assert canceled.json()["data"]["transfer"]["status"] == "cancelled"
    assert after(clients.manager, resumed)["status"] == "done"
    assert clients.manager.post(f"/api/v1/transfers/{transfer}/cancel").status_code == 409


def test_a_second_one_at_once_is_refused(cast: Cast, clients: Clients) -> None:
    send(clients.manager)

    answer = send(clients.manager)

    assert (answer.status_code, answer.json()["detail"]) == (409, TransferRunning.message)


@pytest.mark.parametrize(
    ("query", "data", "field"),
    [
        ("", b"no zip", "file"),
        ("&authors=ana", ZIP, "authors"),
        ("&authors=ana@example.org=nobody", ZIP, "authors"),
        ("&files=", ZIP, "files.0"),
        ("&dry_run=perhaps", ZIP, "dry_run"),
        ("&paths=", ZIP, "paths.0"),
        ("&brnch=main", ZIP, "brnch"),
    ],
)
def test_names_what_is_wrong(cast: Cast, clients: Clients, query: str, data: bytes, field: str) -> None:
    answer = send(clients.manager, data, query)

    assert (answer.status_code, [each["field"] for each in answer.json()["errors"]]) == (400, [field])


def test_takes_no_form(cast: Cast, clients: Clients) -> None:
    answer = send(clients.manager, content_type="multipart/form-data; boundary=x")

    assert (answer.status_code, answer.json()["detail"]) == (415, "Send the bytes of the file as the body, not a form.")


def test_a_file_that_is_too_large_is_refused(cast: Cast, clients: Clients, settings: Settings) -> None:
    settings.MAX_IMPORT_BYTES = 10

    assert send(clients.manager).status_code == 413


def test_lists_those_of_managed_projects_only(cast: Cast, clients: Clients) -> None:
    send(clients.manager)
    other = make_cast("other")

    lists = [client.get("/api/v1/transfers") for client in (clients.manager, clients.viewer, client_for(other.manager))]

    assert [len(answer.json()["data"]["transfers"]) for answer in lists] == [1, 0, 0]
    assert clients.manager.get("/api/v1/transfers?kind=zip_in&status=done").json()["data"]["transfers"] == []


def test_a_token_that_only_reads_gets_no_export(cast: Cast, clients: Clients) -> None:
    answer = clients.manager.post("/api/v1/exports", {"project": "handbook", "kind": "project_out"}, format="json")
    exported = after(clients.manager, answer)
    reader = client_for(cast.manager, scopes=(Scope.READ,))

    assert reader.get(f"/api/v1/transfers/{exported['id']}").status_code == 200
    assert reader.get(f"/api/v1/transfers/{exported['id']}/file").status_code == 403
