"""What is deleted is no longer found, and can be brought back."""

from typing import Any

import pytest

from tests.api.conftest import Clients
from tests.api.v3.conftest import MakeText, Text
from tests.cast import Cast
from versioning.models import Version
from versioning.services.documents.restore_document import restore_document
from versioning.services.drafts.fork_document import ForkMode
from versioning.services.drafts.reopen_draft import reopen_draft
from versioning.services.versions.untrash_version import untrash_version

READS = ("", "/versions", "/versions/1", "/settings")


def numbers(clients: Clients, text: Text) -> list[int]:
    return [row["version_number"] for row in clients.viewer.get(f"{text.path}/versions").json()["data"]]


def delete(clients: Clients, text: Text, number: int) -> Any:
    return clients.manager.delete(f"{text.path}/versions/{number}")


def assert_conflicts(answer: Any) -> None:
    assert answer.status_code == 409
    assert [error["code"] for error in answer.json()["errors"]] == ["CONFLICT"]
    assert answer.json()["title"] == "Conflict."


def test_an_older_version_goes_and_comes_back(clients: Clients, make_text_here: MakeText) -> None:
    text = make_text_here(versions=3)

    answer = delete(clients, text, 2)

    assert (answer.status_code, answer.content) == (204, b"")
    assert numbers(clients, text) == [1, 3]
    again = [clients.viewer.get(f"{text.path}/versions/2"), delete(clients, text, 2)]
    assert [answer.status_code for answer in again] == [404, 404]


def test_a_version_that_was_deleted_is_restored_as_it_was(
    clients: Clients, cast: Cast, make_text_here: MakeText
) -> None:
    text = make_text_here(versions=2)
    before = clients.viewer.get(f"{text.path}/versions/1").json()["data"]
    delete(clients, text, 1)

    untrash_version(actor=cast.manager, version=Version.objects.get(document=text.document, number=1))

    assert clients.viewer.get(f"{text.path}/versions/1").json()["data"] == before
    assert numbers(clients, text) == [1, 2]


def test_a_draft_that_was_deleted_can_be_reopened(clients: Clients, cast: Cast, text: Text) -> None:
    cast.save(cast.fork(text.document, ForkMode.STRICT), body="New.\n")

    answer = clients.editor.delete(f"{text.path}/versions/2")

    assert answer.status_code == 204
    assert numbers(clients, text) == [1]
    assert clients.viewer.get(f"{text.path}/versions/2").status_code == 404
    reopen_draft(actor=cast.editor, version=Version.objects.get(document=text.document, number=2))
    assert clients.viewer.get(text.content).json()["data"]["content"] == "New.\n"


def test_a_number_is_never_given_twice(clients: Clients, cast: Cast, text: Text) -> None:
    cast.fork(text.document, ForkMode.STRICT)
    delete(clients, text, 2)

    fork = clients.editor.post(f"{text.path}/fork").json()["data"]

    assert (fork["version_number"], fork["latest_version"]) == (3, 3)
    assert numbers(clients, text) == [1, 3]


def test_what_readers_get_is_not_deleted(clients: Clients, make_text_here: MakeText) -> None:
    text = make_text_here(versions=2)

    answer = delete(clients, text, 2)

    assert_conflicts(answer)
    assert numbers(clients, text) == [1, 2]


def test_the_last_version_is_not_deleted(clients: Clients, make_text_here: MakeText) -> None:
    draft, frozen = make_text_here("Draft", versions=0), make_text_here("Frozen")
    body = {"project_version_id": frozen.shelf, "version_number": 1}
    clients.publisher.post(f"{frozen.path}/unpublish", body, format="json")

    answers = [delete(clients, draft, 1), delete(clients, frozen, 1)]

    for answer in answers:
        assert_conflicts(answer)
    assert (numbers(clients, draft), numbers(clients, frozen)) == ([1], [1])


@pytest.mark.parametrize("number", ["0", "2", "-1", "x", "1.0", "%00", "9" * 30, "%D9%A1", "1%20"])
def test_there_is_no_such_version_to_delete(clients: Clients, text: Text, number: str) -> None:
    answer = clients.manager.delete(f"{text.path}/versions/{number}")

    assert answer.status_code == 404
    assert numbers(clients, text) == [1]


def test_a_text_that_was_deleted_is_found_nowhere(clients: Clients, text: Text) -> None:
    answer = clients.manager.delete(text.path)

    assert (answer.status_code, answer.content) == (204, b"")
    reads = [clients.manager.get(f"{text.path}{rest}") for rest in READS]
    publish = {"project_version_id": text.shelf, "version_number": 1}
    writes = [
        clients.manager.post(f"{text.path}/fork"),
        clients.manager.patch(text.content, {"content": "New.\n", "auto_fork": True}, format="json"),
        clients.manager.post(f"{text.path}/unpublish", publish, format="json"),
        clients.manager.delete(text.path),
        delete(clients, text, 1),
    ]
    assert {answer.status_code for answer in (*reads, *writes)} == {404}
    project = f"/v3/projects/{text.document.project_id}"
    for path in (f"{project}/project-versions/{text.shelf}/{text.noun}", f"{project}/{text.noun}"):
        assert clients.manager.get(path).json()["data"] == []


def test_a_text_that_was_deleted_is_restored_as_it_was(clients: Clients, cast: Cast, make_text_here: MakeText) -> None:
    text = make_text_here(versions=2)
    before = [clients.viewer.get(f"{text.path}{rest}").json() for rest in READS]
    clients.manager.delete(text.path)

    restore_document(actor=cast.manager, document=text.again())

    after = [clients.viewer.get(f"{text.path}{rest}").json() for rest in READS]
    assert [answer["data"] for answer in after] == [answer["data"] for answer in before]


def test_a_category_takes_what_is_in_it_along_and_brings_it_back(clients: Clients, cast: Cast) -> None:
    category = Text("categories", cast.document("Guides", kind="category"))
    inner = Text("categories", cast.document("Inner", kind="category", parent_id=category.document.pk))
    article = Text("articles", cast.document("Deep", kind="article", parent_id=inner.document.pk))

    clients.manager.delete(category.path)

    gone = [clients.viewer.get(text.path).status_code for text in (category, inner, article)]
    restore_document(actor=cast.manager, document=category.again())
    back = [clients.viewer.get(text.path).status_code for text in (category, inner, article)]
    assert (gone, back) == ([404] * 3, [200] * 3)
