import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.cast import Cast
from tests.histories import make_line
from tests.web.conftest import Desks
from versioning.models import Document, Version
from versioning.services.drafts.discard_draft import discard_draft
from versioning.services.drafts.sync_draft import sync_draft
from versioning.services.versions.promote_version import promote_version
from versioning.services.versions.trash_version import trash_version
from versioning.web.versions import stemma

LARGEST_PAGE = 400_000


def read(client: Client, document: Document, query: str = "") -> str:
    answer = client.get(f"/d/{document.identifier}/stemma/{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def labels(page: str) -> list[str]:
    """Return the labels of all nodes and folds, from top to bottom."""
    return re.findall(r'<a id="version-\d+"[^>]*aria-label="([^"]*)"', page)


def numbers(page: str) -> list[int]:
    return [int(number) for number in re.findall(r'<a id="version-(\d+)"', page)]


def test_every_version_is_a_link_that_tells_what_it_is(cast: Cast, desks: Desks) -> None:
    document = cast.document()
    draft = cast.fork(document, name="Spring <edition>")
    cast.version(document, "Third.\n")
    discard_draft(actor=cast.editor, draft=cast.fork(document))

    page = read(desks.viewer, document)

    told = [re.sub(r"\w+ \d+, \d{4}", "DAY", label) for label in labels(page)]
    assert told == [
        "Version 4: discarded, by Edda handbook, DAY, forked from version 3",
        "Version 3: current, by Edda handbook, DAY, forked from version 1",
        "Version 2, Spring &lt;edition&gt;: outdated, by Edda handbook, DAY, forked from version 1",
        "Version 1: published, by Edda handbook, DAY",
    ]
    for number in (1, 2, 3, 4):
        assert f'href="/d/{document.identifier}/versions/{number}/"' in page
    assert draft.version.number == 2


def test_a_sync_is_drawn_as_another_kind_of_line(cast: Cast, desks: Desks) -> None:
    document = cast.document()
    draft = cast.fork(document)
    cast.version(document, "Third.\n")
    sync_draft(actor=cast.editor, draft=draft)

    page = read(desks.viewer, document)

    assert numbers(page) == [2, 3, 1]
    assert re.findall(r'<path d="[^"]*" class="(fork|merge)', page) == ["fork", "merge", "fork"]
    assert "updated from version 3" in labels(page)[0]


def test_a_long_history_folds_and_each_fold_opens(cast: Cast, desks: Desks) -> None:
    document = make_line(cast.document(), 500)
    page = read(desks.viewer, document)

    opened = read(desks.viewer, document, "?open=480&open=430")

    assert "Show 479 hidden versions, 480 to 2" in labels(page)
    assert f'href="?open=480#version-{480}"' in page
    assert numbers(opened) == [*range(500, 379, -1), 1][: len(numbers(opened))]
    assert "Show 379 hidden versions, 380 to 2" in labels(opened)


def test_goes_on_below_a_number(cast: Cast, desks: Desks, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stemma, "WINDOW", 30)
    document = make_line(cast.document(), 50)
    first = read(desks.viewer, document)

    second = read(desks.viewer, document, "?before=21")

    assert numbers(first) == list(range(50, 20, -1))
    assert "?before=21" in first
    assert numbers(second) == list(range(20, 0, -1))
    assert "Version 50 is current. It is not in this part" in second


def test_never_draws_more_than_is_legible(cast: Cast, desks: Desks) -> None:
    document = make_line(cast.document(), 600)
    Version.objects.filter(document=document, number__gt=1).update(merged=document.versions.get(number=1))

    page = read(desks.viewer, document)

    assert len(numbers(page)) == 200
    assert "?before=401" in page
    assert len(page) < LARGEST_PAGE


@pytest.mark.parametrize("query", ["?before=none", "?before=99999999999999999999", "?open=x&open=-3", "?before=0"])
def test_what_is_no_number_is_passed_over(cast: Cast, desks: Desks, query: str) -> None:
    document = cast.document()

    assert numbers(read(desks.viewer, document, query)) == [1]


def test_below_the_first_version_there_is_nothing(cast: Cast, desks: Desks) -> None:
    assert "No versions before 1" in read(desks.viewer, cast.document(), "?before=1")


def test_what_is_in_the_trash_is_not_drawn(cast: Cast, desks: Desks) -> None:
    document = cast.document()
    second = cast.version(document, "Second.\n")
    cast.version(document, "Third.\n")
    trash_version(actor=cast.manager, version=second)

    page = read(desks.viewer, document)

    assert numbers(page) == [3, 1]
    assert "· from 2" in page


def test_a_former_version_that_is_current_again_heads_the_trunk(cast: Cast, desks: Desks) -> None:
    document = cast.document()
    first = document.versions.get()
    cast.version(document, "Second.\n")
    promote_version(actor=cast.publisher, version=first)

    page = read(desks.viewer, document)

    assert [label.split(",")[0] for label in labels(page)] == ["Version 2: published", "Version 1: current"]


def test_a_stranger_is_told_that_it_does_not_exist(cast: Cast, desks: Desks) -> None:
    assert desks.stranger.get(f"/d/{cast.document().identifier}/stemma/").status_code == 404


def test_takes_as_many_statements_for_a_long_history_as_for_a_short_one(cast: Cast, desks: Desks) -> None:
    documents = [make_line(cast.document(f"Of {size}"), size) for size in (5, 500)]
    read(desks.viewer, documents[0])

    counts = []
    for document in documents:
        with CaptureQueriesContext(connection) as captured:
            read(desks.viewer, document)
        counts.append(len(captured))

    assert counts[0] == counts[1] <= 8


def test_a_document_shows_its_newest_versions_and_the_current_one(cast: Cast, desks: Desks) -> None:
    document = make_line(cast.document(), 30)
    promote_version(actor=cast.publisher, version=document.versions.get(number=3))

    page = desks.viewer.get(f"/d/{document.identifier}/").content.decode()

    shown = re.findall(r'aria-label="Version (\d+)', page)
    assert [int(number) for number in shown] == [*range(30, 18, -1), 3]
    assert f'href="/d/{document.identifier}/stemma/"' in page


def test_its_sentence_says_the_order_in_which_it_is_drawn(cast: Cast, desks: Desks) -> None:
    document = cast.document()
    cast.fork(document)

    text = desks.viewer.get(f"/d/{document.identifier}/stemma/").content.decode()

    assert "2 versions. Each is above the one that it was forked from." in text
    assert "newest first" not in text
