"""What makes the difference for clients that are generated from the schema."""

import json
from typing import Any

import pytest
from django.test import Client

from tests.api.conftest import Clients
from tests.cast import Cast

Schema = dict[str, Any]


@pytest.fixture
def schema(db: None) -> Schema:
    found: Schema = json.loads(Client().get("/docs/openapi/v3?format=json").content)
    return found


def component(schema: Schema, name: str) -> Schema:
    found: Schema = schema["components"]["schemas"][name]
    return found


def is_answer(name: str, described: Schema) -> bool:
    return described["type"] == "object" and not name.endswith("Request")


def test_every_member_of_an_answer_is_always_there(schema: Schema) -> None:
    answers = {name: shape for name, shape in schema["components"]["schemas"].items() if is_answer(name, shape)}

    assert answers["Article"]["properties"].keys() > {"html_content", "status"}
    assert {name: set(shape["required"]) for name, shape in answers.items()} == {
        name: set(shape["properties"]) for name, shape in answers.items()
    }


def test_bodies_take_no_other_members(schema: Schema) -> None:
    bodies = {name: shape for name, shape in schema["components"]["schemas"].items() if name.endswith("Request")}

    assert len(bodies) > 10
    assert {shape["additionalProperties"] for shape in bodies.values()} == {False}


def test_a_patch_requires_what_it_must_have(schema: Schema) -> None:
    body = component(schema, "WorkflowRequest")

    assert body["required"] == ["lang_code", "project_version_id", "workflow_status_info"]


def test_the_project_version_of_a_body_is_required(schema: Schema) -> None:
    body = component(schema, "CreateArticleRequest")

    assert body["required"] == ["project_version_id", "title"]
    assert body["properties"]["project_version_id"] == {"type": "string", "format": "uuid"}


def test_each_kind_of_text_has_summaries_of_its_own(schema: Schema) -> None:
    operations = {
        operation["operationId"]: operation["summary"]
        for methods in schema["paths"].values()
        for operation in methods.values()
    }

    assert operations["articles_publish"] == "Publish a draft of an article"
    assert operations["categories_publish"] == "Publish a draft of a category"
    assert operations["workspaces_list"] == "List workspaces"


def test_a_project_version_may_be_named_as_a_workspace(clients: Clients, cast: Cast) -> None:
    body = {"title": "Refunds", "project_version_id": None, "workspace_id": str(cast.workspace.pk)}

    answer = clients.editor.post(f"/v3/projects/{cast.project.pk}/articles", body, format="json")

    assert answer.status_code == 201
    assert answer.json()["data"]["project_version_id"] == str(cast.workspace.pk)


@pytest.mark.parametrize("language", ["xxen", "en1", "de-deu", "EN"])
def test_what_is_no_language_is_refused_by_name(clients: Clients, cast: Cast, language: str) -> None:
    path = f"/v3/projects/{cast.project.pk}/project-versions/{cast.workspace.pk}/articles"

    answer = clients.viewer.get(path, {"lang_code": language})

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "lang_code"
