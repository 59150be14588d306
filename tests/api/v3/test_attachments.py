"""Attachments of an article, and the files that it uses."""

from functools import partial

import pytest

from tests.api.conftest import Clients
from tests.api.counting import count, warmed
from tests.api.v3.conftest import Text, make_text
from tests.api.v3.refusals import wrong_fields
from tests.cast import Cast
from tests.pictures import stored


@pytest.fixture
def drive(cast: Cast) -> str:
    return f"/v3/projects/{cast.project.pk}/drive"


@pytest.fixture
def article(cast: Cast) -> Text:
    return make_text(cast, "articles")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "drive_file_id"),
        ({"drive_file_id": "$file", "file_url": "https://example.com"}, "drive_file_id"),
        ({"drive_file_id": "$file"}, "media_folder_id"),
        ({"drive_file_id": "$file", "media_folder_id": "$file"}, "drive_file_id"),
        ({"drive_file_id": "$folder", "media_folder_id": "$folder"}, "drive_file_id"),
        ({"file_url": "https://example.com"}, "file_name"),
        ({"file_url": "javascript:alert(1)", "file_name": "A"}, "file_url"),
        ({"file_url": "https://example.com", "file_name": " "}, "file_name"),
    ],
)
def test_an_attachment_that_cannot_be_made_names_the_member(
    cast: Cast, clients: Clients, article: Text, body: dict[str, str], field: str
) -> None:
    named = {"$file": str(stored(cast).pk), "$folder": str(cast.project.pk)}
    sent = {name: named.get(value, value) for name, value in body.items()}

    answer = clients.editor.post(f"{article.path}/attachments", sent, format="json")

    assert wrong_fields(answer) == [field]


def test_attachments_of_a_language_that_the_article_lacks_are_not_found(clients: Clients, article: Text) -> None:
    assert clients.viewer.get(f"{article.path}/attachments?lang_code=fr").status_code == 404


def test_a_file_of_the_text_and_an_attached_one_are_files_of_the_article(
    cast: Cast, clients: Clients, drive: str
) -> None:
    shown, attached = stored(cast, name="shown.png"), stored(cast, name="attached.png")
    article = make_text(cast, "articles", body=f"![]({shown.url})")
    given = {"drive_file_id": str(attached.pk), "media_folder_id": str(cast.project.pk)}
    assert clients.editor.post(f"{article.path}/attachments", given, format="json").status_code == 201

    answer = clients.viewer.get(f"{drive}/articles/{cast.workspace.pk}/{article.document.translation_key}/files")

    assert [address.rpartition("/")[2] for address in answer.json()["data"]] == ["shown.png", "attached.png"]


def test_attachments_cost_the_same_however_many_there_are(cast: Cast, clients: Clients, article: Text) -> None:
    client, counts = warmed(clients.viewer), []
    for size in (2, 20):
        for number in range(size):
            file = stored(cast, f"{size} {number}".encode())
            body = {"drive_file_id": str(file.pk), "media_folder_id": str(cast.project.pk)}
            assert clients.editor.post(f"{article.path}/attachments", body, format="json").status_code == 201
        counts.append(count(partial(client.get, f"{article.path}/attachments"), status=200))

    assert counts[0] == counts[1] <= 3
