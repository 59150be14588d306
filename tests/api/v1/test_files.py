import base64
import hashlib
from typing import Any

import pytest
from django.conf import settings as configured
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django.fixtures import Settings

from tests.api.conftest import Clients
from tests.cast import Cast, client_for, make_cast
from tests.pictures import picture, stored
from versioning.models import File, Membership, Role
from versioning.ops.files.store import file_store

FILES = "/api/v1/files"


def send(client: Any, data: bytes, query: str = "project=handbook&name=a.png", **headers: str) -> Any:
    return client.generic("POST", f"{FILES}?{query}", data, content_type="application/octet-stream", **headers)


def body_of(answer: Any) -> bytes:
    return b"".join(answer.streaming_content)


def test_uploads_a_raw_body(cast: Cast, clients: Clients) -> None:
    data = picture(size=(4, 3))

    answer = send(clients.editor, data)

    file = answer.json()["data"]["file"]
    assert answer.status_code == 201
    assert file.items() >= {"name": "a.png", "size": len(data), "width": 4, "height": 3}.items()
    assert (file["sha256"], file["media_type"]) == (hashlib.sha256(data).hexdigest(), "image/png")
    assert body_of(clients.viewer.get(file["url"])) == data
    assert send(clients.editor, data).status_code == 200


@pytest.mark.parametrize("order", [("project", "file"), ("file", "project")])
def test_uploads_a_form(cast: Cast, clients: Clients, order: tuple[str, ...]) -> None:
    parts = {"project": "handbook", "file": SimpleUploadedFile("b.png", picture())}

    answer = clients.editor.post(FILES, {name: parts[name] for name in order}, format="multipart")

    assert (answer.status_code, answer.json()["data"]["file"]["name"]) == (201, "b.png")


@pytest.mark.parametrize("header", ["sha-256=:{}:", "md5=:abc:, sha-256=:{}:"])
def test_takes_a_known_body_by_its_digest_without_reading_it(cast: Cast, clients: Clients, header: str) -> None:
    data = picture()
    stored(cast, data)
    digest = base64.b64encode(hashlib.sha256(data).digest()).decode()

    answer = send(clients.editor, b"", "project=handbook&name=b.png", HTTP_CONTENT_DIGEST=header.format(digest))

    assert (answer.status_code, answer.json()["data"]["file"]["size"]) == (201, len(data))


@pytest.mark.parametrize(
    ("query", "status", "field"),
    [
        ("name=a.png", 400, "project"),
        ("project=handbook", 400, "name"),
        ("project=handbook&name=..", 400, "name"),
        ("project=handbook&name=%00", 400, "name"),
        ("project=handbook&name=" + "l" * 300, 400, "name"),
        ("project=handbook&name=a.png&sha256=12", 400, "sha256"),
        ("project=handbook&name=a.png&sha256=" + "0" * 64, 400, "sha256"),
        ("project=handbook&name=a.png&other=1", 400, "other"),
    ],
)
def test_refuses_what_is_wrong_and_names_it(cast: Cast, clients: Clients, query: str, status: int, field: str) -> None:
    answer = send(clients.editor, picture(), query)

    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (status, field)


def test_refuses_a_malformed_digest(cast: Cast, clients: Clients) -> None:
    answer = send(clients.editor, picture(), HTTP_CONTENT_DIGEST="sha-256=:x:")

    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, "Content-Digest")


def test_refuses_a_form_without_a_file(cast: Cast, clients: Clients) -> None:
    answer = clients.editor.post(FILES, {"project": "handbook"}, format="multipart")

    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, "file")


def test_refuses_a_body_that_is_too_large(cast: Cast, clients: Clients, settings: Settings) -> None:
    settings.MAX_FILE_BYTES = 10

    raw = send(clients.editor, b"x" * 11)
    form = clients.editor.post(
        FILES, {"project": "handbook", "file": SimpleUploadedFile("b", b"x" * 11)}, format="multipart"
    )

    assert (raw.status_code, form.status_code) == (413, 413)
    assert not File.objects.exists()


def test_lists_files_newest_first_with_filters(cast: Cast, clients: Clients) -> None:
    used = stored(cast, name="plan of site.png", alt_text="Ground floor")
    stored(cast, b"text", name="notes.txt")
    stored(make_cast("foreign"), name="foreign.png")
    cast.document(body=f"![]({used.url})")

    def names(query: str = "") -> list[str]:
        rows = clients.viewer.get(f"{FILES}?{query}").json()["data"]["files"]
        return [row["name"] for row in rows]

    assert names() == ["notes.txt", "plan of site.png"]
    assert names("project=handbook&q=floor plan") == ["plan of site.png"]
    assert names("media_type=image/*") == ["plan of site.png"]
    assert names("unused=true") == ["notes.txt"]
    assert names("unused=false") == ["plan of site.png"]
    assert names("trashed=true") == []


