from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.cast import Cast, make_cast
from tests.histories import make_many
from tests.web.conftest import Desks
from versioning.models import Document, SearchEntry, Workspace
from versioning.services.drafts.discard_draft import discard_draft
from versioning.services.drafts.fork_document import ForkMode
from versioning.services.versions.publish_and_promote import publish_and_promote

FEW, MANY = 5, 500
MOST_QUERIES = 8


def _titles(client: Client, query: str = "") -> list[str]:
    answer = client.get(f"/?{query}")
    assert answer.status_code == 200
    return [row.document.title for row in answer.context["rows"]]


def test_tells_what_readers_see_and_who_works_on_it(cast: Cast, desks: Desks) -> None:
    document = cast.document("Refunds")
    draft = cast.fork(document, ForkMode.STRICT)
    publish_and_promote(actor=cast.publisher, draft=cast.fork(document))

    page = desks.viewer.get("/").content.decode()

    assert f'href="/d/{document.identifier}/">Refunds</a>' in page
    assert "version 3" in page
    assert f'href="/drafts/{draft.identifier}/">draft 2</a>' in page
    assert "outdated" in page


def test_nobody_is_shown_what_another_project_has(cast: Cast, desks: Desks) -> None:
    cast.document("Refunds")
    other = make_cast("other").document("Secret refunds")

    assert _titles(desks.viewer) == ["Refunds"]
    assert _titles(desks.viewer, "q=refunds") == ["Refunds"]
    for hidden in ("project=other", f"workspace={other.workspace_id}", f"category={uuid4()}"):
        assert desks.viewer.get(f"/?{hidden}").status_code == 404


def test_who_is_in_no_project_is_told_so(cast: Cast, desks: Desks) -> None:
    answer = desks.stranger.get("/")

    assert "aren't a member of any project" in answer.content.decode()


def test_an_empty_library_offers_to_begin(cast: Cast, desks: Desks) -> None:
    page = desks.editor.get("/").content.decode()

    assert "No documents yet" in page
    assert f"/projects/{cast.project.slug}/import/" in page


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=lions", ["About lions"]),
        ("q=lions+-tame", ["About lions"]),
        ("q=%22&order=title", ["About lions", "Begun", "Guides"]),
        ("status=draft", ["Begun"]),
        ("kind=category", ["Guides"]),
        ("drafts=open&order=title", ["About lions", "Begun"]),
        ("drafts=outdated", ["About lions"]),
        ("drafts=none", ["Guides"]),
        ("order=title", ["About lions", "Begun", "Guides"]),
        ("order=nonsense&status=nonsense&kind=&q=&order=created", ["Begun", "About lions", "Guides"]),
    ],
)
def test_shows_what_fits(cast: Cast, desks: Desks, query: str, found: list[str]) -> None:
    cast.document("Guides", kind="category")
    lions = cast.document("About lions", body="They roar.")
    cast.fork(lions)
    publish_and_promote(actor=cast.publisher, draft=cast.fork(lions))
    cast.draft("Begun")

    assert _titles(desks.viewer, query) == found


def test_a_category_shows_what_lies_in_it_and_a_search_all_below(cast: Cast, desks: Desks) -> None:
    outer = cast.document("Outer", kind="category")
    inner = cast.document("Inner", kind="category", parent_id=outer.pk)
    cast.document("Deep lions", parent_id=inner.pk)
    cast.document("Other lions")

    assert _titles(desks.viewer, f"category={outer.pk}") == ["Inner"]
    assert _titles(desks.viewer, f"category={outer.pk}&q=lions") == ["Deep lions"]
    assert _titles(desks.viewer, f"category={inner.pk}") == ["Deep lions"]


def test_the_tree_opens_the_way_down_to_where_one_is(cast: Cast, desks: Desks) -> None:
    Workspace.objects.create(project=cast.project, slug="internal", name="Internal", order=1)
    outer = cast.document("Outer", kind="category")
    inner = cast.document("Inner", kind="category", parent_id=outer.pk)

    tree = desks.viewer.get(f"/?category={inner.pk}").context["tree"]

    (project,) = tree
    assert [workspace.name for workspace in project.children] == [cast.workspace.name, "Internal"]
    (top,) = project.children[0].children
    assert (top.name, top.is_open, top.is_here) == ("Outer", True, False)
    assert [(node.name, node.is_here) for node in top.children] == [("Inner", True)]


