"""What the POST of the dialog costs in statements. The whole request is counted, with BEGIN and COMMIT."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.cast import Cast
from tests.web.conftest import Desks
from tests.web.versions.publishing import publish, seen
from versioning.models import Draft, Version
from versioning.models.history.blob import TEXT_CACHE

MOST = 14


def statements(client: Client, draft: Draft, sent: dict[str, Any]) -> list[str]:
    """Return the statements of a publication, when no text is in the process's memory."""
    TEXT_CACHE.clear()
    with CaptureQueriesContext(connection) as captured:
        answer = publish(client, draft, sent)
    assert answer.status_code == 303, answer.content
    return [query["sql"] for query in captured]


def test_a_publication_with_a_promotion_takes_at_most_14_statements(cast: Cast, desks: Desks) -> None:
    draft = cast.save(cast.fork(cast.document()), body="Another text.\n")
    sent = seen(draft)

    taken = statements(desks.publisher, draft, sent)

    assert len(taken) <= MOST, "\n".join(taken)
    assert Version.objects.get(pk=draft.version_id).name == "Summer"


def test_the_publication_of_a_first_version_takes_at_most_14_statements(cast: Cast, desks: Desks) -> None:
    draft = cast.draft()
    sent = seen(draft)

    taken = statements(desks.publisher, draft, sent)

    assert len(taken) <= MOST, "\n".join(taken)


def test_the_publication_of_a_translation_takes_at_most_14_statements(cast: Cast, desks: Desks) -> None:
    original = cast.document()
    draft = cast.draft(language="de", translation_key=original.translation_key)
    sent = seen(draft)

    taken = statements(desks.publisher, draft, sent)

    assert len(taken) <= MOST, "\n".join(taken)


@pytest.mark.parametrize("promotion", ["now", "later"])
def test_a_publication_reads_the_document_and_the_draft_once_before_and_once_under_the_lock(
    cast: Cast, desks: Desks, promotion: str
) -> None:
    draft = cast.save(cast.fork(cast.document()), body="Another text.\n")
    sent = seen(draft, promotion=promotion)

    taken = statements(desks.publisher, draft, sent)

    assert sum(sql.startswith('SELECT "versioning_draft"') for sql in taken) == 2
    assert sum(sql.startswith('SELECT "versioning_document"') for sql in taken) == 1
