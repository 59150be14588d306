import json
import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from tests.api.conftest import Clients
from tests.cast import make_user
from versioning.api.problems import PAGES
from versioning.exceptions import VersioningError


@pytest.fixture
def browser(db: None) -> Client:
    make_user("Ana Silva")
    return Client()


@pytest.mark.parametrize("path", ["/sign-in/", "/docs/", "/docs/errors/", "/docs/openapi?format=json", "/docs/openapi"])
def test_the_pages_are_public(browser: Client, path: str) -> None:
    answer = browser.get(path)

    assert answer.status_code == 200


@pytest.mark.parametrize("path", ["/docs/", "/docs/v3/", "/docs/tour/", "/docs/errors/"])
def test_who_is_signed_in_stays_so_in_the_docs(browser: Client, path: str) -> None:
    browser.force_login(make_user("Mei Tanaka"))

    page = browser.get(path).content.decode()

    assert "Sign out" in page


@pytest.mark.parametrize("name", PAGES)
def test_every_error_has_its_page(browser: Client, name: str) -> None:
    answer = browser.get(f"/docs/errors/{name}")

    assert answer.status_code == 200
    assert name in answer.content.decode()


def test_there_is_no_page_of_another_error(browser: Client) -> None:
    answer = browser.get("/docs/errors/nothing")

    assert answer.status_code == 404


@pytest.mark.parametrize(
    ("path", "header"),
    [
        ("/api/v1/nothing", "application/json"),
        ("/api/v1/documents/x", "application/json"),
        ("/api/v1/documents?page_size=0", "application/json"),
        ("/api/v1/documents", "application/pdf"),
    ],
)
def test_the_type_of_a_problem_is_a_page(browser: Client, clients: Clients, path: str, header: str) -> None:
    problem = clients.viewer.get(path, HTTP_ACCEPT=header).json()

    answer = browser.get(problem["type"])

    assert problem["type"] == problem["doc_url"]
    assert answer.status_code == 200


def test_every_refusal_of_the_core_has_its_problem() -> None:
    def below(cls: type[VersioningError]) -> set[type[VersioningError]]:
        return {cls}.union(*(below(child) for child in cls.__subclasses__()))

    codes = {cls.code for cls in below(VersioningError)} - {"versioning_error"}

    names = {code.replace("_", "-") for code in codes}
    assert names - {"version-not-found", "validation-failed"} <= set(PAGES)


@pytest.mark.parametrize("path", ["/sign-in/", "/docs/", "/docs/errors/", "/api/v1/documents", "/admin/login/"])
def test_pages_allow_no_inline_scripts(browser: Client, path: str) -> None:
    answer = browser.get(path)

    policy = answer["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe-inline" not in policy
    assert "unsafe-eval" not in policy


@pytest.mark.parametrize("path", ["/sign-in/", "/docs/", "/docs/errors/", "/docs/errors/validation"])
def test_pages_fetch_nothing_from_elsewhere(browser: Client, path: str) -> None:
    text = browser.get(path).content.decode()

    assert "<script>" not in text
    assert 'src="http' not in text
    assert 'rel="stylesheet" href="http' not in text


def test_the_schema_is_openapi_3_1(browser: Client) -> None:
    schema = json.loads(browser.get("/docs/openapi?format=json").content)

    assert schema["openapi"].startswith("3.1")
    assert schema["info"]["title"] == "Stemma"
    assert "bearerAuth" in schema["components"]["securitySchemes"]
    assert schema["paths"]["/api/v1/documents/{document_id}/versions"]["post"]["responses"].keys() >= {
        "201", "400", "401", "403", "404", "429", "500",
    }  # fmt: skip


def test_the_schemas_are_generated_once_however_many_ask_for_them_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("versioning.api.docs._documents", {})
    paths = ["/docs/openapi", "/docs/openapi/v3", "/docs/openapi?format=json", "/docs/openapi/v3?version=2"] * 3

    with ThreadPoolExecutor(len(paths)) as threads:
        answers = list(threads.map(lambda path: Client().get(path), paths))

    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.content for answer in answers}) == 3
    assert "Stemma V3" in answers[1].content.decode()
    assert answers[2]["Content-Type"].startswith("application/vnd.oai.openapi+json")


@pytest.mark.parametrize("path", ["/", "/api/v1/documents", "/docs/errors/nothing"])
def test_every_answer_names_its_request(browser: Client, path: str) -> None:
    answer = browser.get(path)

    assert answer["X-Request-ID"].startswith("req_")


def test_a_problem_names_its_request(clients: Clients) -> None:
    answer = clients.viewer.get("/api/v1/nothing")

    assert answer.json()["request_id"] == answer["X-Request-ID"]
    assert answer.json()["instance"] == "/api/v1/nothing"


def test_a_trailing_slash_is_accepted(clients: Clients) -> None:
    answer = clients.viewer.get("/api/v1/documents/")

    assert answer.status_code == 200


def test_the_icon_that_browsers_ask_for_is_there(browser: Client) -> None:
    answer = browser.get("/favicon.ico")

    assert (answer.status_code, answer["Content-Type"]) == (200, "image/x-icon")
    assert b"".join(answer.streaming_content).startswith(b"\0\0\1\0")  # type: ignore[attr-defined]


@pytest.mark.parametrize("path", ["/sign-in/", "/docs/", "/docs/errors/"])
def test_the_pages_name_their_icon(browser: Client, path: str) -> None:
    text = browser.get(path).content.decode()

    assert '<link rel="icon" href="/favicon.ico"' in text


def test_the_reference_finds_each_of_its_files_here(browser: Client) -> None:
    page = browser.get("/docs/").content.decode()

    # static/vendor/ is built, and tests/web/test_vendor.py looks at it.
    named = re.findall(r'(?:src|href)="(?!/static/vendor/)([^"]+\.(?:js|css|svg))"', page)
    assert len(named) == 15
    assert [name for name in named if finders.find(name.removeprefix("/static/")) is None] == []
