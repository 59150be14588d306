"""Many files to list: `python -m tests.benchmarks.inside.files COUNT` returns a token and the cursor of a deep page."""

import sys
from typing import Any

from django.db import connection
from rest_framework.request import Request
from rest_framework.test import APIRequestFactory

from tests.benchmarks.databases import PROJECT
from tests.benchmarks.inside import say
from tests.cast import make_token
from versioning.api.pagination import keyset_of
from versioning.models import File, Project, Role, Token
from versioning.models.sql.rows import insert_rows
from versioning.services.access.system_actor import system_actor

AT_ONCE = 1000
# The share of the list that comes before the deep page.
DEEP = 0.9


def seed_files(count: int) -> dict[str, Any]:
    """Insert the rows of so many files, without their bytes, and half of them pictures."""
    project, user = Project.objects.get(slug=PROJECT), system_actor().user
    rows = [
        File(
            project=project,
            sha256=number.to_bytes(32),
            size=1000 + number,
            media_type="image/png" if number % 2 else "application/pdf",
            name=f"file {number}.png" if number % 2 else f"file {number}.pdf",
            width=800 if number % 2 else None,
            height=600 if number % 2 else None,
            created_by=user,
        )
        for number in range(count)
    ]
    for start in range(0, count, AT_ONCE):
        insert_rows(rows[start : start + AT_ONCE])
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    keyset = keyset_of(Request(APIRequestFactory().get(f"/api/v1/files?project={PROJECT}")), order=("-id",))
    # Newest first.
    deep = File.objects.filter(project=project, id__lte=sorted(row.pk for row in rows)[int(count * (1 - DEEP))])
    _, deep_cursor = keyset.take(deep, size=1)
    raw = make_token(user, project=project, role=Role.VIEWER, kind=Token.Kind.PROJECT)[1]
    return {"token": raw, "cursor": deep_cursor}


if __name__ == "__main__":
    say(seed_files(int(sys.argv[1])))
