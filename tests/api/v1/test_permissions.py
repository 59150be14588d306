import re
from typing import Any, NamedTuple

import pytest
from django.db import transaction
from django.utils import timezone

from tests.cast import Cast, client_with, make_cast, make_token
from versioning.api.v1.urls import urlpatterns
from versioning.models import Membership, Role, Scope, Token
from versioning.services.create_branch import create_branch
from versioning.services.discard_draft import discard_draft
from versioning.services.publish_version import publish_version
from versioning.services.trash_document import trash_document
from versioning.services.trash_version import trash_version

PEOPLE = ("viewer", "editor", "publisher", "manager", "stranger", "foreign", "scope")


class Row(NamedTuple):
    """Statuses for PEOPLE in their order; `values` stand for the path's parameters where not the usual ones."""

    method: str
    route: str
    statuses: str
    body: dict[str, Any] | None = None
    values: dict[str, str] = {}  # noqa: RUF012


DOCUMENT = "documents/<str:document_id>"
VERSION = f"{DOCUMENT}/versions/<str:version>"
NEXT = {"version": "published"}
TRASHED = {"document_id": "trashed"}
MATRIX = [
    Row("GET", "documents", "200 200 200 200 200 200 403"),
    Row("POST", "documents", "403 201 201 201 400 400 403", {"title": "New", "project": "handbook"}),
    Row("GET", DOCUMENT, "200 200 200 200 404 404 403"),
    Row("PATCH", DOCUMENT, "403 200 200 200 404 404 403", {"order": 2}),
    Row("DELETE", DOCUMENT, "403 403 403 204 404 404 403"),
    Row("POST", f"{DOCUMENT}/restore", "403 403 403 200 404 404 403", None, TRASHED),
    Row("GET", f"{DOCUMENT}/versions", "200 200 200 200 404 404 403"),
    Row("POST", f"{DOCUMENT}/versions", "403 201 201 201 404 404 403", {}),
    Row("GET", VERSION, "200 200 200 200 404 404 403"),
    Row("PATCH", VERSION, "403 403 200 200 404 404 403", {"status": "published"}),
    Row("PATCH", VERSION, "403 200 200 200 404 404 403", {"title": "New"}),
    Row("PATCH", VERSION, "403 403 200 200 404 404 403", {"status": "archived"}, NEXT),
    Row("DELETE", VERSION, "403 204 204 204 404 404 403"),
    Row("POST", f"{VERSION}/activate", "403 403 200 200 404 404 403", None, NEXT),
    Row("POST", f"{VERSION}/restore", "403 403 403 200 404 404 403", None, {"version": "trashed_version"}),
    Row("GET", f"{DOCUMENT}/draft", "200 200 200 200 404 404 403"),
    Row("POST", f"{DOCUMENT}/draft", "403 200 200 200 404 404 403", {}),
    Row("PATCH", f"{DOCUMENT}/draft", "403 200 200 200 404 404 403", {"body": "New"}),
    Row("DELETE", f"{DOCUMENT}/draft", "403 200 200 200 404 404 403"),
    Row("POST", f"{DOCUMENT}/draft/publish", "403 403 200 200 404 404 403", {}),
    Row("GET", f"{DOCUMENT}/drafts", "200 200 200 200 404 404 403"),
    Row("GET", f"{DOCUMENT}/compare", "200 200 200 200 404 404 403"),
    Row("GET", f"{DOCUMENT}/stemma", "200 200 200 200 404 404 403"),
    Row("GET", f"{DOCUMENT}/events", "200 200 200 200 404 404 403"),
    Row("GET", "drafts/<str:identifier>", "200 200 200 200 404 404 403"),
    Row("PATCH", "drafts/<str:identifier>", "403 200 200 200 404 404 403", {"title": "New"}),
    Row("DELETE", "drafts/<str:identifier>", "403 204 204 204 404 404 403"),
    Row("POST", "drafts/<str:identifier>/publish", "403 403 200 200 404 404 403", {"promote": False}),
    Row("GET", "projects", "200 200 200 200 200 200 403"),
    Row("POST", "projects", "403 403 403 403 403 403 403", {"slug": "new"}),
    Row("GET", "projects/<str:project>", "200 200 200 200 404 404 403"),
    Row("PATCH", "projects/<str:project>", "403 403 403 200 404 404 403", {"name": "New"}),
    Row("GET", "workspaces", "200 200 200 200 200 200 403"),
    Row("POST", "workspaces", "403 403 403 201 404 404 403", {"project": "handbook", "slug": "new"}),
    Row("PATCH", "workspaces/<uuid:workspace>", "403 403 403 200 404 404 403", {"name": "New"}),
    Row("GET", "branches", "200 200 200 200 200 200 403"),
    Row("POST", "branches", "403 201 201 201 404 404 403", {"project": "handbook", "name": "new"}),
    Row("PATCH", "branches/<uuid:branch>", "403 200 200 200 404 404 403", {"name": "New"}),
    Row("POST", "branches/<uuid:branch>/close", "403 403 200 200 404 404 403"),
    Row("GET", "members", "200 200 200 200 200 200 403"),
    Row(
        "POST",
        "members",
        "403 403 403 201 404 404 403",
        {"project": "handbook", "user": "sven.handbook", "role": "viewer"},
    ),
    Row("PATCH", "members/<int:member>", "403 403 403 200 404 404 403", {"role": "editor"}),
    Row("DELETE", "members/<int:member>", "403 403 403 204 404 404 403"),
    Row("GET", "tokens", "200 200 200 200 200 200 403"),
    Row(
        "POST",
        "tokens",
        "403 403 403 201 404 404 403",
        {"kind": "project", "project": "handbook", "role": "viewer", "name": "New", "scopes": ["read"]},
    ),
    Row("DELETE", "tokens/<uuid:token>", "404 404 404 204 404 404 403"),
    Row("GET", "events", "200 200 200 200 200 200 403"),
]


