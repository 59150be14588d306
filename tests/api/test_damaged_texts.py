import logging

import pytest

from tests.api.conftest import Clients
from tests.cast import Cast
from tests.damage import damage
from tests.kept_texts import make_history, texts_of
from tests.management.running import run
from versioning.models import Document, Version


def broken_at(document: Document, number: int) -> int:
    """Return the blob of this version, damaged."""
    blob_id = Version.objects.get(document=document, number=number).body_id
    damage(blob_id)
    return blob_id


def test_a_damaged_text_is_never_served(cast: Cast, clients: Clients, caplog: pytest.LogCaptureFixture) -> None:
    document = make_history(cast, texts_of(3))
    blob_id = broken_at(document, 3)

    with caplog.at_level(logging.ERROR, logger="versioning.api.errors"):
        answer = clients.viewer.get(f"/api/v1/documents/{document.pk}/versions/3")

    assert answer.status_code == 500
    assert answer.json()["code"] == "internal_error"
    assert f"blob {blob_id} of document {document.pk} does not match its SHA-256" in caplog.records[0].getMessage()


def test_a_text_that_rests_on_a_damaged_one_is_told_with_its_cause(
    cast: Cast, clients: Clients, caplog: pytest.LogCaptureFixture
) -> None:
    document = make_history(cast, texts_of(3))
    blob_id = broken_at(document, 1)

    clients.viewer.get(f"/api/v1/documents/{document.pk}/versions/3")

    assert f"it rests on blob {blob_id}, which is damaged" in caplog.records[0].getMessage()


def test_other_versions_stay_readable(cast: Cast, clients: Clients) -> None:
    texts = texts_of(3)
    document = make_history(cast, texts)
    broken_at(document, 3)

    answers = [clients.viewer.get(f"/api/v1/documents/{document.pk}/versions/{number}") for number in (1, 2)]

    assert [answer.json()["data"]["version"]["body"] for answer in answers] == texts[:2]


def test_a_draft_whose_text_is_damaged_can_be_saved_again(cast: Cast, clients: Clients) -> None:
    draft = cast.draft(body=texts_of(1)[0])
    damage(draft.version.body_id)

    answer = clients.editor.patch(f"/api/v1/drafts/{draft.identifier}", {"body": "Typed anew."}, format="json")

    assert answer.status_code == 200
    assert Version.objects.with_text().get(pk=draft.version_id).text == "Typed anew."


def test_verify_names_the_damaged_text_and_those_that_rest_on_it(cast: Cast) -> None:
    document = make_history(cast, texts_of(3))
    blob_id = broken_at(document, 1)

    with pytest.raises(Exception, match="Breaches found: 3") as refusal:
        run("verify")

    assert blob_id
    assert refusal.typename == "CommandError"
