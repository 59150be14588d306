"""A refusal by a quota, in the words and the shape of each contract."""

from typing import Any

import pytest
from pytest_django.fixtures import Settings

from tests.api.conftest import Clients
from tests.cast import TEXT, Cast
from versioning.models import Draft
from versioning.models.version import Version
from versioning.services.drafts.fork_document import ForkMode

SENTENCE = (
    "This would exceed the limit of open drafts for one person in this project: 1 of 1 used. "
    "An administrator of this server can raise it with the setting QUOTA_PERSON_DRAFTS."
)


@pytest.fixture(autouse=True)
def _one_draft(settings: Settings) -> None:
    settings.QUOTA_PERSON_DRAFTS = 1


def _full(cast: Cast) -> str:
    """Return a document to fork, while its editor has as many drafts as they may have."""
    document = cast.document()
    cast.draft("Other")
    return str(document.pk)


@pytest.mark.parametrize("path", ["documents/{}/versions", "documents/{}/draft"])
def test_v1_answers_with_its_own_members(cast: Cast, clients: Clients, path: str) -> None:
    document = _full(cast)

    answer = clients.editor.post(f"/api/v1/{path.format(document)}", {}, format="json")

    body = answer.json()
    assert (answer.status_code, body["code"], body["detail"], body["message"]) == (
        403,
        "quota_exceeded",
        SENTENCE,
        SENTENCE,
    )
    assert body["type"].endswith("/docs/errors/quota-exceeded")
    assert answer["Content-Type"] == "application/problem+json"


def test_the_page_of_the_error_exists(cast: Cast, clients: Clients) -> None:
    assert clients.editor.get("/docs/errors/quota-exceeded").status_code == 200


def test_v3_answers_with_the_eight_members_of_its_pages(cast: Cast, clients: Clients) -> None:
    document = cast.document(kind="article")
    cast.draft("Other")

    answer = clients.editor.post(f"/v3/projects/{cast.project.pk}/articles/{document.pk}/fork")

    body = answer.json()
    assert answer.status_code == 403
    assert len(body) == 8
    assert body["type"].endswith("/docs/errors/forbidden")
    assert body["errors"] == [{"code": "FORBIDDEN", "message": SENTENCE, "field": None, "details": None}]


def test_a_save_is_refused_and_the_draft_stays_as_it_was(cast: Cast, clients: Clients, settings: Settings) -> None:
    draft = cast.draft()
    settings.QUOTA_PERSON_BYTES = 10

    answer = clients.editor.patch(f"/api/v1/drafts/{draft.identifier}", {"body": "Longer. " * 9}, format="json")

    assert (answer.status_code, answer.json()["code"]) == (403, "quota_exceeded")
    stored = Draft.objects.get(pk=draft.pk)
    assert (stored.revision, Version.objects.get(pk=stored.version_id).text) == (1, TEXT)


def test_managers_read_what_is_used(cast: Cast, clients: Clients, settings: Settings) -> None:
    settings.QUOTA_PROJECT_VERSIONS = 7
    cast.draft()

    answer = clients.manager.get("/api/v1/projects/handbook/usage")

    usage: dict[str, Any] = answer.json()["data"]["usage"]
    assert answer.status_code == 200
    assert (usage["used"]["versions"], usage["used"]["drafts"], usage["limits"]["versions"]) == (1, 1, 7)
    assert usage["person_limits"]["drafts"] == 1
    assert [row["person"]["name"] for row in usage["people"]] == [cast.editor.user.display_name]
    assert usage["people"][0]["used"] == usage["used"]


def test_an_existing_draft_is_still_returned(cast: Cast, clients: Clients) -> None:
    document = cast.document()
    draft = cast.fork(document, ForkMode.GET_OR_CREATE)

    answer = clients.editor.post(f"/api/v1/documents/{document.identifier}/draft", {}, format="json")

    assert (answer.status_code, answer.json()["identifier"]) == (200, draft.identifier)
