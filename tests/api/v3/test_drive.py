"""The Drive at its bounds. The client's own commands are in tests/clients."""

from functools import partial
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django.fixtures import Settings
from rest_framework.test import APIClient

from tests.api.conftest import Clients
from tests.api.counting import count, warmed
from tests.api.v3.refusals import wrong_fields
from tests.cast import Cast
from tests.pictures import picture, stored
from versioning.models import File, Folder
from versioning.services.files.move_file import move_file
from versioning.services.files.tag_file import tag_file
from versioning.services.files.trash_file import trash_file
from versioning.services.folders.create_folder import create_folder


@pytest.fixture
def drive(cast: Cast) -> str:
    return f"/v3/projects/{cast.project.pk}/drive"


def send(client: APIClient, path: str, data: bytes = b"words", name: str = "a.txt", **fields: Any) -> Any:
    return client.post(path, {"file": SimpleUploadedFile(name, data), **fields}, format="multipart")


def test_files_of_the_desk_are_in_the_default_folder(cast: Cast, clients: Clients, drive: str) -> None:
    file = stored(cast)

    default = clients.viewer.get(f"{drive}/folders/default").json()["data"]
    read = clients.viewer.get(f"{drive}/folders/{default['id']}").json()["data"]
    listed = clients.viewer.get(f"{drive}/folders").json()["data"]

    assert (default["items_count"], [row["id"] for row in read["files"]]) == (1, [str(file.pk)])
    assert read["files"][0]["parent_folder_id"] == default["id"]
    assert listed == [default]
    assert clients.viewer.get(f"{drive}/folders/{default['id']}/files/{file.pk}").status_code == 200


@pytest.mark.parametrize("method", ["put", "delete"])
def test_the_default_folder_stays_as_it_is(cast: Cast, clients: Clients, drive: str, method: str) -> None:
    answer = getattr(clients.manager, method)(f"{drive}/folders/{cast.project.pk}", {}, format="json")

    assert answer.status_code == 409


def test_a_file_is_found_in_its_own_folder_only(cast: Cast, clients: Clients, drive: str) -> None:
    folder = create_folder(actor=cast.editor, project=cast.project, name="A")
    file, trashed = stored(cast), trash_file(actor=cast.editor, file=stored(cast, b"old", name="old.txt"))

    wrong = clients.viewer.get(f"{drive}/folders/{folder.pk}/files/{file.pk}")
    gone = clients.viewer.get(f"{drive}/folders/{cast.project.pk}/files/{trashed.pk}")
    odd = clients.viewer.get(f"{drive}/folders/{cast.project.pk}/files/x")

    assert [answer.status_code for answer in (wrong, gone, odd)] == [404, 404, 404]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "name"),
        ({"name": ""}, "name"),
        ({"name": "a" * 256}, "name"),
        ({"name": "A", "folder_color": "red"}, "folder_color"),
        ({"name": "A", "parent_folder_id": "60a7b2c9e4b0f1a2b3c4d5e6"}, "parent_folder_id"),
        ({"name": "A", "parent_folder_id": "9a3b4c5d-6e7f-8a9b-0c1d-2e3f4a5b6c7d"}, "parent_folder_id"),
        ({"name": "A", "colour": "red"}, "colour"),
    ],
)
def test_a_folder_that_cannot_be_made_names_the_member(
    clients: Clients, drive: str, body: dict[str, Any], field: str
) -> None:
    assert wrong_fields(clients.editor.post(f"{drive}/folders", body, format="json")) == [field]
    assert not Folder.objects.exists()


def test_null_members_change_nothing(cast: Cast, clients: Clients, drive: str) -> None:
    folder = create_folder(actor=cast.editor, project=cast.project, name="A", color="#4A90D9")
    body = {"name": None, "order": None, "folder_color": None, "is_starred": True}

    answer = clients.editor.put(f"{drive}/folders/{folder.pk}", body, format="json")

    folder.refresh_from_db()
    assert answer.status_code == 200
    assert answer.json().keys() == {"success", "request_id", "errors", "warnings"}
    assert (folder.name, folder.color, folder.is_starred) == ("A", "#4A90D9", True)


