import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.cast import Cast
from tests.histories import make_history
from tests.web.conftest import Desks
from versioning.models import Document, Version
from versioning.services.access.system_actor import system_actor
from versioning.services.drafts.discard_draft import discard_draft
from versioning.services.maintenance.count_changes import count_changes
from versioning.services.versions.archive_version import archive_version


def read(client: Client, document: Document, query: str = "") -> str:
    answer = client.get(f"/d/{document.identifier}/versions/{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def numbers(page: str) -> list[int]:
    return [int(number) for number in re.findall(r'<tr id="version-(\d+)"', page)]


def row(page: str, number: int) -> str:
    """Return the text of one row."""
    (found,) = re.findall(rf'<tr id="version-{number}".*?</tr>', page, re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", found).split())


@pytest.fixture
def document(cast: Cast) -> Document:
    """Return a document with versions 1 archived, 2 published, 3 current, 4 an open draft, 5 discarded."""
    document = cast.document(body="One two three.\n")
    cast.version(document, "One 2 three four.\n")
    cast.version(document, "Third.\n")
    cast.fork(document, name="Spring")
    discard_draft(actor=cast.editor, draft=cast.fork(document))
    archive_version(actor=cast.publisher, version=document.versions.get(number=1))
    count_changes(actor=system_actor(), report=lambda done, total: None)
    return Document.objects.get(pk=document.pk)


def test_tells_each_version_in_words(desks: Desks, document: Document) -> None:
    page = read(desks.viewer, document)

    assert numbers(page) == [5, 4, 3, 2, 1]
    assert "2 forked from 1 published Edda handbook" in row(page, 2)
    assert "2 words added +2 , 1 removed −1" in row(page, 2)
    assert "4 Spring forked from 3 draft" in row(page, 4)
    assert "current" in row(page, 3)
    assert "words added" not in row(page, 4)


def test_offers_what_can_be_done(desks: Desks, document: Document) -> None:
    page = read(desks.publisher, document)

    here = f"/d/{document.identifier}"
    assert f'action="{here}/fork"' in page
    assert f'action="{here}/versions/2/archive"' in page
    assert f'action="{here}/versions/1/restore"' in page
    assert f'action="{here}/versions/5/reopen"' in page
    assert "This version is already current." in row(page, 3)
    assert "Publish this draft first." in row(page, 4)
    assert "Restore this version first." in row(page, 1)
    assert "This draft was discarded." in row(page, 5)


def test_a_viewer_is_told_why_not(desks: Desks, document: Document) -> None:
    page = read(desks.viewer, document)

    said = row(page, 2)
    assert "Fork from version 2 You need the editor role to start drafts. Your role is viewer." in said
    assert "Make current… You need the publisher role to make a version current. Your role is viewer." in said
    assert "Archive You need the publisher role to archive or restore versions. Your role is viewer." in said
    assert re.findall(r'method="post" action="/d/\w+/([^"]*)"', page) == ["watch"]


def test_forks_from_a_row(desks: Desks, document: Document) -> None:
    desks.editor.post(f"/d/{document.identifier}/fork", {"source": "2"})

    forked = Version.objects.get(document=document, number=6)
    assert forked.source is not None
    assert forked.source.number == 2


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?status=draft", [4]),
        ("?status=published", [3, 2]),
        ("?status=archived", [1]),
        ("?status=discarded", [5]),
        ("?author=edda", [5, 4, 3, 2, 1]),
        ("?author=da+hand", [5, 4, 3, 2, 1]),
        ("?author=edda.handbook", [5, 4, 3, 2, 1]),
        ("?author=paul", []),
        ("?name=spr", [4]),
        ("?name=spr&status=published", []),
        ("?before=3", [2, 1]),
        ("?after=3", [5, 4]),
        ("?before=1", []),
    ],
)
def test_shows_those_that_fit(desks: Desks, document: Document, query: str, found: list[int]) -> None:
    assert numbers(read(desks.viewer, document, query)) == found


@pytest.mark.parametrize("query", ["?status=lost", "?before=x", "?go=x", "?go=0", "?after=-1", "?name=" + "n" * 300])
def test_names_what_is_wrong(desks: Desks, document: Document, query: str) -> None:
    answer = desks.viewer.get(f"/d/{document.identifier}/versions/{query}")

    assert answer.status_code == 422
    assert b'class="fault"' in answer.content


def test_goes_on_by_number_until_the_first(cast: Cast, desks: Desks) -> None:
    document = make_history(cast.document(), 120)
    seen: list[int] = []

    query = ""
    while True:
        page = read(desks.viewer, document, query)
        seen += numbers(page)
        following = re.search(r'rel="next" href="[^"?]*(\?before=\d+)"', page)
        if following is None:
            break
        query = following[1]

    assert seen == list(range(120, 0, -1))
    assert "Newer versions" in page


def test_rows_that_are_added_leave_the_choice_of_two_as_it_is(cast: Cast, desks: Desks) -> None:
    document = make_history(cast.document(), 60)

    added = desks.viewer.get(f"/d/{document.identifier}/versions/?before=11", headers={"HX-Request": "true"})

    assert read(desks.viewer, document).count("checked") == 2
    assert b"checked" not in added.content


def test_keeps_the_filter_on_the_way(cast: Cast, desks: Desks) -> None:
    document = make_history(cast.document(), 60)

    page = read(desks.viewer, document, "?status=published")

    assert 'href="/d/' + document.identifier + '/versions/?status=published&amp;before=11"' in page


@pytest.mark.parametrize(
    ("go", "address"), [("1", "?before=6#version-1"), ("5000", "?before=301#version-300"), ("298", "?before=301")]
)
def test_goes_to_a_number_in_one_step(cast: Cast, desks: Desks, go: str, address: str) -> None:
    document = make_history(cast.document(), 300)

    answer = desks.viewer.get(f"/d/{document.identifier}/versions/?go={go}", follow=True)

    assert answer.redirect_chain[0][0].startswith(f"/d/{document.identifier}/versions/{address}")
    assert min(int(go), 300) in numbers(answer.content.decode())


def test_takes_as_many_statements_for_a_long_history_as_for_a_short_one(cast: Cast, desks: Desks) -> None:
    documents = [make_history(cast.document(f"Of {size}"), size) for size in (5, 500)]
    read(desks.publisher, documents[0])

    counts = []
    for document in documents:
        with CaptureQueriesContext(connection) as captured:
            read(desks.publisher, document)
        counts.append(len(captured))
        assert not any("versioning_blob" in query["sql"] for query in captured)

    assert counts[0] == counts[1] <= 8


def test_a_stranger_is_told_that_it_does_not_exist(desks: Desks, document: Document) -> None:
    assert desks.stranger.get(f"/d/{document.identifier}/versions/").status_code == 404
