"""The pages' examples of success, beside what a client gets that knows HTTP and JSON only."""

import re

import pytest
from pytest_django.fixtures import Settings

from tests.api.conftest import WireFor
from tests.api.v3.conftest import Text, make_text
from tests.api.v3.contract import breaches, example, members_of
from tests.cast import Cast
from versioning.services.documents.update_document import update_document

PAGES = {"articles": ("article_201", "ArticleDetail"), "categories": ("category_201", "CategoryContent")}
# Where our own rows stand in for the page's.
OWN = {
    "id", "category_id", "parent_category_id", "project_version_id", "created_by", "modified_by", "created_at",
    "modified_at", "authors", "html_content", "available_languages", "settings",
}  # fmt: skip
REQUEST_ID = re.compile(r"req_[0-9a-f]{32}")


@pytest.fixture
def like_the_page(live_cast: Cast, noun: str) -> Text:
    """Return two published versions of the page's text."""
    shown = example(PAGES[noun][0])["data"]
    text = make_text(live_cast, noun, shown["title"], shown["content"], versions=2)
    if noun == "articles":
        parent = live_cast.draft("Guides", kind="category").document
        update_document(actor=live_cast.editor, document=text.document, changes={"parent_id": parent.pk})
    return text


def test_a_fork_answers_as_the_page_shows(
    wire_for: WireFor, live_cast: Cast, like_the_page: Text, settings: Settings
) -> None:
    page, kind = PAGES[like_the_page.noun]
    shown = example(page)
    settings.V3_ENUM_STYLE = "integer"

    answer = wire_for(live_cast.editor).post(f"{like_the_page.path}/fork")

    assert (answer.status, answer.headers["Content-Type"]) == (201, "application/json")
    assert list(answer.json) == list(shown)
    assert list(answer.json["data"]) == list(shown["data"]) == list(members_of(kind))
    same = {name: value for name, value in shown["data"].items() if name not in OWN}
    assert {name: answer.json["data"][name] for name in same} == same


def test_a_forked_category_comes_with_its_text_as_html(wire_for: WireFor, live_cast: Cast) -> None:
    text = make_text(live_cast, "categories", body="# Getting Started\nWelcome!")

    answer = wire_for(live_cast.editor).post(f"{text.path}/fork")

    # The page's own example has it filled, its tags lost in the page; that of the article has null.
    assert "Getting Started</h1>" in answer.json["data"]["html_content"]


def test_a_forked_article_comes_without(wire_for: WireFor, live_cast: Cast) -> None:
    text = make_text(live_cast, "articles")

    answer = wire_for(live_cast.editor).post(f"{text.path}/fork")

    assert answer.json["data"]["html_content"] is example("article_201")["data"]["html_content"] is None


def test_a_fork_has_the_types_of_the_schema(wire_for: WireFor, live_cast: Cast, like_the_page: Text) -> None:
    answer = wire_for(live_cast.editor).post(f"{like_the_page.path}/fork")

    assert breaches(answer.json["data"], PAGES[like_the_page.noun][1]) == []
    assert (answer.json["data"]["status"], answer.json["data"]["content_type"]) == ("draft", "markdown")
    envelope = {name: value for name, value in answer.json.items() if name != "data"}
    assert envelope == {"success": True, "request_id": answer.headers["X-Request-ID"], "errors": None, "warnings": None}
    assert REQUEST_ID.fullmatch(answer.headers["X-Request-ID"])


def test_a_fork_is_the_callers_and_begins_now(wire_for: WireFor, live_cast: Cast, like_the_page: Text) -> None:
    data = wire_for(live_cast.editor).post(f"{like_the_page.path}/fork").json["data"]

    version = like_the_page.document.versions.get(number=3)
    parent = str(like_the_page.again().parent_id) if like_the_page.noun == "articles" else None
    assert data["id"] == str(like_the_page.document.translation_key)
    assert data["project_version_id"] == str(live_cast.workspace.pk)
    assert data.get("category_id") == parent
    assert data["created_by"] == data["modified_by"] == str(live_cast.editor.user.pk)
    assert data["created_at"] == data["modified_at"] == f"{version.created_at:%Y-%m-%dT%H:%M:%SZ}"


