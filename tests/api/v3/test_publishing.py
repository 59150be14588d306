"""A text's way to its readers and back: publish and unpublish."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from tests.api.conftest import Clients
from tests.api.v3.conftest import MakeText, Text
from tests.cast import Cast, client_with, make_member, make_project, make_token
from versioning.models import Document, Event, Role, Token, Verb
from versioning.services.drafts.fork_document import ForkMode

OUTCOME = {"success": True, "errors": None, "warnings": None}


def send(client: APIClient, text: Text, verb: str, number: Any = 2, **members: Any) -> Any:
    body = {"project_version_id": text.shelf, "version_number": number, **members}
    return client.post(f"{text.path}/{verb}", body, format="json")


def told(answer: Any) -> tuple[int, list[tuple[str, str | None]]]:
    return answer.status_code, [(error["code"], error["field"]) for error in answer.json()["errors"]]


def read(clients: Clients, text: Text, **query: str) -> dict[str, Any]:
    data: dict[str, Any] = clients.viewer.get(text.content, query).json()["data"]
    return data


def statuses(clients: Clients, text: Text) -> list[str]:
    return [row["status"] for row in clients.viewer.get(f"{text.path}/versions").json()["data"]]


@pytest.fixture
def drafted(cast: Cast, text: Text) -> Text:
    """Version 1 is published, version 2 is an open draft that says otherwise."""
    cast.save(cast.fork(text.document, ForkMode.STRICT), body="New.\n")
    return text


def test_a_publish_gives_readers_the_draft(clients: Clients, drafted: Text) -> None:
    answer = send(clients.publisher, drafted, "publish", message="Ready.")

    assert answer.status_code == 200
    assert answer.json() == {**OUTCOME, "request_id": answer["X-Request-ID"]}
    assert list(answer.json()) == ["success", "request_id", "errors", "warnings"]
    found = read(clients, drafted, published="true")
    assert (found["version_number"], found["public_version"], found["content"]) == (2, 2, "New.\n")
    assert statuses(clients, drafted) == ["published", "published"]
    assert Event.objects.get(verb=Verb.VERSION_PUBLISHED, version__number=2).data["message"] == "Ready."


def test_a_draft_that_was_overtaken_is_published_all_the_same(clients: Clients, cast: Cast, drafted: Text) -> None:
    cast.version(drafted.document, "Overtaking.\n")

    answer = send(clients.publisher, drafted, "publish")

    assert (answer.status_code, read(clients, drafted)["public_version"]) == (200, 2)


def test_readers_get_a_text_for_the_first_time(clients: Clients, make_text_here: MakeText) -> None:
    text = make_text_here(versions=0)
    before = clients.viewer.get(text.content, {"published": "true"})

    answer = send(clients.publisher, text, "publish", 1)

    assert (before.status_code, answer.status_code) == (404, 200)
    assert read(clients, text, published="true")["version_number"] == 1


@pytest.mark.parametrize("verb", ["publish", "unpublish"])
def test_the_later_name_of_the_project_version_is_taken(clients: Clients, drafted: Text, verb: str) -> None:
    body = {"workspace_id": drafted.shelf, "version_number": 2 if verb == "publish" else 1}

    answer = clients.publisher.post(f"{drafted.path}/{verb}", body, format="json")

    assert answer.status_code == 200


@pytest.mark.parametrize(
    ("verb", "number", "expected"),
    [
        ("publish", 1, (400, [("BAD_REQUEST", None)])),
        ("publish", 3, (404, [("RESOURCE_NOT_FOUND", None)])),
        ("publish", 0, (422, [("VALIDATION_ERROR", "version_number")])),
        ("publish", 2**31, (422, [("VALIDATION_ERROR", "version_number")])),
        ("publish", "2", (422, [("VALIDATION_ERROR", "version_number")])),
        ("publish", 2.5, (422, [("VALIDATION_ERROR", "version_number")])),
        ("unpublish", 2, (400, [("BAD_REQUEST", None)])),
        ("unpublish", 3, (404, [("RESOURCE_NOT_FOUND", None)])),
        ("unpublish", None, (422, [("VALIDATION_ERROR", "version_number")])),
    ],
)
def test_only_a_draft_is_published_and_only_what_is_published_unpublished(
    clients: Clients, drafted: Text, verb: str, number: Any, expected: Any
) -> None:
    answer = send(clients.publisher, drafted, verb, number)

    assert told(answer) == expected
    assert statuses(clients, drafted) == ["published", "draft"]


def test_a_publish_of_a_category_may_leave_out_the_number(clients: Clients, drafted: Text) -> None:
    answer = send(clients.publisher, drafted, "publish", None)

    if drafted.noun == "categories":
        assert (answer.status_code, read(clients, drafted)["public_version"]) == (200, 2)
    else:
        assert told(answer) == (422, [("VALIDATION_ERROR", "version_number")])


@pytest.mark.parametrize("verb", ["publish", "unpublish"])
@pytest.mark.parametrize(
    "members",
    [
        {"project_version_id": None},
        {"project_version_id": "x"},
        {"project_version_id": 7},
        {"project_version_id": "00000000-0000-4000-8000-000000000000"},
    ],
    ids=str,
)
def test_the_project_version_must_be_the_texts_own(
    clients: Clients, drafted: Text, verb: str, members: dict[str, Any]
) -> None:
    answer = send(clients.publisher, drafted, verb, 2 if verb == "publish" else 1, **members)

    assert told(answer) == (422, [("VALIDATION_ERROR", "project_version_id")])
    assert statuses(clients, drafted) == ["published", "draft"]


def test_what_is_unpublished_is_kept_and_forked(clients: Clients, text: Text) -> None:
    answer = send(clients.publisher, text, "unpublish", 1)

    assert (answer.status_code, list(answer.json())) == (200, ["success", "request_id", "errors", "warnings"])
    found = read(clients, text)
    assert (found["status"], found["content"]) == ("unpublished", "Old.\n")
    assert found["public_version"] == (None if text.noun == "articles" else 0)
    assert clients.viewer.get(text.content, {"published": "true"}).status_code == 404
    fork = clients.editor.post(f"{text.path}/fork").json()["data"]
    assert (fork["version_number"], fork["content"]) == (2, "Old.\n")


def test_a_fork_copies_the_newest_that_was_ever_published(clients: Clients, cast: Cast, text: Text) -> None:
    cast.version(text.document, "Second.\n")
    for number in (2, 1):
        assert send(clients.publisher, text, "unpublish", number).status_code == 200

    fork = clients.editor.post(f"{text.path}/fork").json()["data"]

    assert (fork["version_number"], fork["content"]) == (3, "Second.\n")
    assert statuses(clients, text) == ["unpublished", "unpublished", "draft"]


def test_readers_keep_what_they_get_when_an_older_one_is_unpublished(clients: Clients, cast: Cast, text: Text) -> None:
    cast.version(text.document, "Second.\n")

    answer = send(clients.publisher, text, "unpublish", 1)

    assert (answer.status_code, read(clients, text)["public_version"]) == (200, 2)


def test_a_program_names_the_member_for_whom_it_publishes(clients: Clients, cast: Cast, drafted: Text) -> None:
    robot = Token.Kind.PROJECT
    _, raw = make_token(cast.manager.user, kind=robot, project=cast.project, role=Role.PUBLISHER)
    member = str(cast.publisher.user.pk)

    answer = send(client_with(raw), drafted, "publish", user_id=member)

    assert answer.status_code == 200
    assert str(Document.objects.get(pk=drafted.document.pk).updated_by_id) == member


def test_nobody_publishes_for_another(clients: Clients, cast: Cast, drafted: Text) -> None:
    other = make_member(make_project("elsewhere"), Role.MANAGER, "Ella Elsewhere")

    answers = [
        send(clients.publisher, drafted, "publish", user_id=str(user.pk)) for user in (cast.manager.user, other.user)
    ]

    assert [told(answer) for answer in answers] == [(422, [("VALIDATION_ERROR", "user_id")])] * 2
    assert statuses(clients, drafted) == ["published", "draft"]
