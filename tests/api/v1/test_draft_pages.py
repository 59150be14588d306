"""The list of drafts goes on in pages, whose next one is named in the header Link."""

import re
from typing import Any

import pytest

from tests.api.conftest import Clients
from tests.cast import Cast
from versioning.models import Document, Draft, Version
from versioning.services.drafts.discard_draft import discard_draft

NEXT = re.compile(r'<([^>]+)>; rel="next"')


def make_drafts(cast: Cast, document: Document) -> None:
    """Five open drafts and four discarded ones, some of them saved at the same moment."""
    for _ in range(4):
        discard_draft(actor=cast.editor, draft=cast.fork(document))
    moments = [cast.fork(document).last_saved_at for _ in range(5)]
    Draft.objects.filter(last_saved_at__in=moments[:3]).update(last_saved_at=moments[2])
    Version.objects.discarded().update(modified_at=moments[2])


def read_all(clients: Clients, address: str) -> list[list[Any]]:
    """Follow the links to the end."""
    pages, following = [], re.fullmatch("(.*)", address)
    while following is not None:
        answer = clients.viewer.get(following.group(1))
        pages.append(answer.json())
        following = NEXT.fullmatch(answer.headers.get("Link", ""))
    return pages


@pytest.mark.parametrize(("query", "count"), [("", 5), ("include=archived&", 9)])
@pytest.mark.parametrize("size", [1, 2, 4])
def test_pages_hold_every_draft_once(cast: Cast, clients: Clients, query: str, count: int, size: int) -> None:
    document = cast.document()
    make_drafts(cast, document)
    path = f"/api/v1/documents/{document.identifier}/drafts?{query}"
    whole = clients.viewer.get(path)

    pages = read_all(clients, f"{path}page_size={size}")

    assert [row for page in pages for row in page] == whole.json()
    assert len(whole.json()) == count
    assert "Link" not in whole.headers
    assert {len(page) for page in pages[:-1]} == {size}


def test_a_long_list_names_the_rest_also_without_a_page_size(
    cast: Cast, clients: Clients, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = cast.document()
    make_drafts(cast, document)
    monkeypatch.setattr("versioning.api.v1.document_drafts.MOST", 3)

    pages = read_all(clients, f"/api/v1/documents/{document.identifier}/drafts")

    assert [len(page) for page in pages] == [3, 2]


@pytest.mark.parametrize(
    ("query", "name"), [("page_size=0", "page_size"), ("page_size=101", "page_size"), ("cursor=x", "cursor")]
)
def test_names_what_is_wrong_with_a_page(cast: Cast, clients: Clients, query: str, name: str) -> None:
    document = cast.document()

    answer = clients.viewer.get(f"/api/v1/documents/{document.identifier}/drafts?{query}")

    assert answer.status_code == 400
    assert name in answer.content.decode()


def test_a_cursor_is_good_for_its_own_list(cast: Cast, clients: Clients) -> None:
    document, other = cast.document(), cast.document("Other")
    make_drafts(cast, document)
    first = clients.viewer.get(f"/api/v1/documents/{document.identifier}/drafts?page_size=1")
    following = NEXT.fullmatch(first.headers["Link"])
    assert following is not None

    answer = clients.viewer.get(following.group(1).replace(document.identifier, other.identifier))

    assert answer.status_code == 400
