from typing import Any

import pytest
from django.db import connection

from tests.cast import TEXT, Cast
from tests.models.raw import execute, refusal_of_update, update
from versioning.models import Version
from versioning.models.triggers import TRIGGERS, missing_triggers
from versioning.services.archive_version import archive_version
from versioning.services.discard_draft import discard_draft

SNAPSHOT_COLUMNS = {
    "title": "Other",
    "description": "Other",
    "content_type": "block",
    "fields": '{"other": 1}',
}
IDENTITY_COLUMNS = {
    "number": 99,
    "key": "draft_1",
    "created_at": "2001-01-01 00:00:00+00:00",
}
EVENT_COLUMNS = {
    "at": "2001-01-01 00:00:00+00:00",
    "verb": "draft.saved",
    "data": '{"other": 1}',
    "document_id": None,
    "version_id": None,
    "project_id": None,
}


def _version(cast: Cast, status: str) -> Version:
    if status == "draft":
        return cast.draft().version
    if status == "discarded":
        return discard_draft(actor=cast.editor, draft=cast.draft())
    version = cast.document().current
    assert version is not None
    return archive_version(actor=cast.publisher, version=version) if status == "archived" else version


@pytest.mark.parametrize("status", ["published", "archived", "discarded"])
@pytest.mark.parametrize(("column", "value"), SNAPSHOT_COLUMNS.items())
def test_refuses_to_change_a_closed_versions_snapshot(cast: Cast, status: str, column: str, value: Any) -> None:
    version = _version(cast, status)

    sentence = refusal_of_update(version, f"{column} = %s", value)

    assert "the snapshot of a published or archived version never changes" in sentence


@pytest.mark.parametrize("status", ["published", "archived", "discarded"])
def test_refuses_to_point_a_closed_version_at_another_body(cast: Cast, status: str) -> None:
    version = _version(cast, status)
    other = cast.save(cast.fork(version.document), body="Another text.").version.body_id

    sentence = refusal_of_update(version, "body_id = %s", other)

    assert "the snapshot of a published or archived version never changes" in sentence


@pytest.mark.parametrize(("column", "value"), SNAPSHOT_COLUMNS.items())
def test_lets_a_drafts_snapshot_change(cast: Cast, column: str, value: Any) -> None:
    version = _version(cast, "draft")

    update(version, f"{column} = %s", value)

    assert Version.objects.get(pk=version.pk).snapshot() != version.snapshot()


def test_refuses_to_open_and_change_a_published_version_in_one_statement(cast: Cast) -> None:
    version = _version(cast, "published")

    sentence = refusal_of_update(version, "status = 'draft', published_at = NULL, title = 'Other'")

    assert "never changes" in sentence or "stays published" in sentence
    assert Version.objects.get(pk=version.pk).title == "Refunds"


@pytest.mark.parametrize("status", ["draft", "published", "archived", "discarded"])
@pytest.mark.parametrize(("column", "value"), IDENTITY_COLUMNS.items())
def test_refuses_to_change_what_names_a_version(cast: Cast, status: str, column: str, value: Any) -> None:
    version = _version(cast, status)

    sentence = refusal_of_update(version, f"{column} = %s", value)

    assert "a version keeps its document, number and key for life" in sentence


def test_refuses_to_move_a_version_to_another_document(cast: Cast) -> None:
    version, other = _version(cast, "draft"), cast.document("Other")

    sentence = refusal_of_update(version, "document_id = %s, number = 7", other.pk)

    assert "a version keeps its document, number and key for life" in sentence


@pytest.mark.parametrize("status", ["published", "archived"])
@pytest.mark.parametrize("value", [None, "2001-01-01 00:00:00+00:00"])
def test_refuses_to_change_when_a_version_was_published(cast: Cast, status: str, value: str | None) -> None:
    version = _version(cast, status)

    sentence = refusal_of_update(version, "published_at = %s", value)

    assert "a published version stays published" in sentence


def test_refuses_to_change_who_published_a_version(cast: Cast) -> None:
    version = _version(cast, "published")

    sentence = refusal_of_update(version, "published_by_id = %s", cast.viewer.user.pk)

    assert "a published version stays published" in sentence


@pytest.mark.parametrize(("column", "value"), {"sha256": b"0" * 32, "size": 1}.items())
def test_refuses_to_change_a_blob(cast: Cast, column: str, value: Any) -> None:
    blob = cast.draft().version.body

    sentence = refusal_of_update(blob, f"{column} = %s", value)

    assert "a blob never changes" in sentence
    blob.refresh_from_db()
    assert blob.read().decode() == TEXT


def test_refuses_to_hand_a_blob_to_another_document(cast: Cast) -> None:
    blob, other = cast.draft().version.body, cast.document("Other")

    sentence = refusal_of_update(blob, "document_id = %s", other.pk)

    assert "a blob never changes" in sentence


@pytest.mark.parametrize(("column", "value"), EVENT_COLUMNS.items())
def test_refuses_to_change_an_event(cast: Cast, column: str, value: Any) -> None:
    event = cast.document().events.latest("id")

    sentence = refusal_of_update(event, f'"{column}" = %s', value)

    assert "an event is written once" in sentence


def test_refuses_to_put_an_event_on_somebody_else(cast: Cast) -> None:
    event = cast.document().events.latest("id")

    sentence = refusal_of_update(event, "actor_id = %s", cast.viewer.user.pk)

    assert "an event is written once" in sentence


def test_every_trigger_stands(db: None) -> None:
    assert missing_triggers(connection) == []


def test_names_a_trigger_that_is_missing(db: None) -> None:
    where = "" if connection.vendor == "sqlite" else f" ON {TRIGGERS[0].table}"

    execute(f"DROP TRIGGER {TRIGGERS[0].name}{where}")

    assert missing_triggers(connection) == [TRIGGERS[0].name]
