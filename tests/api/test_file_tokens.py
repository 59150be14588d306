"""Tokens of applications and of the organization on every route of files. Personal and project tokens are elsewhere."""

from typing import Any

import pytest
from django.test import Client

from tests.api.oauth.flow import SignIn, make_application
from tests.cast import Cast, client_for, client_with, make_cast
from tests.pictures import stored
from versioning.models import Actor, File, Membership, Project, Role, Scope, Token

READS, CHANGES = ("bytes", "file", "uses", "drive"), ("describe", "upload", "trash")


def application(actor: Actor, *, project: Project | None = None, scope: str = "customerApi") -> Client:
    return client_with(SignIn(make_application(project)[0], actor.user, scope=scope).tokens()["access_token"])


def of_organization(actor: Actor, role: Role, *scopes: str) -> Client:
    return client_for(actor, kind=Token.Kind.ORGANIZATION, role=role, scopes=scopes)


def status(client: Any, route: str, file: File) -> int:
    address, query = f"/api/v1/files/{file.pk}", f"project={file.project.slug}&name=new.txt"
    drive = f"/v3/projects/{file.project_id}/drive/folders/{file.project_id}/files/{file.pk}"
    answer = {
        "bytes": lambda: client.get(file.url),
        "file": lambda: client.get(address),
        "uses": lambda: client.get(f"{address}/uses"),
        "drive": lambda: client.get(drive),
        "describe": lambda: client.patch(address, {"alt_text": "A plan"}, format="json"),
        "upload": lambda: client.generic("POST", f"/api/v1/files?{query}", b"new", "application/octet-stream"),
        "trash": lambda: client.delete(address),
    }[route]()
    return int(answer.status_code)


@pytest.mark.parametrize(
    ("whose", "reads", "changes"),
    [
        ("application of a viewer", (200, 404), (403, 404)),
        ("application of an editor that reads", (200, 404), (403, 404)),
        ("application of one project", (200, 404), (200, 404)),
        ("organization that views", (200, 200), (403, 403)),
        ("organization that edits", (200, 200), (200, 200)),
        ("organization that may only read", (200, 200), (403, 403)),
    ],
)
def test_tokens_reach_the_files_that_they_may(
    cast: Cast, whose: str, reads: tuple[int, int], changes: tuple[int, int]
) -> None:
    there = make_cast("elsewhere")
    files = stored(cast), stored(there)
    editor = cast.editor
    if whose == "application of one project":
        Membership.objects.create(project=there.project, user=editor.user, role=Role.EDITOR)
    client = {
        "application of a viewer": lambda: application(cast.viewer),
        "application of an editor that reads": lambda: application(editor, scope="read"),
        "application of one project": lambda: application(editor, project=cast.project),
        "organization that views": lambda: of_organization(cast.manager, Role.VIEWER, Scope.READ, Scope.DRAFT),
        "organization that edits": lambda: of_organization(
            cast.manager, Role.EDITOR, Scope.READ, Scope.DRAFT, Scope.MANAGE
        ),
        "organization that may only read": lambda: of_organization(cast.manager, Role.EDITOR, Scope.READ),
    }[whose]()

    found = {route: tuple(status(client, route, file) for file in files) for route in (*READS, *CHANGES)}

    created = {(200, 404): (201, 404), (200, 200): (201, 201)}.get(changes, changes)
    expected = dict.fromkeys(READS, reads) | dict.fromkeys(CHANGES, changes) | {"upload": created}
    assert found == expected
