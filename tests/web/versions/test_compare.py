"""Versions compared line by line, and the choice of the two sides."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.cast import Cast
from tests.web.conftest import Desks
from tests.web.versions.comparing import LINES, page
from versioning.models import Document


def test_fields_come_first_and_words_are_marked(document: Document, desks: Desks) -> None:
    text = page(desks, document, "?base=1&head=2")

    assert text.index("<del>Refunds</del>") < text.index("Line <del>20</del>.") < text.index("Line <ins>twenty</ins>.")


def test_what_one_most_likely_wants_is_compared_where_nothing_is_named(document: Document, desks: Desks) -> None:
    text = page(desks, document)

    assert 'value="current"' in text
    assert 'value="draft"' in text
    assert "Changes from version 1 to draft 2" in text


def test_unchanged_lines_are_folded_and_the_address_opens_them(document: Document, desks: Desks) -> None:
    text = page(desks, document, "?base=1&head=2")
    assert "… 16 unchanged lines" in text
    assert "Line 5." not in text

    text = page(desks, document, "?base=1&head=2&fold=1.1.16")

    assert "Line 5." in text
    assert "Line 30." not in text


def test_a_fold_comes_alone_to_who_asks_for_it(document: Document, desks: Desks) -> None:
    answer = desks.viewer.get(f"/d/{document.identifier}/compare?base=1&head=2&fold=1.1.16&fragment=1")

    rows = answer.content.decode()
    assert rows.startswith("<tbody")
    assert (rows.count("<tr"), "Line 16." in rows, "Line 17." in rows) == (16, True, False)


def test_a_fold_that_is_not_there_any_more_is_refused(cast: Cast, document: Document, desks: Desks) -> None:
    cast.save(document.drafts.get(), body="All is new.\n")

    answer = desks.viewer.get(f"/d/{document.identifier}/compare?base=1&head=2&fold=1.1.16&fragment=1")

    assert answer.status_code == 409


def test_the_whole_text_is_shown_where_it_is_asked_for(document: Document, desks: Desks) -> None:
    text = page(desks, document, "?base=1&head=2&context=all")

    assert "unchanged lines" not in text
    assert "Line 5." in text


def test_both_texts_stand_side_by_side(document: Document, desks: Desks) -> None:
    assert "comparison-sides" in page(desks, document, "?base=1&head=2&view=side")


def test_members_of_the_metadata_are_told_one_by_one(cast: Cast, desks: Desks) -> None:
    document = cast.document(fields={"audience": "all", "same": 1})
    cast.save(cast.fork(document), fields={"audience": "staff", "same": 1, "flag": True})

    text = page(desks, document)

    assert "Metadata: audience" in text
    assert "Metadata: flag" in text
    assert "Metadata: same" not in text


@pytest.mark.parametrize(("path", "is_shown"), [("a.md", False), ("b.md", True)])
def test_the_numbers_of_imports_are_no_change_but_another_path_is(
    cast: Cast, desks: Desks, path: str, is_shown: bool
) -> None:
    document = cast.document(fields={"zip": {"path": "a.md", "position": 1}})
    cast.save(cast.fork(document), body="Two.\n", fields={"zip": {"path": path, "position": 2}})

    assert ("Metadata: zip" in page(desks, document)) is is_shown


def test_a_block_that_moved_is_said_to_have_moved(cast: Cast, desks: Desks) -> None:
    block = "This block moves.\nWith both its lines.\n"
    document = cast.document(body=block + LINES)
    cast.save(cast.fork(document), body=LINES + block)

    text = page(desks, document)

    assert "moved to line 41" in text
    assert "moved from line 1" in text


def test_hostile_text_is_only_text(cast: Cast, desks: Desks) -> None:
    document = cast.document(body="Safe.\n")
    cast.save(cast.fork(document), body="<script>alert(1)</script>\n", title="<script>alert(2)</script>")

    for query in ("", "?view=side", "?as=rendered", "?context=all"):
        assert "<script>alert" not in page(desks, document, query)


def test_equal_versions_differ_in_nothing(cast: Cast, desks: Desks) -> None:
    assert "No differences." in page(desks, cast.document())


@pytest.mark.parametrize(
    ("query", "status", "told"),
    [
        ("?base=1&head=9", 404, "This document has no version 9."),
        ("?base=x&head=1", 404, "This document has no version x."),
        ("?base=%00&head=1", 422, "not valid"),
        ("?base=1&head=2&view=up", 422, "not valid"),
        ("?base=1&head=2&as=x", 422, "not valid"),
        ("?base=1&head=2&context=7", 422, "not valid"),
        ("?base=1&head=2&fold=a", 422, "not valid"),
    ],
)
def test_what_is_not_there_is_told_beside_the_choice(
    document: Document, desks: Desks, query: str, status: int, told: str
) -> None:
    answer = desks.viewer.get(f"/d/{document.identifier}/compare{query}")

    assert answer.status_code == status
    assert told in answer.content.decode()
    assert 'name="base"' in answer.content.decode()


@pytest.mark.parametrize(
    ("query", "told"),
    [("?base=draft&head=1", "This document has no open draft."), ("?base=1&head=current", "No version of this")],
)
def test_names_that_stand_for_nothing_are_told(cast: Cast, desks: Desks, query: str, told: str) -> None:
    draft = cast.draft()
    if "draft" in query:
        draft.document.drafts.all().delete()

    answer = desks.viewer.get(f"/d/{draft.document.identifier}/compare{query}")

    assert (answer.status_code, told in answer.content.decode()) == (404, True)


def test_a_stranger_learns_nothing(document: Document, desks: Desks) -> None:
    assert desks.stranger.get(f"/d/{document.identifier}/compare?base=1&head=2").status_code == 404


def test_a_draft_can_be_published_and_edited_from_here(document: Document, desks: Desks) -> None:
    identifier = document.drafts.get().identifier

    text = page(desks, document, who="publisher")

    assert f'href="/drafts/{identifier}/publish/">Publish…</a>' in text
    assert f'href="/drafts/{identifier}/">Edit</a>' in text


def test_an_editor_reads_why_publishing_is_off(document: Document, desks: Desks) -> None:
    assert "You need the publisher role to publish. Your role is editor." in page(desks, document, who="editor")


def test_a_version_that_readers_do_not_see_can_be_promoted_from_here(cast: Cast, desks: Desks) -> None:
    document = cast.document()
    cast.version(document, "Second.\n")

    text = page(desks, document, "?base=current&head=1", who="publisher")

    assert f'href="/d/{document.identifier}/versions/1/promote">Make current…</a>' in text


def test_the_page_of_a_long_text_stays_small(cast: Cast, desks: Desks) -> None:
    body = "".join(
        f"Paragraph {number} says what it says at some length, and no more than that.\n\n" for number in range(2800)
    )
    document = cast.document(body=body)
    cast.save(cast.fork(document), body=body.replace("Paragraph 7 says", "Paragraph seven says"))

    text = page(desks, document)

    assert len(body) > 200_000
    assert len(text) < 20_000


def test_a_page_of_a_long_history_asks_no_more_queries(cast: Cast, desks: Desks) -> None:
    document = cast.document()
    cast.fork(document)
    with CaptureQueriesContext(connection) as short:
        page(desks, document)
    for number in range(25):
        cast.version(document, f"Text {number}.\n")

    with CaptureQueriesContext(connection) as long:
        page(desks, document)

    assert len(long) == len(short)


def test_versions_are_chosen_from_a_list_with_names_and_dates(cast: Cast, desks: Desks) -> None:
    document = cast.document()
    version = cast.version(document, "Second.\n")

    text = page(desks, document, "?base=1&head=2")

    assert f'<option value="2" selected>2, {version.created_at:%b} {version.created_at.day}' in text
    assert '<option value="current">The current version</option>' in text


def test_a_side_that_is_older_than_the_list_is_in_it_too(
    cast: Cast, desks: Desks, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("versioning.web.versions.comparison_address.OFFERED", 1)
    document = cast.document()
    cast.version(document, "Second.\n")

    text = page(desks, document, "?base=1&head=2")

    assert '<option value="1" selected>' in text
    assert "The newest versions are listed." not in text


def test_a_wrong_parameter_is_named(document: Document, desks: Desks) -> None:
    answer = desks.viewer.get(f"/d/{document.identifier}/compare?view=upside-down")

    assert answer.status_code == 422
    assert "view: Select a valid choice. upside-down is not one of the available choices." in answer.content.decode()