def test_pages_reach_every_file_once(cast: Cast, clients: Clients) -> None:
    for number in range(5):
        stored(cast, name=f"{number}.png")

    first = clients.viewer.get(f"{FILES}?page_size=3").json()
    second = clients.viewer.get(f"{FILES}?page_size=3&cursor={first['pagination']['next_cursor']}").json()

    assert [row["name"] for page in (first, second) for row in page["data"]["files"]] == [
        *("4.png", "3.png", "2.png", "1.png", "0.png")
    ]


def _listed(client: Any, query: str = "") -> list[str]:
    """Return the names in the list, read in pages of two."""
    names, cursor = [], ""
    while True:
        answer = client.get(f"{FILES}?page_size=2{query}{cursor}").json()
        names += [file["name"] for file in answer["data"]["files"]]
        if not answer["pagination"]["has_more"]:
            return names
        cursor = f"&cursor={answer['pagination']['next_cursor']}"


def test_a_person_of_several_projects_lists_the_files_of_all_of_them(cast: Cast, clients: Clients) -> None:
    second, third = make_cast("second"), make_cast("third")
    for project in (cast.project, second.project):
        Membership.objects.create(project=project, user=third.viewer.user, role=Role.VIEWER)
    for number, each in enumerate((cast, second, third, second, cast, third, make_cast("fourth"))):
        stored(each, picture(), name=f"{number}.png")
    client = client_for(third.viewer)

    assert _listed(client) == [f"{number}.png" for number in (5, 4, 3, 2, 1, 0)]
    assert _listed(client, "&project=second") == ["3.png", "1.png"]
    assert _listed(client, f"&project={third.project.pk}&media_type=image/*") == ["5.png", "2.png"]
    assert _listed(client, "&project=fourth") == []
    assert _listed(client_for(second.viewer), "&project=handbook") == []


def test_finds_the_files_with_a_word_that_most_files_have(
    cast: Cast, clients: Clients, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("versioning.models.files.file.FEW", 2)
    for number in range(4):
        stored(cast, picture(), name=f"plan {number}.png")

    assert _listed(clients.viewer, "&q=plan") == [f"plan {number}.png" for number in (3, 2, 1, 0)]
    assert _listed(clients.viewer, "&q=plan 2") == ["plan 2.png"]


def test_lists_the_versions_that_use_a_file(cast: Cast, clients: Clients) -> None:
    file = stored(cast)
    document = cast.document(body=f"![]({file.url})")

    uses = clients.viewer.get(f"{FILES}/{file.pk}/uses").json()["data"]["uses"]

    assert [(use["identifier"], use["number"], use["status"]) for use in uses] == [
        (document.identifier, 1, "published")
    ]


def test_trashes_and_restores_a_file(cast: Cast, clients: Clients) -> None:
    file = stored(cast)

    trashed = clients.editor.delete(f"{FILES}/{file.pk}")

    assert trashed.json()["data"]["file"]["trashed_at"] is not None
    assert clients.viewer.get(file.url).status_code == 404
    assert clients.editor.delete(f"{FILES}/{file.pk}").status_code == 404
    assert clients.editor.post(f"{FILES}/{file.pk}/restore").status_code == 200
    assert clients.viewer.get(file.url).status_code == 200


def test_a_file_in_use_stays(cast: Cast, clients: Clients) -> None:
    file = stored(cast)
    document = cast.document(body=f"![]({file.url})")

    answer = clients.editor.delete(f"{FILES}/{file.pk}")

    assert (answer.status_code, answer.json()["code"]) == (409, "file_in_use")
    assert answer.json()["conflict"]["uses"][0]["identifier"] == document.identifier


def test_the_description_of_a_file_is_the_alternative_text_of_pictures_without_one(
    cast: Cast, clients: Clients
) -> None:
    file = stored(cast)
    document = cast.document(body=f"![]({file.url}) ![Own]({file.url})")

    answer = clients.editor.patch(f"{FILES}/{file.pk}", {"alt_text": "A <red> plan"}, format="json")

    html = clients.viewer.get(f"/api/v1/documents/{document.pk}?format=html").json()["version"]["html"]
    assert answer.json()["data"]["file"]["alt_text"] == "A <red> plan"
    assert 'alt="A &lt;red&gt; plan"' in html
    assert 'alt="Own"' in html


def test_the_session_of_the_desk_uploads_with_its_token_against_forged_requests_only(cast: Cast) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.editor.user)
    client.get("/drafts/")
    token = client.cookies[configured.CSRF_COOKIE_NAME].value

    forged = send(client, picture())
    sent = send(client, picture(), HTTP_X_CSRFTOKEN=token)

    assert (forged.status_code, sent.status_code) == (403, 201)


def test_an_upload_is_answered_with_503_if_the_folder_for_uploads_cannot_be_written_to(
    cast: Cast, clients: Clients
) -> None:
    incoming = file_store().incoming
    incoming.rmdir()
    incoming.symlink_to("/proc")
    try:
        answer = send(clients.editor, picture())
    finally:
        incoming.unlink()

    assert answer.status_code == 503