@pytest.fixture
def world(cast: Cast) -> dict[str, str]:
    document, trashed = cast.document(), cast.document("Gone")
    trash_document(actor=cast.manager, document=trashed)
    published = publish_version(actor=cast.publisher, version=cast.fork(document).version)
    gone = discard_draft(actor=cast.editor, draft=cast.fork(document))
    trash_version(actor=cast.manager, version=gone)
    draft = cast.fork(document, branch_id=None)
    draft.branch = cast.project.branches.main().get()
    draft.save()
    token, _ = make_token(cast.manager.user, kind=Token.Kind.PROJECT, project=cast.project, role=Role.VIEWER)
    return {
        "document_id": str(document.pk),
        "trashed": str(trashed.pk),
        "version": str(draft.version_id),
        "published": str(published.pk),
        "trashed_version": str(gone.pk),
        "identifier": draft.identifier,
        "project": cast.project.slug,
        "workspace": str(cast.workspace.pk),
        "branch": str(create_branch(actor=cast.manager, project=cast.project, name="spring").pk),
        "member": str(Membership.objects.get(user=cast.viewer.user).pk),
        "token": str(token.pk),
    }


def address(row: Row, world: dict[str, str]) -> str:
    values = {**world, **{name: world[key] for name, key in row.values.items()}}
    path = re.sub(r"<\w+:(\w+)>", lambda found: values[found.group(1)], row.route)
    return f"/api/v1/{path}{'?base=1&head=2' if row.route.endswith('compare') else ''}"


def status_for(raw: str, *, row: Row, path: str) -> int:
    with transaction.atomic():
        status = (
            client_with(raw)
            .generic(row.method, path, data=_json(row.body), content_type="application/json")
            .status_code
        )
        transaction.set_rollback(True)
    return status


def _json(body: dict[str, Any] | None) -> str:
    return "" if body is None else re.sub("'", '"', repr(body)).replace("False", "false")


def secrets_of(cast: Cast, *, method: str) -> dict[str, str]:
    foreign = make_cast("foreign")
    people = {name: make_token(getattr(cast, name).user)[1] for name in PEOPLE[:5]}
    people["foreign"] = make_token(
        foreign.manager.user, kind=Token.Kind.PROJECT, project=foreign.project, role=Role.MANAGER
    )[1]
    narrow = (Scope.DRAFT,) if method == "GET" else (Scope.READ,)
    people["scope"] = make_token(cast.manager.user, scopes=narrow)[1]
    return people


def test_every_route_is_in_the_matrix() -> None:
    routes = {
        (method.upper(), str(pattern.pattern))
        for pattern in urlpatterns[:-1]
        for method in pattern.callback.actions.keys()  # type: ignore[attr-defined]
        - {"head"}
    }

    assert {(row.method, row.route) for row in MATRIX} == routes


@pytest.mark.parametrize("row", MATRIX, ids=lambda row: f"{row.method} {row.route} {row.body}")
def test_each_person_may_do_what_the_matrix_says(cast: Cast, world: dict[str, str], row: Row) -> None:
    secrets, path = secrets_of(cast, method=row.method), address(row, world)

    found = {name: status_for(raw, row=row, path=path) for name, raw in secrets.items()}

    assert found == dict(zip(PEOPLE, map(int, row.statuses.split()), strict=True))


@pytest.mark.parametrize("row", MATRIX, ids=lambda row: f"{row.method} {row.route} {row.body}")
def test_who_shows_no_usable_token_is_nobody(cast: Cast, world: dict[str, str], row: Row) -> None:
    now, path = timezone.now(), address(row, world)
    secrets = (
        make_token(cast.manager.user, expires_at=now)[1],
        make_token(cast.manager.user, revoked_at=now)[1],
        "93874a87.unknown",
    )

    found = [status_for(raw, row=row, path=path) for raw in secrets]

    assert found == [401, 401, 401]


@pytest.mark.parametrize("row", MATRIX, ids=lambda row: f"{row.method} {row.route} {row.body}")
def test_who_shows_no_token_is_nobody(world: dict[str, str], row: Row) -> None:
    client = client_with("")
    client.credentials()

    answer = client.generic(row.method, address(row, world))

    assert answer.status_code == 401
    assert answer["WWW-Authenticate"] == 'Bearer realm="stemma"'
