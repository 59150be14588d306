"""How many bytes a project, and one person in it, may have."""

import hashlib

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django.fixtures import Settings

from tests.cast import Cast
from tests.pictures import stored, upload
from versioning.exceptions import QuotaExceeded
from versioning.models import File


def test_refuses_more_than_the_project_may_have_but_not_what_it_has(cast: Cast, settings: Settings) -> None:
    settings.QUOTA_PROJECT_FILE_BYTES = 10
    stored(cast, b"12345678")

    with pytest.raises(QuotaExceeded, match="8 bytes of 10 bytes used.*QUOTA_PROJECT_FILE_BYTES"):
        upload(cast, b"123")

    assert upload(cast, b"12345678", name="other").is_new


def test_refuses_more_than_one_person_may_have_in_a_project(cast: Cast, settings: Settings) -> None:
    settings.QUOTA_PERSON_FILE_BYTES = 10
    stored(cast, b"12345678")
    upload(cast, b"12345678", name="the same bytes again")
    upload(cast, b"987654321", actor=cast.publisher)

    with pytest.raises(QuotaExceeded, match="one person in this project: 8 bytes of 10 bytes used"):
        upload(cast, b"123")

    assert upload(cast, b"12").is_new


def test_the_bytes_of_a_person_are_summed_once_from_an_index_and_without_a_lock(cast: Cast, settings: Settings) -> None:
    settings.QUOTA_PERSON_FILE_BYTES = 10
    for number in range(5):
        upload(cast, b"%d" % number)
        upload(cast, b"x%d" % number, actor=cast.publisher)

    _upload_many(cast)

    with CaptureQueriesContext(connection) as statements:
        upload(cast, b"5")

    sums = [number for number, each in enumerate(statements) if "DISTINCT" in each["sql"] and "SUM" in each["sql"]]
    begins = [number for number, each in enumerate(statements) if each["sql"].startswith(("BEGIN", "SAVEPOINT"))]
    assert len(sums) == 1
    assert sums[0] < begins[0]
    assert "file_of_person" in _plan(statements[sums[0]]["sql"])


def _upload_many(cast: Cast) -> None:
    """Store so many files of others that a planner does not choose an index by chance."""
    File.objects.bulk_create(
        File(
            project=cast.project,
            sha256=hashlib.sha256(b"another %d" % number).digest(),
            size=1,
            media_type="text/plain",
            name=f"{number}.txt",
            created_by=cast.manager.user,
        )
        for number in range(2000)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE versioning_file")


def _plan(statement: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(("EXPLAIN " if connection.vendor == "postgresql" else "EXPLAIN QUERY PLAN ") + statement)
        return str(cursor.fetchall())
