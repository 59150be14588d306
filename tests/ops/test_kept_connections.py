"""What a request does with the connection that an earlier one left open."""

from datetime import UTC, datetime
from typing import Any

import psycopg
import pytest
from django.db import DEFAULT_DB_ALIAS, connection, connections, transaction

from tests.cast import Cast
from versioning.models import Document
from versioning.ops.postgresql import base

pytestmark = pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no connections to keep")


def begin_request() -> None:
    vars(connections[DEFAULT_DB_ALIAS]).update(health_check_enabled=True, health_check_done=False)


def asked(act: Any) -> list[str]:
    """Return the questions that `is_usable` asked."""
    questions: list[str] = []
    real = base.DatabaseWrapper.is_usable

    def is_usable(self: base.DatabaseWrapper) -> bool:
        questions.append("is_usable")
        return real(self)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(base.DatabaseWrapper, "is_usable", is_usable)
        act()
    return questions


@pytest.mark.django_db(transaction=True)
def test_a_server_that_answered_a_moment_ago_is_not_asked_again() -> None:
    Document.objects.count()
    begin_request()

    assert asked(Document.objects.count) == []


@pytest.mark.django_db(transaction=True)
def test_a_server_that_has_been_idle_is_asked_first() -> None:
    Document.objects.count()
    connection.connection.answered_at -= 2 * base.FRESH_SECONDS
    begin_request()

    assert asked(Document.objects.count) == ["is_usable"]


@pytest.mark.django_db(transaction=True)
def test_a_connection_that_the_server_closed_is_replaced_without_an_error() -> None:
    Document.objects.count()
    former = connection.connection
    with psycopg.connect(**{**former.info.get_parameters()}, autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(%s, 5000)", (former.info.backend_pid,))
    begin_request()

    assert Document.objects.count() == 0
    assert connection.connection is not former


@pytest.mark.django_db(transaction=True)
def test_a_transaction_begins_anew_if_the_server_closed_the_connection_within_the_request() -> None:
    Document.objects.count()
    former = connection.connection
    with psycopg.connect(**{**former.info.get_parameters()}, autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(%s, 5000)", (former.info.backend_pid,))

    with transaction.atomic():
        count = Document.objects.count()

    assert count == 0
    assert connection.connection is not former


def test_prepared_statements_read_times_in_utc(cast: Cast) -> None:
    document = cast.document()

    found = Document.objects.find(document.identifier, user=cast.manager.user.pk)

    assert found is not None
    assert found.updated_at == Document.objects.get(pk=document.pk).updated_at
    assert (type(found.updated_at), found.updated_at.utcoffset()) == (datetime, UTC.utcoffset(None))