def test_a_search_marks_what_it_found_and_escapes_the_rest(cast: Cast, desks: Desks) -> None:
    cast.document("<b>Lions</b>", body="They `<script>alert(1)</script>` roar & lions sleep.")

    page = desks.viewer.get("/?q=lions").content.decode()

    assert "&lt;b&gt;<mark>Lions</mark>&lt;/b&gt;" in page
    assert "roar &amp; <mark>lions</mark> sleep." in page
    assert "<script>alert" not in page


def test_htmx_gets_the_results_alone(cast: Cast, desks: Desks) -> None:
    cast.document("Refunds")

    answer = desks.viewer.get("/?q=ref", headers={"HX-Request": "true", "HX-Target": "results"})

    page = answer.content.decode().strip()
    assert page.startswith('<section id="results"')
    assert "<html" not in page


def _shelf(cast: Cast, size: int) -> None:
    """Create documents that all match `guide`. The first FEW of them have open drafts."""
    pattern = cast.document("Pattern")
    made = make_many(pattern, ({"title": f"Guide {number:04}", "slug": f"guide-{number}"} for number in range(size)))
    stored = Document.objects.filter(pk__in=[document.pk for document in made])
    SearchEntry.objects.write([SearchEntry.of(document, text="guide") for document in stored])
    for document in made[:FEW]:
        drafts = [cast.fork(document) for _ in range(5)]
        discard_draft(actor=cast.publisher, draft=drafts[0])


@pytest.mark.parametrize("size", [FEW, MANY])
def test_a_page_takes_eight_queries_at_most(cast: Cast, desks: Desks, size: int) -> None:
    _shelf(cast, size)
    category = cast.document("Outer", kind="category")
    counts = {}
    for query in (
        "",
        "q=guide",
        f"category={category.pk}",
        f"workspace={cast.workspace.pk}&drafts=outdated&order=title",
    ):
        with CaptureQueriesContext(connection) as captured:
            desks.viewer.get(f"/?{query}")
        counts[query] = len(captured)

    assert {query: count for query, count in counts.items() if count > MOST_QUERIES} == {}


def test_pages_follow_each_other_to_the_end(cast: Cast, desks: Desks) -> None:
    _shelf(cast, 120)

    for order in ("order=title", "order=created", "", "q=guide"):
        shown: list[str] = []
        address = f"/?{order}"
        while address:
            answer = desks.viewer.get(address)
            shown += [row.document.title for row in answer.context["rows"] if row.document.title != "Pattern"]
            address = answer.context["next"]

        assert sorted(shown) == [f"Guide {number:04}" for number in range(120)]


def test_a_broken_cursor_leads_back_to_the_library(cast: Cast, desks: Desks) -> None:
    answer = desks.viewer.get("/?cursor=broken")

    assert (answer.status_code, answer["Location"]) == (303, "/")


HOSTILE = ("%00", "a%00b", "x" * 300, "%F0%9F%92%A5", "%27;--", "((", "%5C", "*", "title:x%20AND%20NOT%20(")


@pytest.mark.parametrize("name", ["q", "project", "workspace", "category", "status", "cursor", "order", "language"])
def test_nothing_that_stands_in_the_address_is_an_error(cast: Cast, desks: Desks, name: str) -> None:
    cast.document()

    statuses: set[int] = {desks.viewer.get(f"/?{name}={value}").status_code for value in HOSTILE}

    assert statuses <= {200, 303, 404}


def test_a_viewer_of_an_empty_project_is_not_told_to_write(cast: Cast, desks: Desks) -> None:
    text = desks.viewer.get("/").content.decode()

    assert "No documents yet." in text
    assert "Create the first document" not in text


def test_an_editor_of_an_empty_project_is_not_told_to_import(cast: Cast, desks: Desks) -> None:
    text = desks.editor.get("/").content.decode()

    assert "Create the first document" in text
    assert "import your files" not in text


def test_the_trash_is_offered_to_those_who_may_open_it(cast: Cast, desks: Desks) -> None:
    assert "/projects/handbook/trash/" in desks.manager.get("/").content.decode()
    assert "/projects/handbook/trash/" not in desks.publisher.get("/").content.decode()
