"""What makes the two OpenAPI documents readable as documentation."""

import json
from typing import Any

import pytest
from django.test import Client

Schema = dict[str, Any]


@pytest.fixture(params=["/docs/openapi", "/docs/openapi/v3"])
def schema(request: pytest.FixtureRequest, db: None) -> Schema:
    document: Schema = json.loads(Client().get(f"{request.param}?format=json").content)
    return document


def operations_of(schema: Schema) -> list[Schema]:
    return [operation for methods in schema["paths"].values() for operation in methods.values()]


def test_every_operation_has_a_summary_of_its_own_and_a_description(schema: Schema) -> None:
    operations = operations_of(schema)

    assert len({operation["summary"] for operation in operations}) == len(operations) > 40
    assert not [operation["summary"] for operation in operations if operation["summary"].endswith(".")]
    assert all(operation["description"].endswith(".") for operation in operations)


def test_every_tag_is_described(schema: Schema) -> None:
    described = {tag["name"] for tag in schema["tags"] if tag["description"]}

    assert {tag for operation in operations_of(schema) for tag in operation["tags"]} == described


def test_a_refusal_is_described_once_for_all_operations(schema: Schema) -> None:
    for operation in operations_of(schema):
        refusals = {response["$ref"] for status, response in operation["responses"].items() if status >= "4"}

        assert {name.rpartition("/")[2] for name in refusals} <= schema["components"]["responses"].keys()
        assert "#/components/responses/ServiceUnavailable" in refusals


@pytest.mark.parametrize("name", ["ServiceUnavailable", "InsufficientStorage", "TooManyRequests"])
def test_a_refusal_that_passes_has_retry_after(schema: Schema, name: str) -> None:
    response = schema["components"]["responses"][name]

    assert "Retry-After" in response["headers"]
    assert response["content"].keys() == {"application/problem+json"}


def test_the_document_names_its_server_licence_and_contact(schema: Schema) -> None:
    assert schema["servers"][0]["url"] == "/"
    assert schema["info"]["license"]["identifier"] == "BSD-3-Clause"
    assert schema["info"]["contact"]["url"] == "/docs/"
