from typing import Any

import pytest
from django.test import Client

from tests.cast import Cast, make_cast
from tests.web.conftest import Desks


def suggested(client: Client, asked: str) -> list[dict[str, Any]]:
    answer = client.get("/suggestions", {"q": asked})
    assert answer.status_code == 200
    documents: list[dict[str, Any]] = answer.json()["documents"]
    return documents


def test_documents_are_offered_with_their_project_and_address(cast: Cast, desks: Desks) -> None:
    document = cast.document("Refund policy")

    assert suggested(desks.viewer, "refu") == [
        {"title": "Refund policy", "project": "Handbook", "address": f"/d/{document.identifier}/"}
    ]


def test_the_title_comes_before_the_text(cast: Cast, desks: Desks) -> None:
    cast.document("Animals", body="About refunds.")
    cast.document("Refunds", body="Money.")

    assert [each["title"] for each in suggested(desks.viewer, "refunds")] == ["Refunds", "Animals"]


def test_documents_of_other_projects_are_not_offered(cast: Cast, desks: Desks) -> None:
    make_cast("secrets").document("Launch")

    assert suggested(desks.manager, "launch") == []


@pytest.mark.parametrize("asked", ["", " ", "\0", "-", '"'])
def test_nothing_is_offered_to_who_asks_for_nothing(cast: Cast, desks: Desks, asked: str) -> None:
    suggested(desks.stranger, asked)

    assert suggested(desks.stranger, asked) == []
