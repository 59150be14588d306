"""Idempotency-Key on POST (draft-ietf-httpapi-idempotency-key-header): a repeated request gets the first answer again.

The row of the key is committed together with the work. A second request with the same key waits for the first one on
the unique index, so that two simultaneous requests do the work once. After a crash there is neither the row nor the
work. Work on many documents holds many locks in this transaction. If two such requests wait for each other, PostgreSQL
ends one of them, and `answer_once` starts it again.
"""

import hashlib
import json
import re
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import IntegrityError, OperationalError, transaction
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from versioning.api.errors import KeyReused
from versioning.exceptions import QuotaExceeded
from versioning.models import Actor, IdempotencyKey
from versioning.models.idempotency_key import LARGE_BYTES, MOST_LARGE_BYTES, owner_of, owners_beside
from versioning.ops.load.prepared import Prepared, Unprepared
from versioning.text.render.refusals import TooCostly

HEADER = "Idempotency-Key"
# The draft asks for a string. Printable ASCII is what proxies pass on unchanged.
KEY = re.compile(r"[\x21-\x7e]{1,255}")
# What a client needs to go on. All other headers belong to the request, such as X-Request-ID.
KEPT_HEADERS = ("Location", "ETag")
# PostgreSQL's SQLSTATE deadlock_detected. SQLite lets one writer in at a time.
DEADLOCK = "40P01"


def answer_once(request: Request, work: Callable[[], Response]) -> Response:
    """Run `work`, or repeat its first answer. Answers of 500 and above are not stored.

    Raises KeyReused, QuotaExceeded if the answer is large and many are stored, or ValidationError for a malformed key.
    """
    key = request.META.get("HTTP_IDEMPOTENCY_KEY")
    if key is None:
        return work()
    if not KEY.fullmatch(key):
        raise ValidationError({HEADER: ["Send 1 to 255 printable ASCII characters without spaces."]})
    owner, fingerprint, results = owner_of(_actor(request)), _fingerprint(request), Prepared()
    # Again after another request with the same key finished, after a deadlock, or with a result of the pool.
    while True:
        first = IdempotencyKey.objects.filter(owner=owner, key=key).first()
        if first is not None:
            return _replay(first, fingerprint=fingerprint)
        try:
            with results.used(), transaction.atomic():
                return _run(IdempotencyKey(owner=owner, key=key, fingerprint=fingerprint), request=request, work=work)
        except _Unkept as unkept:
            return unkept.response
        except _Taken:
            continue
        except Unprepared as wanted:
            results.add(wanted, refusal=TooCostly)
        except OperationalError as error:
            if not is_deadlock(error):
                raise


def is_deadlock(error: Exception) -> bool:
    """Return True if the database rolled this transaction back to resolve a deadlock."""
    return isinstance(error, OperationalError) and getattr(error.__cause__, "sqlstate", None) == DEADLOCK


class _Taken(Exception):
    """Another request with this key came first."""


class _Unkept(Exception):
    """Roll back a failed request, and carry its answer out of the transaction."""

    def __init__(self, response: Response) -> None:
        self.response = response


def _run(row: IdempotencyKey, *, request: Request, work: Callable[[], Response]) -> Response:
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        raise _Taken from error
    # A savepoint: a refused request leaves nothing behind, but its answer is stored.
    with transaction.atomic():
        response = work()
    # The client should try again, and the next attempt may succeed.
    if response.status_code >= 500:
        raise _Unkept(response)
    renderer = request.accepted_renderer
    row.status = response.status_code
    row.headers = {name: response.headers[name] for name in KEPT_HEADERS if name in response.headers}
    row.headers["Content-Type"] = response.content_type or renderer.media_type
    # A secret that is shown once must not be stored, not even for a replay.
    kept = getattr(response, "kept_data", response.data)
    body = renderer.render(kept) if kept is not None else b""
    row.store_body(body.encode() if isinstance(body, str) else body)
    _refuse_hoard(row, actor=_actor(request))
    row.save(update_fields=("status", "headers", "answer"))
    return response


def _refuse_hoard(row: IdempotencyKey, *, actor: Actor) -> None:
    """Raise QuotaExceeded if the large answers of the person, or of a project's service tokens, would take too much.

    The request then leaves nothing behind.
    """
    size = len(row.answer)
    if size <= LARGE_BYTES:
        return
    used = IdempotencyKey.objects.large_bytes(owners_beside(actor))
    if used + size > MOST_LARGE_BYTES:
        raise QuotaExceeded(
            f"The answers to your requests with an {HEADER} take {used:,} of {MOST_LARGE_BYTES:,} bytes. Send "
            f"this request without the header, or wait {settings.KEEP_IDEMPOTENCY_KEYS_HOURS} hours.",
            of="project" if actor.user.is_service else "person",
            kind="kept_answers",
            limit=MOST_LARGE_BYTES,
            used=used,
        )


def _replay(row: IdempotencyKey, *, fingerprint: bytes) -> Response:
    if bytes(row.fingerprint) != fingerprint:
        raise KeyReused
    headers = dict(row.headers)
    data = json.loads(row.body) if row.answer else None
    content_type = headers.pop("Content-Type")
    replayed = {**headers, "Idempotent-Replayed": "true"}
    return Response(data, status=row.status, content_type=content_type, headers=replayed)


def _actor(request: Request) -> Actor:
    actor: Any = request.auth
    assert isinstance(actor, Actor)  # noqa: S101  what our authentication classes return
    return actor


def _fingerprint(request: Request) -> bytes:
    # The path is part of it, because a key belongs to one request.
    digest = hashlib.sha256(f"{request.method} {request.get_full_path()}\n".encode())
    digest.update(repr(_canonical(request.data)).encode())
    return digest.digest()


def _canonical(value: Any) -> Any:
    """Sort the members of JSON objects, so that their order does not change the fingerprint."""
    if isinstance(value, dict):
        return sorted((key, _canonical(below)) for key, below in value.items())
    return [_canonical(below) for below in value] if isinstance(value, list) else value
