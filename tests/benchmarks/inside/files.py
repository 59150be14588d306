"""Many files to list: `python -m tests.benchmarks.inside.files COUNT` returns the requests of each case."""

import sys
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.db import connection
from django.test import Client
from rest_framework.request import Request
from rest_framework.test import APIRequestFactory

from tests.benchmarks.databases import PROJECT
from tests.benchmarks.inside import say
from tests.cast import make_member, make_project, make_token
from versioning.api.pagination import keyset_of
from versioning.models import File, Folder, Project, Role, Token
from versioning.models.files.file import word_rows
from versioning.models.sql.rows import insert_rows
from versioning.services.access.system_actor import system_actor

AT_ONCE = 1000
# The share of the list that comes before the deep page.
DEEP = 0.9
V1 = "/api/v1/files"


def _files(project: Project, count: int, *, folder: Folder) -> Iterator[File]:
    """Yield files without their bytes. Half of them are pictures, and every second picture is in the folder."""
    user = system_actor().user
    for number in range(count):
        is_picture = number % 2 == 1
        yield File(
            project=project,
            sha256=number.to_bytes(32),
            size=1000 + number,
            media_type="image/png" if is_picture else "application/pdf",
            name=f"file {number}.png" if is_picture else f"file {number}.pdf",
            width=800 if is_picture else None,
            height=600 if is_picture else None,
            folder=folder if number % 4 == 1 else None,
            created_by=user,
        )


def seed_files(count: int) -> dict[str, Any]:
    """Insert the rows of so many files, and of a tenth as many in a second project."""
    project, second, user = Project.objects.get(slug=PROJECT), make_project("second"), system_actor().user
    of_project = {"name": "Pictures", "created_by": user, "modified_by": user}
    folders = [Folder.objects.create(project=each, **of_project) for each in (project, second)]
    rows = list(_files(project, count, folder=folders[0]))
    others = list(_files(second, count // 10, folder=folders[1]))
    for some in (rows, others):
        for start in range(0, len(some), AT_ONCE):
            insert_rows(some[start : start + AT_ONCE])
            insert_rows(word_rows(some[start : start + AT_ONCE]))
    member, traveler = (make_member(project, Role.VIEWER, name) for name in ("Mia Member", "Tom Traveler"))
    second.memberships.create(user=traveler.user, role=Role.VIEWER)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    deep = sorted(row.pk for row in rows)[int(count * (1 - DEEP))]
    project_token = make_token(user, project=project, role=Role.VIEWER, kind=Token.Kind.PROJECT)[1]
    member_token, traveler_token = (make_token(person.user)[1] for person in (member, traveler))
    folder, in_project = f"/v3/projects/{project.pk}/drive/folders", f"{V1}?project={PROJECT}"
    paths = {
        "first page": (project_token, in_project),
        "deep page": (project_token, f"{in_project}&cursor={_cursor(deep, project)}"),
        "page of a person": (member_token, in_project),
        "page without a project": (member_token, V1),
        "page of two projects": (traveler_token, V1),
        "page of pictures": (project_token, f"{in_project}&media_type=image/*"),
        "page of one type": (project_token, f"{in_project}&media_type=application/pdf"),
        "page of a word of all": (project_token, f"{in_project}&q=file"),
        "page of a word of one": (project_token, f"{in_project}&q={count - 1}"),
        "folders": (member_token, folder),
        "default folder": (member_token, f"{folder}/default"),
        "folder with files": (member_token, f"{folder}/{folders[0].pk}"),
        "search in the Drive": (member_token, f"{folder.removesuffix('folders')}search?search_keyword=file"),
    }
    client = Client()
    client.force_login(member.user)
    cookie = f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"
    return {"paths": paths, "desk": {"page of the desk": (cookie, f"/projects/{PROJECT}/files/")}}


def _cursor(deep: Any, project: Project) -> str:
    keyset = keyset_of(Request(APIRequestFactory().get(f"{V1}?project={PROJECT}")), order=("-id",))
    # Newest first.
    _, cursor = keyset.take(File.objects.filter(project=project, id__lte=deep), size=1)
    return str(cursor)


if __name__ == "__main__":
    say(seed_files(int(sys.argv[1])))
