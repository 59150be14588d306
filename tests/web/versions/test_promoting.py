"""The page that makes a version current, and its undo."""

from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from tests.cast import Cast
from tests.reading import current_of
from tests.web.conftest import Desks
from tests.web.versions.publishing import after
from versioning.models import Version
from versioning.services.versions.publish_version import publish_version


def promote(client: Client, version: Version, **sent: Any) -> HttpResponse:
    answer: Any = client.post(f"/d/{version.document.identifier}/versions/{version.number}/promote", sent)
    return answer  # type: ignore[no-any-return]


def undo(client: Client, version: Version, **sent: Any) -> HttpResponse:
    answer: Any = client.post(f"/d/{version.document.identifier}/versions/{version.number}/undo", sent)
    return answer  # type: ignore[no-any-return]


@pytest.fixture
def versions(cast: Cast) -> list[Version]:
    """Return both versions of a document. The second one is current."""
    document = cast.document(body="First.\n")
    return [current_of(document), cast.version(document, "Second.\n")]


def test_asks_in_words_that_name_both_versions(versions: list[Version], desks: Desks) -> None:
    first, _ = versions

    text = desks.publisher.get(f"/d/{first.document.identifier}/versions/1/promote").content.decode()

    assert "Make version 1 current?" in text
    assert "Readers see version 1 instead of version 2." in text
    assert "<p>First.</p>" in text


def test_the_source_of_the_changes_is_one_link_away(versions: list[Version], desks: Desks) -> None:
    first, _ = versions

    text = desks.publisher.get(f"/d/{first.document.identifier}/versions/1/promote?as=source").content.decode()

    assert "<ins>First.</ins>" in text


def test_promotes_and_undoes_it(versions: list[Version], desks: Desks) -> None:
    first, second = versions

    text = after(desks.publisher, promote(desks.publisher, first, current=second.pk))
    assert "Version 1 is now current instead of version 2." in text
    assert f'action="/d/{first.document.identifier}/versions/1/undo"' in text
    after(desks.publisher, undo(desks.publisher, first, current=first.pk))

    assert current_of(first.document) == second


def test_what_is_current_already_is_not_offered_to_be_put_back_in_its_own_place(
    versions: list[Version], desks: Desks
) -> None:
    _, second = versions

    text = after(desks.publisher, promote(desks.publisher, second, current=second.pk))

    assert "Version 2 is now current." in text
    assert ">Undo</button>" not in text


def test_does_not_undo_what_somebody_else_did_since(cast: Cast, versions: list[Version], desks: Desks) -> None:
    first, second = versions
    third = cast.version(first.document, "Third.\n")

    text = after(desks.publisher, undo(desks.publisher, second, current=second.pk))

    assert "Another version became current since, so this was not undone." in text
    assert current_of(first.document) == third


def test_asks_anew_where_another_version_became_current(cast: Cast, versions: list[Version], desks: Desks) -> None:
    first, second = versions
    cast.version(first.document, "Third.\n")

    answer = promote(desks.publisher, first, current=second.pk)

    assert answer.status_code == 409
    assert "instead of version 3." in answer.content.decode()


@pytest.mark.parametrize("sent", [{}, {"current": "x"}])
def test_asks_where_it_was_not_asked(versions: list[Version], desks: Desks, sent: dict[str, str]) -> None:
    first, second = versions

    answer = promote(desks.publisher, first, **sent)

    assert (answer.status_code, current_of(first.document)) == (422, second)


def test_a_draft_cannot_be_promoted(cast: Cast, desks: Desks) -> None:
    draft = cast.draft()
    draft.version.document = draft.document

    text = desks.publisher.get(f"/d/{draft.document.identifier}/versions/1/promote").content.decode()
    answer = promote(desks.publisher, draft.version, current="")

    assert "Only a published version can be current." in text
    assert "Only a published version can become the current one. Publish it first." in after(desks.publisher, answer)


def test_the_current_version_is_said_to_be_current(versions: list[Version], desks: Desks) -> None:
    text = desks.publisher.get(f"/d/{versions[0].document.identifier}/versions/2/promote").content.decode()

    assert "Version 2 is already current" in text


def test_readers_who_see_nothing_are_told_of(cast: Cast, desks: Desks) -> None:
    version = publish_version(actor=cast.publisher, version=cast.draft().version)

    text = desks.publisher.get(f"/d/{version.document.identifier}/versions/1/promote").content.decode()

    assert "Readers see version 1. They don't see this document now." in text
    assert "Version 1 is now current." in after(desks.publisher, promote(desks.publisher, version, current=""))


def test_an_editor_may_not_promote_and_reads_why(versions: list[Version], desks: Desks) -> None:
    first, second = versions

    text = desks.editor.get(f"/d/{first.document.identifier}/versions/1/promote").content.decode()

    assert "You need the publisher role to make a version current. Your role is editor." in text
    assert promote(desks.editor, first, current=second.pk).status_code == 403