def test_an_upload_that_is_no_form_is_refused_by_its_type(cast: Cast, clients: Clients, drive: str) -> None:
    answer = clients.editor.post(f"{drive}/folders/{cast.project.pk}/files", {"file": "a"}, format="json")

    assert answer.status_code == 415
    assert "multipart/form-data" in answer.json()["errors"][0]["message"]


def test_an_upload_at_its_bounds(cast: Cast, clients: Clients, drive: str, settings: Settings) -> None:
    path, settings.MAX_FILE_BYTES = f"{drive}/folders/{cast.project.pk}/files", 10

    assert send(clients.editor, path, b"x" * 11).status_code == 413
    assert wrong_fields(send(clients.editor, path, extra="1")) == ["extra"]
    two = {"file": [SimpleUploadedFile("a.txt", b"a"), SimpleUploadedFile("b.txt", b"b")]}
    assert wrong_fields(clients.editor.post(path, two, format="multipart")) == ["file"]
    assert wrong_fields(clients.editor.post(path, {"other": SimpleUploadedFile("a", b"a")}, format="multipart")) == [
        "other"
    ]
    assert wrong_fields(send(clients.editor, path, name="\u202e")) == ["file"]
    settings.FILE_MEDIA_TYPES = ("image/*",)
    assert wrong_fields(send(clients.editor, path)) == ["file"]
    assert not File.objects.exists()


def test_a_hostile_name_loses_its_folders(cast: Cast, clients: Clients, drive: str) -> None:
    answer = send(clients.editor, f"{drive}/folders/{cast.project.pk}/files", name="../../x\u202e.txt")

    assert answer.json()["data"]["file_name"] == "x.txt"
    assert answer["Location"].endswith(f"/drive/folders/{cast.project.pk}/files/{answer.json()['data']['id']}")


def test_a_repeated_upload_is_answered_with_the_same_file(cast: Cast, clients: Clients, drive: str) -> None:
    path = f"{drive}/folders/{cast.project.pk}/files"

    first, again = send(clients.editor, path), send(clients.editor, path)

    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json()["data"] == again.json()["data"]


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("user_ids=x", "user_ids"),
        ("filter_tags=x", "filter_tags"),
        ("filter_from_date=yesterday", "filter_from_date"),
        ("search_keyword=" + "a" * 201, "search_keyword"),
        ("page=0", "page"),
        ("page_size=101", "page_size"),
        ("cursor=x", "cursor"),
    ],
)
def test_a_search_that_cannot_be_made_names_the_parameter(clients: Clients, drive: str, query: str, field: str) -> None:
    assert wrong_fields(clients.viewer.get(f"{drive}/search?{query}"))[0].startswith(field)


def test_a_search_narrows_by_each_filter(cast: Cast, clients: Clients, drive: str) -> None:
    image, words = stored(cast, name="plan.png"), stored(cast, b"words", name="plan.txt", actor=cast.manager)
    tag_file(actor=cast.editor, file=words, names=["law"])
    tag = str(words.tags.get().tag)

    def found(query: str) -> list[str]:
        return [row["file_name"] for row in clients.viewer.get(f"{drive}/search?{query}").json()["data"]]

    assert found("search_keyword=plan") == ["plan.txt", "plan.png"]
    assert found("allow_images_only=true") == ["plan.png"]
    assert found(f"filter_tags={tag}&filter_tags={image.pk}") == ["plan.txt"]
    assert found(f"user_ids={cast.manager.user.pk}") == ["plan.txt"]
    assert found("filter_to_date=2001-01-01T00:00:00Z") == []
    assert len(found("filter_from_date=2001-01-01T00:00:00Z")) == 2


