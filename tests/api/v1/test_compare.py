import pytest

from tests.api.conftest import Clients
from tests.cast import Cast
from versioning.models import Document


@pytest.fixture
def document(cast: Cast) -> Document:
    document = cast.document(body="One.\nTwo.\nThree.\n")
    draft = cast.save(cast.fork(document), body="One.\nTwo & more.\nThree.\n", title="Money back")
    assert draft.version.number == 2
    return document


def test_tells_fields_lines_and_words(document: Document, clients: Clients) -> None:
    answer = clients.viewer.get(f"/api/v1/documents/{document.pk}/compare?base=1&head=2")

    found = answer.json()["data"]["comparison"]
    assert found["fields"] == [{"field": "title", "base": "Refunds", "head": "Money back"}]
    assert (found["base"]["number"], found["head"]["number"]) == (1, 2)
    (hunk,) = found["hunks"]
    assert [line["kind"] for line in hunk["lines"]] == ["equal", "delete", "insert", "equal"]
    assert (found["statistics"]["lines_added"], found["statistics"]["lines_removed"]) == (1, 1)
    assert (found["coarse"], found["truncated"]) == (False, False)


def test_shows_no_more_context_than_asked_for(document: Document, clients: Clients) -> None:
    answer = clients.viewer.get(f"/api/v1/documents/{document.pk}/compare?base=1&head=2&context=0")

    (hunk,) = answer.json()["data"]["comparison"]["hunks"]
    assert [line["kind"] for line in hunk["lines"]] == ["delete", "insert"]


def test_equal_versions_differ_in_nothing(document: Document, clients: Clients) -> None:
    answer = clients.viewer.get(f"/api/v1/documents/{document.pk}/compare?base=current&head={document.current_id}")

    found = answer.json()["data"]["comparison"]
    assert (found["fields"], found["hunks"]) == ([], [])


def test_shows_a_page(document: Document, clients: Clients) -> None:
    answer = clients.viewer.get(f"/api/v1/documents/{document.pk}/compare?base=1&head=2&format=html")

    text = answer.content.decode()
    assert answer["Content-Type"] == "text/html; charset=utf-8"
    assert "<ins" in text
    assert "&amp;" in text
    assert " & " not in text


def test_shows_a_patch(document: Document, clients: Clients) -> None:
    answer = clients.viewer.get(f"/api/v1/documents/{document.pk}/compare?base=1&head=2&format=unified")

    lines = answer.content.decode().splitlines()
    assert answer["Content-Type"] == "text/x-diff; charset=utf-8"
    assert lines[0].startswith("--- a/version-1")
    assert lines[1].startswith("+++ b/version-2")
    assert {"-Two.", "+Two & more."} <= set(lines)


@pytest.mark.parametrize("query", ["base=1&head=9", "base=x&head=1", "base=0&head=1"])
def test_there_is_no_such_version(document: Document, clients: Clients, query: str) -> None:
    answer = clients.viewer.get(f"/api/v1/documents/{document.pk}/compare?{query}")

    assert (answer.status_code, answer.json()["code"]) == (404, "version_not_found")
