from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.api.conftest import Clients
from tests.api.counting import count, warmed
from tests.cast import Cast
from tests.git_repos import Repo
from tests.pictures import picture, stored
from tests.reading import current_of
from tests.services.transfer.test_import_git import silent
from versioning.models import Document, File, HistoryFile, Project, User, Version
from versioning.services.documents.trash_document import trash_document
from versioning.services.files.describe_file import describe_file
from versioning.services.lookups import find_version
from versioning.services.transfer.import_git import ImportOptions, import_git
from versioning.services.versions.archive_version import archive_version
from versioning.services.versions.publish_and_promote import publish_and_promote

Change = Callable[[Cast, Version], Any]


def _path(version: Version, reference: object = "current") -> str:
    return f"/api/v1/documents/{version.document_id}/versions/{reference}"


def _published(cast: Cast) -> Version:
    return find_version(document=cast.document(body="Text.\n"), reference="current")


@pytest.mark.parametrize("tag", ["{}", "W/{}", '"other", {}', "*"])
def test_who_has_it_already_is_told_so(cast: Cast, clients: Clients, tag: str) -> None:
    path = _path(_published(cast))
    first = clients.viewer.get(path)

    again = clients.viewer.get(path, HTTP_IF_NONE_MATCH=tag.format(first["ETag"]))

    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    assert again["Cache-Control"] == first["Cache-Control"] == "public, no-cache"


@pytest.mark.parametrize("tag", ['"other"', "", "nonsense", '"1"'])
def test_who_has_something_else_gets_the_text(cast: Cast, clients: Clients, tag: str) -> None:
    path = _path(_published(cast))

    answer = clients.viewer.get(path, HTTP_IF_NONE_MATCH=tag)

    assert answer.json()["data"]["version"]["body"] == "Text.\n"


def _promote_another(cast: Cast, version: Version) -> None:
    publish_and_promote(actor=cast.publisher, draft=cast.fork(version.document))


def _archive(cast: Cast, version: Version) -> None:
    archive_version(actor=cast.publisher, version=version)


def _rename_its_author(cast: Cast, version: Version) -> None:
    User.objects.filter(pk=version.created_by_id).update(first_name="Renamed")


@pytest.mark.parametrize("change", [_promote_another, _archive, _rename_its_author])
def test_the_tag_moves_with_all_that_the_answer_shows(cast: Cast, clients: Clients, change: Change) -> None:
    version = _published(cast)
    first = clients.viewer.get(_path(version, version.number))

    change(cast, version)

    again = clients.viewer.get(_path(version, version.number), HTTP_IF_NONE_MATCH=first["ETag"])
    assert again.status_code == 200
    assert again["ETag"] != first["ETag"]
    assert again.json() != first.json()


def test_each_form_of_a_version_has_a_tag_of_its_own(cast: Cast, clients: Clients) -> None:
    path = _path(_published(cast))

    plain, html = clients.viewer.get(path), clients.viewer.get(f"{path}?format=html")

    assert plain["ETag"] != html["ETag"]
    assert clients.viewer.get(f"{path}?format=html", HTTP_IF_NONE_MATCH=plain["ETag"]).status_code == 200


def test_an_open_draft_has_no_tag_that_a_save_could_be_made_against(cast: Cast, clients: Clients) -> None:
    draft = cast.draft()

    answer = clients.viewer.get(_path(draft.version, draft.version_id), HTTP_IF_NONE_MATCH="*")

    assert (answer.status_code, answer.get("ETag")) == (200, None)
    assert answer["Cache-Control"] == "private, no-cache"


@pytest.mark.parametrize(("who", "status"), [("nobody", 401), ("stranger", 404)])
def test_a_tag_opens_nothing(cast: Cast, clients: Clients, who: str, status: int) -> None:
    path = _path(_published(cast))
    tag = clients.viewer.get(path)["ETag"]

    assert getattr(clients, who).get(path, HTTP_IF_NONE_MATCH=tag).status_code == status


def test_it_takes_no_text_to_say_that_nothing_changed(cast: Cast, clients: Clients) -> None:
    path, client = _path(_published(cast)), warmed(clients.viewer)
    ask = partial(client.get, path, HTTP_IF_NONE_MATCH=client.get(path)["ETag"])

    with CaptureQueriesContext(connection) as captured:
        ask()

    assert not [query["sql"] for query in captured if "versioning_blob" in query["sql"]]
    # PostgreSQL reads the token and the version by one statement.
    assert count(ask, status=304) == (1 if connection.vendor == "postgresql" else 2)


@pytest.fixture
def bare(cast: Cast, tmp_path: Path) -> Repo:
    """Return a repository that was imported without its picture."""
    repo = Repo(tmp_path / "source.git")
    repo.write("a.md", "![Plan](plan.png)\n")
    repo.write("plan.png", picture("red"))
    repo.commit()
    _import(cast, repo)
    HistoryFile.objects.all().delete()
    return repo


def _import(cast: Cast, repo: Repo) -> None:
    options = ImportOptions(repairs_files=True)
    import_git(actor=cast.manager, project=cast.project, source=str(repo.folder), report=silent, options=options)


def test_a_repaired_picture_moves_the_tag_of_the_html(cast: Cast, clients: Clients, bare: Repo) -> None:
    path = f"{_path(Version.objects.get())}?format=html"
    first = clients.viewer.get(path)
    _import(cast, bare)

    again = clients.viewer.get(path, HTTP_IF_NONE_MATCH=first["ETag"])

    assert again.status_code == 200
    assert again["ETag"] != first["ETag"]
    assert again.json() != first.json()


def _describe(cast: Cast, file: File) -> None:
    describe_file(actor=cast.editor, file=file, alt_text="The new plan")


def _replace_target(cast: Cast, file: File) -> None:
    trash_document(actor=cast.manager, document=Document.objects.get(title="Rules"))


@pytest.mark.parametrize("change", [_describe, _replace_target])
def test_the_tag_of_the_html_moves_with_descriptions_and_links(
    cast: Cast, clients: Clients, change: Callable[[Cast, File], None]
) -> None:
    Project.objects.update(markdown_extensions=["wiki_links"])
    file = stored(cast, name="plan.png")
    cast.document("Rules")
    path = f"{_path(current_of(cast.document('Plans', f'![]({file.url}) [[Rules]]')))}?format=html"
    first = clients.viewer.get(path)
    change(cast, file)

    again = clients.viewer.get(path, HTTP_IF_NONE_MATCH=first["ETag"])

    assert again.status_code == 200
    assert again["ETag"] != first["ETag"]
    assert again.json() != first.json()


@pytest.mark.usefixtures("bare")
@pytest.mark.parametrize("query", ["", "?format=html"])
def test_an_imported_version_that_did_not_change_is_not_sent_again(clients: Clients, query: str) -> None:
    path = f"{_path(Version.objects.get())}{query}"
    tag = clients.viewer.get(path)["ETag"]

    again = clients.viewer.get(path, HTTP_IF_NONE_MATCH=tag)

    assert (again.status_code, again.content, again["ETag"]) == (304, b"", tag)
