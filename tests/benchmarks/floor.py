"""What the framework alone can do: bare views, each the least SQL of one call by a raw cursor, and nothing else.

They check no right, no state and no input, render no version, and keep none of the product's promises.
"""

import hashlib
import secrets
import time
from functools import cache
from typing import Any, cast

from django.db import connection, transaction
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from tests.benchmarks import floor_sql as sql

BEYOND_EVERY_NUMBER = 2_147_483_647
BLOB = sql.blob_sql()


class FloorTokenAuthentication(BaseAuthentication):
    """The product's bearer token, looked up with one query."""

    def authenticate(self, request: Request) -> tuple[Any, Any] | None:
        raw = get_authorization_header(request).partition(b" ")[2]
        with connection.cursor() as cursor:
            cursor.execute(sql.TOKEN, [hashlib.sha256(raw).digest()])
            row = cursor.fetchone()
        if row is None or row[2] is not None:
            raise AuthenticationFailed
        return row[0], row


class FloorView(APIView):
    def answer(self, data: dict[str, Any], *, status: int = 200, **headers: str) -> Response:
        return Response(data, status=status, headers=headers)


class Versions(FloorView):
    def get(self, request: Request, document: str) -> Response:
        before = int(request.query_params.get("before", BEYOND_EVERY_NUMBER))
        with connection.cursor() as cursor:
            cursor.execute(sql.LIST, [sql.key(document), before])
            names = [column[0] for column in cursor.description]
            rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
        return self.answer({"versions": rows[:25], "before": rows[24]["number"] if len(rows) > 25 else None})

    def post(self, request: Request, document: str) -> Response:
        """Fork: a free-standing draft."""
        return self.answer(_fork(document, draft=sql.ADD_FREE_DRAFT), status=201)


class MainDraft(FloorView):
    def post(self, request: Request, document: str) -> Response:
        return self.answer(_fork(document, draft=sql.ADD_MAIN_DRAFT))

    def patch(self, request: Request, document: str) -> Response:
        return self.answer(_save(request, draft=sql.LOCKED_MAIN_DRAFT, key=sql.key(document)))


class Version(FloorView):
    def get(self, request: Request, document: str, number: str) -> Response:
        given = request.headers.get("If-None-Match")
        with connection.cursor() as cursor:
            if given is not None:
                cursor.execute(sql.CURRENT, [sql.key(document)])
                return Response(status=304, headers={"ETag": given, "X-Current": str(cursor.fetchone()[0])})
            if number == "current":
                cursor.execute(sql.READ_CURRENT, [sql.key(document)])
            else:
                cursor.execute(sql.READ_NUMBER, [sql.key(document), int(number)])
            names = [column[0] for column in cursor.description]
            *fields, body = cursor.fetchone()
        return self.answer({**dict(zip(names, fields, strict=False)), "body": bytes(body).decode()}, ETag='"floor"')


class Draft(FloorView):
    def patch(self, request: Request, identifier: str) -> Response:
        return self.answer(_save(request, draft=sql.LOCKED_DRAFT, key=identifier))


class MainDraftPublication(FloorView):
    def post(self, request: Request, document: str) -> Response:
        now = sql.now()
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql.LOCKED_MAIN_DRAFT, [sql.key(document)])
            found, project, _, draft, version = cursor.fetchone()
            cursor.execute(sql.PUBLISH_VERSION, [now, _person(), version])
            cursor.execute(sql.CLOSE_DRAFT, [draft])
            cursor.execute(sql.ADD_EVENT, [now, "version.published", _person(), project, found, version, "{}"])
            cursor.execute(sql.PROMOTE, [version, now, _person(), found])
            cursor.execute(sql.ADD_EVENT, [now, "version.promoted", _person(), project, found, version, "{}"])
        return self.answer({"version": str(version)})


class Comparison(FloorView):
    def get(self, request: Request, document: str) -> Response:
        """Only what a comparison must read; nothing is compared."""
        numbers = request.query_params
        with connection.cursor() as cursor:
            cursor.execute(sql.TWO_BODIES, [sql.key(document), int(numbers["base"]), int(numbers["head"])])
            sizes = [len(bytes(row[0]).decode()) for row in cursor.fetchall()]
        return self.answer({"sizes": sizes})


def _fork(document: str, *, draft: str) -> dict[str, Any]:
    now, version, identifier, person = sql.now(), sql.fresh_key(), secrets.token_hex(4), _person()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql.NEXT_NUMBER, [sql.key(document)])
        number, current, project = cursor.fetchone()
        unique = f"draft_{time.time_ns() // 1_000_000}_{number}"
        cursor.execute(sql.ADD_VERSION, [version, number, unique, now, person, now, person, current])
        cursor.execute(draft, [identifier, version, now, now, person, sql.key(document)])
        cursor.execute(sql.ADD_EVENT, [now, "draft.forked", person, project, sql.key(document), version, "{}"])
    return {"id": str(version), "number": number, "identifier": identifier}


def _save(request: Request, *, draft: str, key: Any) -> dict[str, Any]:
    data = cast(dict[str, str], request.data)["body"].encode()
    digest, now = hashlib.sha256(data).digest(), sql.now()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(draft, [key])
        document, project, _, found, version = cursor.fetchone()
        cursor.execute(BLOB, [document, digest, len(data), now, data])
        blob = cursor.fetchone()[0]
        cursor.execute(sql.SAVE_VERSION, [blob, now, _person(), version])
        cursor.execute(sql.SAVE_DRAFT, [now, _person(), found])
        revision = cursor.fetchone()[0]
        cursor.execute(sql.ADD_EVENT, [now, "draft.saved", _person(), project, document, version, "{}"])
    return {"revision": revision}


@cache
def _person() -> Any:
    """Some user: without authentication there is nobody else to name."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM versioning_user LIMIT 1")
        return cursor.fetchone()[0]
