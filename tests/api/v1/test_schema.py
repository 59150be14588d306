import json
from typing import Any

import pytest
from django.test import Client

LISTS = {
    "documents": "documents",
    "documents/{document_id}/versions": "versions",
    "documents/{document_id}/events": "events",
    "projects": "projects",
    "workspaces": "workspaces",
    "branches": "branches",
    "members": "members",
    "tokens": "tokens",
    "events": "events",
}


@pytest.fixture
def schema(db: None) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(Client().get("/docs/openapi?format=json").content)
    return found


def answer_of(schema: dict[str, Any], path: str) -> dict[str, Any]:
    answer: dict[str, Any] = schema["paths"][f"/api/v1/{path}"]["get"]["responses"]["200"]
    return answer["content"]["application/json"]["schema"]  # type: ignore[no-any-return]


@pytest.mark.parametrize("path", LISTS)
def test_a_list_is_described_as_one_envelope(schema: dict[str, Any], path: str) -> None:
    reference = answer_of(schema, path)["$ref"].rpartition("/")[2]

    envelope = schema["components"]["schemas"][reference]

    assert envelope["properties"].keys() == {"success", "data", "pagination"}


def test_omni_s_list_is_described_as_an_array(schema: dict[str, Any]) -> None:
    assert answer_of(schema, "documents/{document_id}/drafts")["type"] == "array"


def test_the_changes_say_that_a_cursor_may_be_too_old(schema: dict[str, Any]) -> None:
    answers = schema["paths"]["/api/v1/changes"]["get"]["responses"]

    assert answers["410"] == {"$ref": "#/components/responses/Gone"}
