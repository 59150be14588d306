"""What a path or a query may not say is told, with the parameter named; never a 5xx."""

import pytest
from django.core import signing

from tests.api.conftest import Clients
from tests.api.v3.conftest import Text, make_text
from tests.api.v3.refusals import assert_invalid, assert_refused
from tests.cast import Cast
from versioning.models.sql.keyset import SALT

NOTHING = "00000000-0000-4000-8000-000000000000"
ODD_IDS = ["x", "1", "%00", "%0A", "%FF", "..%2F", "%F0%9F%8E%89", "x" * 3000, NOTHING[:-1], f"{NOTHING}%0A"]
LISTS = {
    "projects": "projects",
    "languages": "projects/{project}/languages",
    "statuses": "projects/{project}/workflow-statuses",
    "users": "projects/{project}/users",
    "project versions": "projects/{project}/project-versions",
    "workspaces": "projects/{project}/workspaces",
    "articles": "projects/{project}/project-versions/{shelf}/articles",
    "categories": "projects/{project}/project-versions/{shelf}/categories",
    "articles of the project": "projects/{project}/articles",
    "categories of the project": "projects/{project}/categories",
    "versions of an article": "projects/{project}/articles/{article}/versions",
    "versions of a category": "projects/{project}/categories/{category}/versions",
}
BAD_PAGES = [
    ("page", "0"),
    ("page", "-1"),
    ("page", "x"),
    ("page", "1.5"),
    ("page", ""),
    ("page", str(2**31)),
    ("page", "9" * 400),
    ("page_size", "0"),
    ("page_size", "101"),
    ("page_size", "-1"),
    ("page_size", "1e1"),
    ("page_size", "9" * 400),
    ("include_total_count", "maybe"),
    ("include_total_count", "2"),
    ("cursor", "garbage"),
    ("cursor", "%00"),
    ("cursor", "x" * 2001),
    ("cursor", signing.dumps(["x", "1"], key="another key", salt=SALT, compress=True)),
    ("cursor", signing.dumps(["x", "1"], salt=SALT, compress=True)),
    ("cursor", signing.dumps({}, salt=SALT, compress=True)),
    ("cursor", signing.dumps(7, salt=SALT, compress=True)),
    ("cursor", signing.dumps([], salt=SALT, compress=True)),
]
WRONG_LANGUAGES = [
    "",
    "e",
    "eng",
    "EN",
    "en-us",
    "en-USA",
    "en_US",
    "engl",
    "1en",
    "en-U",
    "%00en",
    "ен",
    "en en",
]


@pytest.fixture
def world(cast: Cast) -> dict[str, str]:
    article, category = make_text(cast, "articles"), make_text(cast, "categories")
    return {
        "project": str(cast.project.pk),
        "shelf": str(cast.workspace.pk),
        "article": str(article.document.pk),
        "category": str(category.document.pk),
    }


@pytest.mark.parametrize("name", LISTS)
def test_every_list_keeps_its_bounds(clients: Clients, world: dict[str, str], name: str) -> None:
    path = f"/v3/{LISTS[name].format(**world)}"

    for field, value in BAD_PAGES:
        assert_invalid(clients.viewer.get(f"{path}?{field}={value}"), field)
    for query in ("page=2147483647&page_size=100", "page_size=1&include_total_count=true", "include_total_count=False"):
        assert clients.viewer.get(f"{path}?{query}").status_code == 200


def test_a_cursor_makes_the_page_unread(clients: Clients, cast: Cast) -> None:
    path = f"{make_text(cast, 'articles', versions=3).path}/versions"
    cursor = clients.viewer.get(path, {"page_size": 1}).json()["pagination"]["next_cursor"]

    answer = clients.viewer.get(path, {"page_size": 1, "cursor": cursor, "page": "not a number"})

    assert [row["version_number"] for row in answer.json()["data"]] == [2]


