"""Every change writes an event, so its table has the indexes that frequent statements use, and no others."""

import pytest
from django.db import connection

from versioning.models import Event

USED = {
    "event_by_document",  # the events of a document, and the saves of a draft among them
    "event_by_project",  # the events of a project
    "event_pointer_moves",  # the version that was current at a moment
    "event_token",  # partial: which tokens may be deleted
    "event_application",
}


@pytest.mark.django_db
def test_events_have_the_indexes_that_frequent_statements_use() -> None:
    with connection.cursor() as cursor:
        found = connection.introspection.get_constraints(cursor, Event._meta.db_table)

    indexes = {name for name, each in found.items() if each["index"] and not each["primary_key"]}

    assert {name for name in indexes if "feed" not in name} == USED
