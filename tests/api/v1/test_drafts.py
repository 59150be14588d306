import pytest

from tests.api.conftest import Clients
from tests.cast import TEXT, Cast
from versioning.models import Document, Draft
from versioning.services.drafts.fork_document import ForkMode
from versioning.services.projects.create_branch import create_branch


def test_shows_a_draft(cast: Cast, clients: Clients) -> None:
    draft = cast.fork(cast.document(), ForkMode.GET_OR_CREATE)

    shown = clients.viewer.get(f"/api/v1/drafts/{draft.identifier}").json()["data"]["draft"]

    assert shown["identifier"] == draft.identifier
    assert shown["document_identifier"] == draft.document.identifier
    assert shown["branch"]["name"] == "main"
    assert shown["base"]["number"] == 1
    assert shown["outdated"] is False
    assert shown["version"]["body"] == TEXT


def test_the_draft_of_a_branch_is_found_by_the_query(cast: Cast, clients: Clients) -> None:
    document = cast.document()
    branch = create_branch(actor=cast.manager, project=cast.project, name="Spring")
    draft = cast.fork(document, ForkMode.GET_OR_CREATE, branch_id=branch.pk)
    path = f"/api/v1/documents/{document.pk}/draft"

    on_branch, on_main = clients.viewer.get(f"{path}?branchId={branch.pk}"), clients.viewer.get(path)

    assert on_branch.json()["data"]["draft"]["identifier"] == draft.identifier
    assert on_main.status_code == 404


@pytest.mark.parametrize("place", ["drafts/{0.identifier}", "documents/{0.document_id}/draft"])
def test_saves_publishes_and_is_gone(cast: Cast, clients: Clients, place: str) -> None:
    draft = cast.fork(cast.document(), ForkMode.GET_OR_CREATE)
    path = f"/api/v1/{place.format(draft)}"

    saved = clients.editor.patch(path, {"title": "New"}, format="json").json()["data"]["draft"]
    published = clients.publisher.post(f"{path}/publish", {}, format="json").json()["data"]["version"]

    assert (saved["revision"], saved["version"]["title"]) == (2, "New")
    assert (published["status"], published["is_active"]) == ("published", True)
    assert clients.viewer.get(path).status_code == 404
    assert Document.objects.get(pk=draft.document_id).current_id == draft.version_id


@pytest.mark.parametrize(
    "place",
    ["drafts/{0.identifier}", "documents/{0.document_id}/draft", "documents/{0.document_id}/versions/{0.version_id}"],
)
def test_the_title_follows_the_front_matter_that_a_save_changes(cast: Cast, clients: Clients, place: str) -> None:
    draft = cast.fork(cast.document(), ForkMode.GET_OR_CREATE)

    clients.editor.patch(f"/api/v1/{place.format(draft)}", {"body": "---\ntitle: Returns\n---\n"}, format="json")

    assert Draft.objects.select_related("version").get(pk=draft.pk).version.title == "Returns"


def test_publishes_without_promoting(cast: Cast, clients: Clients) -> None:
    draft = cast.fork(cast.document())

    answer = clients.publisher.post(f"/api/v1/drafts/{draft.identifier}/publish", {"promote": False}, format="json")

    assert answer.json()["data"]["version"]["is_active"] is False


def test_an_outdated_draft_takes_a_word_more(cast: Cast, clients: Clients) -> None:
    document = cast.document()
    draft = cast.fork(document, ForkMode.GET_OR_CREATE)
    cast.version(document, "Meanwhile.\n")
    path = f"/api/v1/drafts/{draft.identifier}/publish"

    refused = clients.publisher.post(path, {}, format="json")
    done = clients.publisher.post(path, {"override_outdated": True}, format="json")

    assert (refused.status_code, refused.json()["code"]) == (409, "draft_outdated")
    assert refused.json()["conflict"] == {"base": 1, "current": 3}
    assert done.status_code == 200


def test_discards_a_draft(cast: Cast, clients: Clients) -> None:
    draft = cast.draft()

    answer = clients.editor.delete(f"/api/v1/drafts/{draft.identifier}")

    assert answer.status_code == 204
    assert not Draft.objects.exists()


@pytest.mark.parametrize("identifier", ["00000000", "0000000", "zzzzzzzz", "current"])
def test_there_is_no_such_draft(clients: Clients, identifier: str) -> None:
    answer = clients.editor.get(f"/api/v1/drafts/{identifier}")

    assert answer.status_code == 404
