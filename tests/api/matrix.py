"""Who is answered what: a row for each method of each route, for each kind of caller."""

import json
import re
from string import Template
from typing import Any, NamedTuple

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from django.utils import timezone
from rest_framework.test import APIClient

from tests.cast import Cast, client_with, make_cast, make_token
from versioning.models import Role, Scope, Token

PEOPLE = ("viewer", "editor", "publisher", "manager", "stranger", "foreign", "scope")


class Row(NamedTuple):
    """Statuses for PEOPLE in their order; `values` stand for the path's parameters where not the usual ones.

    `$name` in a body is what the world has of that name.
    """

    method: str
    route: str
    statuses: str
    body: Any = None
    values: dict[str, str] = {}  # noqa: RUF012
    query: str = ""
    # With a small file in the field `file`, instead of the body.
    is_form: bool = False

    @property
    def expected(self) -> dict[str, int]:
        return dict(zip(PEOPLE, map(int, self.statuses.split()), strict=True))


def name_of(row: Row) -> str:
    return f"{row.method} {row.route} {row.body}"


def address(row: Row, world: dict[str, str]) -> str:
    """Return the row's path and query, below the API's own."""
    values = {**world, **{name: world[key] for name, key in row.values.items()}}
    path = re.sub(r"<\w+:(\w+)>", lambda found: values[found.group(1)], row.route)
    return f"{path}?{Template(row.query).substitute(world)}" if row.query else path


def status_for(raw: str, *, row: Row, path: str, world: dict[str, str], client: APIClient | None = None) -> int:
    """Return the answer to a new client, or to one with the token, and undo what the request did."""
    body: Any = "" if row.body is None else Template(json.dumps(row.body)).substitute(world)
    content_type = "application/json"
    if row.is_form:
        body = encode_multipart(BOUNDARY, {"file": SimpleUploadedFile("new.txt", b"new")})
        content_type = MULTIPART_CONTENT
    with transaction.atomic():
        answer = (client or client_with(raw)).generic(row.method, path, data=body, content_type=content_type)
        transaction.set_rollback(True)
    return answer.status_code


def secrets_of(cast: Cast, *, method: str) -> dict[str, str]:
    """Return a token for each of PEOPLE: `foreign` is another project's, `scope` a manager's that is too narrow."""
    foreign = make_cast("foreign")
    people = {name: make_token(getattr(cast, name).user)[1] for name in PEOPLE[:5]}
    people["foreign"] = make_token(
        foreign.manager.user, kind=Token.Kind.PROJECT, project=foreign.project, role=Role.MANAGER
    )[1]
    narrow = (Scope.DRAFT,) if method == "GET" else (Scope.READ,)
    people["scope"] = make_token(cast.manager.user, scopes=narrow)[1]
    return people


def useless_secrets(cast: Cast) -> dict[str, str]:
    now = timezone.now()
    return {
        "expired": make_token(cast.manager.user, expires_at=now)[1],
        "revoked": make_token(cast.manager.user, revoked_at=now)[1],
        "unknown": "93874a87.unknown",
    }


def routes_of(urlpatterns: list[Any]) -> set[tuple[str, str]]:
    """Return each method of each route but the last, which is for unknown addresses."""
    return {
        (method.upper(), str(pattern.pattern))
        for pattern in urlpatterns[:-1]
        for method in pattern.callback.actions.keys() - {"head"}
    }
