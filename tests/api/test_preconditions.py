import pytest

from tests.api.conftest import Clients
from tests.cast import Cast
from versioning.models import Draft


def test_a_draft_shows_its_etag(cast: Cast, clients: Clients) -> None:
    draft = cast.save(cast.draft(), body="Second.\n")

    answer = clients.viewer.get(f"/api/v1/drafts/{draft.identifier}")

    assert answer["ETag"] == f'"{draft.identifier}-2"'
    assert answer.json()["data"]["draft"]["revision"] == 2


@pytest.mark.parametrize("tag", ['"{}-1"', 'W/"{}-1"', '"1"', 'W/"1"', "*", ' "1" '])
def test_saves_over_the_revision_that_was_read(cast: Cast, clients: Clients, tag: str) -> None:
    draft = cast.draft()

    answer = clients.editor.patch(
        f"/api/v1/drafts/{draft.identifier}",
        {"body": "New.\n"},
        format="json",
        HTTP_IF_MATCH=tag.format(draft.identifier),
    )

    assert (answer.status_code, answer["ETag"]) == (200, f'"{draft.identifier}-2"')
    assert answer.json()["data"]["draft"]["version"]["body"] == "New.\n"


@pytest.mark.parametrize("tag", ['"1"', '"7"', '"abc"', '""', '"00000000-2"', '"99999999999999999999"'])
@pytest.mark.parametrize("place", ["drafts/{0.identifier}", "documents/{0.document_id}/draft"])
def test_refuses_to_save_over_another_revision(cast: Cast, clients: Clients, tag: str, place: str) -> None:
    draft = cast.save(cast.fork(cast.document(body="Base.\n")), body="Theirs.\n")
    draft.branch = cast.project.branches.main().get()
    draft.save()

    answer = clients.publisher.patch(
        f"/api/v1/{place.format(draft)}", {"body": "Mine.\n"}, format="json", HTTP_IF_MATCH=tag
    )

    body = answer.json()
    assert (answer.status_code, body["code"]) == (412, "draft_changed")
    assert body["conflict"].keys() == {"revision", "saved_by", "saved_at", "base", "theirs", "mine"}
    assert body["conflict"]["revision"] == 2
    assert body["conflict"]["saved_by"] == "Edda handbook"
    assert body["conflict"]["base"] == {"body": "Base.\n"}
    assert body["conflict"]["theirs"] == {"body": "Theirs.\n"}
    assert body["conflict"]["mine"] == {"body": "Mine.\n"}
    assert Draft.objects.get(pk=draft.pk).version.text == "Theirs.\n"


def test_never_saves_over_the_draft_that_took_the_place_of_the_one_that_was_read(cast: Cast, clients: Clients) -> None:
    path = f"/api/v1/documents/{cast.document().pk}/draft"
    clients.editor.post(path)
    tag = clients.editor.get(path)["ETag"]
    clients.publisher.delete(path)
    clients.publisher.post(path)

    answer = clients.editor.patch(path, {"body": "Mine.\n"}, format="json", HTTP_IF_MATCH=tag)

    assert (answer.status_code, answer.json()["code"]) == (412, "draft_changed")
    assert Draft.objects.get().revision == 1


def test_the_path_of_a_version_takes_the_draft_s_revision(cast: Cast, clients: Clients) -> None:
    draft = cast.save(cast.draft(), body="Theirs.\n")
    path = f"/api/v1/documents/{draft.document_id}/versions/{draft.version_id}"

    refused = clients.editor.patch(path, {"body": "Mine.\n"}, format="json", HTTP_IF_MATCH='"1"')
    saved = clients.editor.patch(path, {"body": "Mine.\n"}, format="json", HTTP_IF_MATCH='"2"')

    assert (refused.status_code, saved.status_code, saved["ETag"]) == (412, 200, f'"{draft.identifier}-3"')


def test_a_document_shows_its_etag(cast: Cast, clients: Clients) -> None:
    document = cast.document()
    document.refresh_from_db()

    answer = clients.viewer.get(f"/api/v1/documents/{document.pk}")

    assert answer["ETag"] == f'"{document.revision}"'


def test_changes_the_document_that_was_read(cast: Cast, clients: Clients) -> None:
    path = f"/api/v1/documents/{cast.document().pk}"
    tag = clients.viewer.get(path)["ETag"]

    answer = clients.editor.patch(path, {"order": 3}, format="json", HTTP_IF_MATCH=tag)

    assert answer.status_code == 200
    assert answer["ETag"] != tag
    assert clients.viewer.get(path)["ETag"] == answer["ETag"]


def test_refuses_to_change_a_document_that_was_changed(cast: Cast, clients: Clients) -> None:
    path = f"/api/v1/documents/{cast.document().pk}"
    tag = clients.viewer.get(path)["ETag"]
    clients.editor.patch(path, {"order": 3}, format="json")

    answer = clients.editor.patch(path, {"order": 4}, format="json", HTTP_IF_MATCH=tag)

    assert (answer.status_code, answer.json()["code"]) == (412, "document_changed")
    assert answer.json()["conflict"].keys() == {"revision", "updated_by", "updated_at"}
    assert clients.viewer.get(path).json()["document"]["order"] == 3


@pytest.mark.parametrize("tags", ['"7", {}', 'W/"7",{}', ', "x" , {} ,', '{}, "7"'])
def test_one_of_several_tags_is_enough(cast: Cast, clients: Clients, tags: str) -> None:
    path = f"/api/v1/documents/{cast.document().pk}"
    tag = clients.viewer.get(path)["ETag"]

    answer = clients.editor.patch(path, {"order": 3}, format="json", HTTP_IF_MATCH=tags.format(tag))

    assert answer.status_code == 200


def test_a_list_without_the_present_tag_changes_nothing(cast: Cast, clients: Clients) -> None:
    draft = cast.draft()
    path = f"/api/v1/drafts/{draft.identifier}"
    before = clients.editor.get(path).json()

    answer = clients.editor.patch(path, {"title": "x"}, format="json", HTTP_IF_MATCH='"7", "8"')

    assert answer.status_code == 412
    assert clients.editor.get(path).json() == before