@pytest.mark.parametrize("other", ["another article", "another language", "another list", "another filter"])
def test_a_cursor_belongs_to_its_list(clients: Clients, cast: Cast, other: str) -> None:
    text, another = make_text(cast, "articles", versions=3), make_text(cast, "articles", versions=3)
    users = f"/v3/projects/{cast.project.pk}/users"
    begin, path = {
        "another article": (f"{text.path}/versions", f"{another.path}/versions?"),
        "another language": (f"{text.path}/versions", f"{text.path}/versions?lang_code=en&"),
        "another list": (users, f"{text.path}/versions?"),
        "another filter": (users, f"{users}?search=handbook&"),
    }[other]
    cursor = clients.viewer.get(begin, {"page_size": 1}).json()["pagination"]["next_cursor"]

    answer = clients.viewer.get(f"{path}page_size=1&cursor={cursor}")

    assert cursor is not None
    assert_invalid(answer, "cursor")


@pytest.mark.parametrize("language", WRONG_LANGUAGES)
def test_a_language_is_two_letters_or_two_and_two(clients: Clients, text: Text, language: str) -> None:
    body = {"lang_code": language.replace("%0A", "\n").replace("%00", "\0")}

    answers = [
        clients.editor.get(f"{path}?lang_code={language}")
        for path in (text.content, f"{text.path}/versions", f"{text.path}/versions/1", f"{text.path}/settings")
    ]
    answers += [
        clients.editor.patch(f"{text.content}?lang_code={language}", {}, format="json"),
        clients.editor.post(f"{text.path}/fork", body, format="json"),
    ]

    for answer in answers:
        assert_invalid(answer, "lang_code")


@pytest.mark.parametrize("odd", ODD_IDS, ids=lambda odd: odd[:12])
def test_what_is_no_uuid_is_not_found(clients: Clients, world: dict[str, str], odd: str) -> None:
    here = f"/v3/projects/{world['project']}"
    paths = [
        f"/v3/projects/{odd}",
        f"/v3/projects/{odd}/articles/{world['article']}/versions",
        f"{here}/articles/{odd}",
        f"{here}/articles/{odd}/versions",
        f"{here}/categories/{odd}/content",
        f"{here}/project-versions/{odd}/articles",
    ]

    answers = [clients.manager.get(path) for path in paths] + [clients.manager.post(f"{here}/articles/{odd}/fork")]

    for answer in answers:
        assert_refused(answer, status=404, code="RESOURCE_NOT_FOUND")


ODD_NUMBERS = ["0", "-1", "1.0", "x", "%00", "²", "%D9%A1", "9" * 300, str(2**31), "1%20", "+1"]
ODD_NUMBERS.append("00000000001" + "9" * 5000)


@pytest.mark.parametrize("number", ODD_NUMBERS)
def test_odd_numbers_of_versions_are_not_found(clients: Clients, text: Text, number: str) -> None:
    answer = clients.viewer.get(f"{text.path}/versions/{number}")

    assert_refused(answer, status=404, code="RESOURCE_NOT_FOUND")


@pytest.mark.parametrize(("name", "value"), [("content_mode", "html"), ("content_mode", ""), ("published", "maybe")])
def test_words_of_a_query_are_those_of_the_page(clients: Clients, text: Text, name: str, value: str) -> None:
    answer = clients.viewer.get(text.content, {name: value})

    assert_invalid(answer, name)


@pytest.mark.parametrize("path", ["/v3/x", "/v3/projects/x/y", "/v3/projects//articles"])
def test_addresses_that_are_none_are_not_found(clients: Clients, path: str) -> None:
    answers = [clients.editor.get(path), clients.editor.post(path), clients.editor.delete(path)]

    for answer in answers:
        assert_refused(answer, status=404, code="RESOURCE_NOT_FOUND")


def test_an_answer_is_json_or_none(text: Text, clients: Clients) -> None:
    answer = clients.editor.get(text.content, HTTP_ACCEPT="text/html")

    assert_refused(answer, status=406, code="NOT_ACCEPTABLE")