@pytest.mark.parametrize("body", [None, "", "{}", '{"version_number": null, "lang_code": null}'])
def test_a_fork_needs_no_body_and_no_content_type(
    wire_for: WireFor, live_cast: Cast, live_text: Text, body: str | None
) -> None:
    content_type = None if not body else "application/json"

    answer = wire_for(live_cast.editor).send("POST", f"{live_text.path}/fork", body, content_type)

    assert answer.status == 201


def test_the_location_of_a_fork_is_its_address(wire_for: WireFor, live_cast: Cast, live_text: Text) -> None:
    wire = wire_for(live_cast.editor)

    answer = wire.post(f"{live_text.path}/fork")

    assert answer.headers["Location"] == f"{wire.url}{live_text.path}/versions/2"
    found = wire.get(f"{live_text.path}/versions/2").json["data"]
    assert {**found, "html_content": ""} == {**answer.json["data"], "html_content": ""}


def test_versions_are_listed_as_the_page_shows(
    wire_for: WireFor, live_cast: Cast, noun: str, settings: Settings
) -> None:
    text, shown = make_text(live_cast, noun, versions=2), example("versions_200")
    live_cast.save(live_cast.fork(text.document), body="New.\n")
    settings.V3_ENUM_STYLE = "integer"

    answer = wire_for(live_cast.viewer).get(f"{text.path}/versions")

    assert (answer.status, answer.headers["Content-Type"]) == (200, "application/json")
    # The example leaves `pagination` out; the schema of its page has it second.
    assert list(answer.json) == ["data", "pagination", "success", "request_id", "errors", "warnings"]
    assert [list(row) for row in answer.json["data"]] == [list(row) for row in shown["data"]]
    for name in ("version_number", "base_version", "status"):
        assert [row[name] for row in answer.json["data"]] == [row[name] for row in shown["data"]]


def test_listed_versions_have_the_types_of_the_schema(wire_for: WireFor, live_cast: Cast, noun: str) -> None:
    text = make_text(live_cast, noun, versions=3)

    answer = wire_for(live_cast.viewer).get(f"{text.path}/versions?page_size=2&include_total_count=true")

    assert breaches(answer.json["data"], "[ArticleVersion]") == []
    assert breaches(answer.json["pagination"], "Pagination") == []
    assert [row["status"] for row in answer.json["data"]] == ["published", "published"]
    assert answer.json["request_id"] == answer.headers["X-Request-ID"]


def test_pages_tell_where_they_are(wire_for: WireFor, live_cast: Cast, noun: str) -> None:
    text, wire = make_text(live_cast, noun, versions=3), wire_for(live_cast.viewer)

    first, last = (wire.get(f"{text.path}/versions?page_size=2&page={page}").json["pagination"] for page in (1, 2))
    after = wire.get(f"{text.path}/versions?page_size=2&page=7&cursor={first['next_cursor']}").json["pagination"]

    assert {**first, "next_cursor": ""} == {
        "page": 1, "page_size": 2, "total_count": None, "has_more": True, "next_cursor": "",
    }  # fmt: skip
    assert last == {"page": 2, "page_size": 2, "total_count": None, "has_more": False, "next_cursor": None}
    assert after == {"page": 0, "page_size": 2, "total_count": None, "has_more": False, "next_cursor": None}


@pytest.mark.parametrize("page", ["article_201", "category_201"])
def test_the_pages_keep_to_their_own_schema(page: str) -> None:
    shown = example(page)["data"]
    words = {**shown, "status": "draft", "content_type": "markdown"}

    kind = "ArticleDetail" if page == "article_201" else "CategoryContent"

    assert breaches(words, kind) == []
