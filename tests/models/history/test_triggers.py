from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from tests.cast import TEXT, Cast
from tests.kept_texts import make_history, read_all, texts_of
from tests.models.raw import execute, refusal_of_update, update
from versioning.models import Blob, Version
from versioning.models.history.triggers import TRIGGERS, missing_triggers
from versioning.services.drafts.discard_draft import discard_draft
from versioning.services.kernel.reencoding import leave_to_reencode
from versioning.services.versions.archive_version import archive_version
from versioning.text.delta.chain import MAX_STEPS
from versioning.text.delta.delta import encode

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


@pytest.mark.parametrize(("column", "value"), {"encoded": b"other", "depth": 1}.items())
def test_refuses_to_change_how_a_blob_is_kept(cast: Cast, column: str, value: Any) -> None:
    blob = cast.draft().version.body

    sentence = refusal_of_update(blob, f"{column} = %s", value)

    assert "encoded anew only by who has opened its document" in sentence


def test_leave_for_one_document_is_none_for_another(cast: Cast) -> None:
    blob, other = cast.draft("One").version.body, cast.draft("Two")

    with leave_to_reencode(other.document_id):
        sentence = refusal_of_update(blob, "encoded = %s", b"other")

    assert "encoded anew only by who has opened its document" in sentence


def test_who_has_leave_changes_how_a_blob_is_kept_and_not_what_it_is(cast: Cast) -> None:
    blob = cast.draft().version.body

    with leave_to_reencode(blob.document_id):
        update(blob, "encoded = %s", encode(TEXT.encode(), level=1))
        sentence = refusal_of_update(blob, "size = %s", 1)

    assert "a blob never changes" in sentence
    assert Blob.objects.get(pk=blob.pk).read().decode() == TEXT


@pytest.mark.parametrize("depth", [0, 1, 2])
def test_refuses_a_new_blob_that_rests_on_no_nearer_one_of_its_document(cast: Cast, depth: int) -> None:
    blob, foreign = cast.draft("One").version.body, cast.draft("Two").version.body
    bases = {0: blob.pk, 1: foreign.pk, 2: foreign.pk}

    with pytest.raises(IntegrityError), transaction.atomic():
        Blob.objects.create(
            document_id=blob.document_id, sha256=b"", size=0, base_id=bases[depth], depth=depth, encoded=b""
        )

    assert Blob.objects.count() == 2


def test_refuses_more_steps_than_the_bound(cast: Cast) -> None:
    blob = cast.draft().version.body

    with pytest.raises(IntegrityError), transaction.atomic():
        Blob.objects.create(
            document_id=blob.document_id, sha256=b"", size=0, base=blob, depth=MAX_STEPS + 1, encoded=b""
        )

    assert Blob.objects.count() == 1


def test_refuses_to_leave_a_document_with_blobs_that_rest_on_each_other(cast: Cast) -> None:
    document = make_history(cast, texts_of(3))
    first = Blob.objects.get(document=document, depth=0)
    last = Blob.objects.filter(document=document, depth=1).latest("pk")

    refused = pytest.raises(IntegrityError, match="nearer to a whole text")
    with refused, transaction.atomic(), leave_to_reencode(document.pk):
        Blob.objects.filter(pk=first.pk).update(base=last, depth=1)

    assert read_all(document) == texts_of(3)


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
    name, table = next(iter(TRIGGERS.items()))

    execute(f"DROP TRIGGER {name}" if connection.vendor == "sqlite" else f"DROP TRIGGER {name} ON {table}")

    assert missing_triggers(connection) == [name]
