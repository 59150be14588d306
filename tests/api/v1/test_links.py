"""What links here, and broken links, over the API and on the desk."""

import pytest
from django.test import Client

from tests.cast import Cast, client_for
from versioning.models import DocumentLink
from versioning.services.jobs.run_due_jobs import run_due_jobs


@pytest.fixture
def cast(live_cast: Cast) -> Cast:
    """Committed, because PostgreSQL's feed ends before the transaction of a test."""
    return live_cast


def test_lists_what_links_to_a_document(cast: Cast) -> None:
    target = cast.document(title="Target")
    source = cast.document(title="Source", body=f"[t](/d/{target.identifier}/)")
    run_due_jobs()

    data = client_for(cast.viewer).get(f"/api/v1/documents/{target.identifier}/links-here").json()["data"]

    document = {"id": str(source.pk), "identifier": source.identifier, "title": "Source"}
    assert data["links"] == [{"document": document, "address": f"/d/{target.identifier}/"}]


def test_lists_the_broken_links_of_a_project_page_by_page(cast: Cast) -> None:
    cast.document(title="Source", body="[a](/d/00000000/) [b](/d/11111111/)")
    run_due_jobs()
    client = client_for(cast.viewer)

    first = client.get("/api/v1/projects/handbook/broken-links?page_size=1").json()
    cursor = first["pagination"]["next_cursor"]
    second = client.get(f"/api/v1/projects/handbook/broken-links?page_size=1&cursor={cursor}").json()

    addresses = [link["address"] for page in (first, second) for link in page["data"]["links"]]
    assert sorted(addresses) == ["/d/00000000/", "/d/11111111/"]
    assert first["data"]["links"][0]["target"] is None


@pytest.mark.parametrize("path", ["documents/{document}/links-here", "projects/handbook/broken-links"])
def test_a_list_of_many_takes_the_statements_of_a_list_of_one(
    cast: Cast, path: str, django_assert_max_num_queries: object
) -> None:
    target = cast.document(title="Target")
    for number in range(20):
        source = cast.document(title=f"Source {number}")
        DocumentLink.objects.create(project=cast.project, source=source, target=target, address="a")
        DocumentLink.objects.create(project=cast.project, source=source, target=None, address="b")
    client = client_for(cast.viewer)

    with django_assert_max_num_queries(5):  # type: ignore[operator]
        answer = client.get(f"/api/v1/{path.format(document=target.pk)}")

    assert len(answer.json()["data"]["links"]) == 20


def test_the_pages_of_the_desk_name_the_documents(cast: Cast) -> None:
    target = cast.document(title="Target")
    cast.document(title="The source", body=f"[t](/d/{target.identifier}/) [b](/d/00000000/)")
    run_due_jobs()
    browser = Client()
    browser.force_login(cast.viewer.user)

    here = browser.get(f"/d/{target.identifier}/links-here/").content.decode()
    broken = browser.get("/projects/handbook/broken-links/").content.decode()
    document = browser.get(f"/d/{target.identifier}/").content.decode()

    assert "The source" in here
    assert "The source" in broken
    assert "/d/00000000/" in broken
    assert "What links here" in document


def test_a_page_with_a_wrong_cursor_says_so(cast: Cast) -> None:
    browser = Client()
    browser.force_login(cast.viewer.user)

    answer = browser.get("/projects/handbook/broken-links/?cursor=wrong")

    assert answer.status_code == 422
    assert "Go to the first page" in answer.content.decode()