def test_pages_of_folders_by_number_and_by_cursor_are_the_same(cast: Cast, clients: Clients, drive: str) -> None:
    for name in "ABCD":
        create_folder(actor=cast.editor, project=cast.project, name=name)

    pages = [clients.viewer.get(f"{drive}/folders?page_size=2&page={page}").json() for page in (1, 2, 3)]
    cursor = pages[0]["pagination"]["next_cursor"]
    second = clients.viewer.get(f"{drive}/folders?page_size=2&cursor={cursor}").json()

    assert [[row["title"] for row in page["data"]] for page in pages] == [["Default", "A"], ["B", "C"], ["D"]]
    assert [page["pagination"]["has_more"] for page in pages] == [True, True, False]
    assert second["data"] == pages[1]["data"]
    assert wrong_fields(clients.viewer.get(f"{drive}/search?cursor={cursor}")) == ["cursor"]


SIZES = (2, 60)


@pytest.mark.parametrize(
    ("path", "budget"),
    [
        ("folders", 5),
        ("folders/default", 5),
        ("folders/{folder}?page_size=100", 8),
        ("search?page_size=100", 5),
        ("folders/{folder}/files/{file}", 6),
    ],
)
def test_a_list_costs_the_same_however_long_it_is(
    cast: Cast, clients: Clients, drive: str, path: str, budget: int
) -> None:
    client, counts = warmed(clients.viewer), []
    folder = create_folder(actor=cast.editor, project=cast.project, name="A")
    made, file = 0, stored(cast)
    for size in SIZES:
        for number in range(made, size):
            create_folder(actor=cast.editor, project=cast.project, name=str(number), parent=folder)
            file = move_file(actor=cast.editor, file=stored(cast, str(number).encode()), folder=folder)
            tag_file(actor=cast.editor, file=file, names=["a", "b"])
        made = size
        where = f"{drive}/{path.format(folder=folder.pk, file=file.pk)}"
        counts.append(count(partial(client.get, where), status=200))

    assert counts[0] == counts[1] <= budget


def test_a_new_folder_is_presented_without_counting_files(cast: Cast, clients: Clients, drive: str) -> None:
    parent = clients.editor.post(f"{drive}/folders", {"name": "A"}, format="json").json()["data"]["id"]
    stored(cast)

    with CaptureQueriesContext(connection) as queries:
        answer = clients.editor.post(f"{drive}/folders", {"name": "B", "parent_folder_id": parent}, format="json")

    assert (answer.json()["data"]["items_count"], answer.json()["data"]["sub_folders"]) == (0, [])
    assert not [query for query in queries.captured_queries if 'COUNT("versioning_file"' in query["sql"]]


def test_a_folder_counts_its_own_files_and_those_of_each_folder_below(cast: Cast, clients: Clients, drive: str) -> None:
    parent = clients.editor.post(f"{drive}/folders", {"name": "A"}, format="json").json()["data"]["id"]
    below = {"name": "B", "parent_folder_id": parent}
    child = clients.editor.post(f"{drive}/folders", below, format="json").json()["data"]["id"]
    for folder, name in ((parent, "a.txt"), (child, "b.txt"), (child, "c.txt")):
        send(clients.editor, f"{drive}/folders/{folder}/files", data=name.encode(), name=name)

    shown = clients.editor.get(f"{drive}/folders/{parent}").json()["data"]

    assert (shown["items_count"], shown["sub_folders"][0]["items_count"]) == (1, 2)


def test_a_picture_has_a_small_copy_and_other_files_have_none(cast: Cast, clients: Clients, drive: str) -> None:
    wide = stored(cast, picture(size=(1200, 600)), name="wide.png")
    stored(cast, b"words", name="a.txt")

    rows = clients.editor.get(f"{drive}/folders/{cast.project.pk}").json()["data"]["files"]

    assert {row["file_name"]: row["thumbnail_url"] for row in rows} == {
        "wide.png": f"http://testserver{wide.url}?w=480",
        "a.txt": None,
    }
