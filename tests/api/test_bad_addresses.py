import pytest

from tests.api.conftest import Clients
from tests.api.problems import assert_refused
from tests.cast import Cast

ODD_NAMES = ["%00", "a%00b", "%0A", "%FF", "%ED%A0%80", "..%2F..", "'%20OR%201=1", "%F0%9F%8E%89", "x" * 3000, "-1"]
PATHS = [
    "/api/v1/documents/{}",
    "/api/v1/documents/{}/versions",
    "/api/v1/documents/{}/draft",
    "/api/v1/documents/{}/compare?base=1&head=1",
    "/api/v1/drafts/{}",
    "/api/v1/projects/{}",
    "/api/v1/members/{}",
    "/api/v1/branches/{}",
    "/api/v1/nothing/{}",
]


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("name", ODD_NAMES, ids=lambda name: name[:12])
def test_odd_names_in_a_path_are_not_found(clients: Clients, path: str, name: str) -> None:
    answer = clients.manager.get(path.format(name))

    if path.startswith(("/api/v1/members", "/api/v1/branches")):
        assert answer.status_code in (404, 405)
    else:
        assert_refused(answer, field=None, status=404)


@pytest.mark.parametrize("path", ["/api/v1", "/api/v1/", "/v3", "/v3/"])
def test_the_root_of_a_contract_is_not_found_in_its_words(clients: Clients, path: str) -> None:
    answer = clients.manager.get(path)

    assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")


@pytest.mark.parametrize("number", [str(2**63), "9" * 30, "9" * 300])
def test_huge_numbers_in_a_path_are_not_found(cast: Cast, clients: Clients, number: str) -> None:
    document = cast.document()

    answers = [
        clients.manager.delete(f"/api/v1/members/{number}"),
        clients.manager.get(f"/api/v1/documents/{document.pk}/versions/{number}"),
    ]

    assert [answer.status_code for answer in answers] == [404, 404]


@pytest.mark.parametrize("version", ["%00", "0", "-1", "1.0", "%D9%A1", "²", "Current", "{}", "1%20", "+1"])
def test_odd_names_of_versions_are_not_found(cast: Cast, clients: Clients, version: str) -> None:
    document = cast.document()

    answer = clients.viewer.get(f"/api/v1/documents/{document.pk}/versions/{version}")

    assert_refused(answer, field=None, status=404)


QUERIES = [
    ("documents?page_size=0", "page_size"),
    ("documents?page_size=101", "page_size"),
    ("documents?page_size=-1", "page_size"),
    ("documents?page_size=1e3", "page_size"),
    (f"documents?page_size={'9' * 400}", "page_size"),
    ("documents?cursor=garbage", "cursor"),
    ("documents?cursor=%00", "cursor"),
    (f"documents?cursor={'x' * 2001}", "cursor"),
    ("documents?ordering=body", "ordering"),
    ("documents?ordering=", "ordering"),
    ("documents?workspace=x", "workspace"),
    ("documents?parent=1", "parent"),
    ("documents?kind=folder", "kind"),
    ("documents?status=forked", "status"),
    ("documents?search=%00", "search"),
    (f"documents?search={'x' * 201}", "search"),
    ("documents?project=%00", "project"),
    ("documents?language=%00", "language"),
    ("documents?updated_since=yesterday", "updated_since"),
    ("documents?updated_since=9999-12-31T23:59:59-14:00", "updated_since"),
    ("documents?updated_since=0001-01-01T00:00:00%2B14:00", "updated_since"),
    ("events?verb=done", "verb"),
    ("events?actor=x", "actor"),
    ("events?since=x", "since"),
    ("events?since=9999-12-31T23:59:59-14:00", "since"),
    ("tokens?prefix=%00", "prefix"),
    ("documents/{id}/versions?status=forked", "status"),
    ("documents/{id}/versions?status=%00", "status"),
    ("documents/{id}/versions?created_since=9999-12-31T23:59:59-14:00", "created_since"),
    ("documents/{id}/versions?name=%00", "name"),
    ("documents/{id}?as_of=x", "as_of"),
    ("documents/{id}?as_of=9999-12-31T23:59:59-14:00", "as_of"),
    ("documents/{id}?as_of=", "as_of"),
    ("documents/{id}?include_versions=maybe", "include_versions"),
    ("documents/{id}?version=%00", "version"),
    ("documents/{id}?format=pdf", "format"),
    ("documents/{id}/compare", "base"),
    ("documents/{id}/compare?base=1", "head"),
    ("documents/{id}/compare?base=1&head=1&context=-1", "context"),
    ("documents/{id}/compare?base=1&head=1&context=1001", "context"),
    ("documents/{id}/compare?base=1&head=1&format=pdf", "format"),
    ("documents/{id}/stemma?before=0", "before"),
    (f"documents/{{id}}/stemma?before={2**31}", "before"),
    ("documents/{id}/draft?branchId=x", "branchId"),
]


@pytest.mark.parametrize(("query", "field"), QUERIES, ids=lambda value: value[:60])
def test_wrong_queries_are_told(cast: Cast, clients: Clients, query: str, field: str) -> None:
    document = cast.document()

    answer = clients.viewer.get(f"/api/v1/{query.format(id=document.pk)}")

    assert_refused(answer, field=field)
