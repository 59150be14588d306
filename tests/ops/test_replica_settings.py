"""What the replica's setting changes, and that nothing changes without it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpResponse

from versioning.models import Document, Token
from versioning.ops.replica.middleware import ReplicaMiddleware
from versioning.ops.replica.position import NEVER, Position
from versioning.ops.replica.routing import REPLICA, alias_to_read, reading_from_replica


def test_without_a_replica_there_is_neither_router_nor_middleware() -> None:
    assert settings.DATABASE_ROUTERS == []
    with pytest.raises(MiddlewareNotUsed):
        ReplicaMiddleware(lambda request: HttpResponse())


def test_a_replica_of_sqlite_is_refused_with_a_sentence(tmp_path: Path) -> None:
    environment = {**os.environ, "DATA_DIR": str(tmp_path), "DATABASE_URL": "", "REPLICA_URL": "postgresql://u@c/texts"}

    started = subprocess.run(
        [sys.executable, "-c", "import config.settings"],
        cwd=settings.BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )

    assert started.returncode == 1
    assert "with REPLICA_URL, both DATABASE_URL and REPLICA_URL must name a postgresql database." in started.stderr


@pytest.mark.django_db(transaction=True)
def test_documents_come_from_the_replica_and_tokens_never_do() -> None:
    outside = alias_to_read(Document)
    with reading_from_replica():
        inside = [alias_to_read(model) for model in (Document, Token)]

    assert outside == "default"
    assert inside == [REPLICA, "default"]


@pytest.mark.django_db
def test_what_a_transaction_reads_comes_from_the_primary() -> None:
    with reading_from_replica():
        alias = alias_to_read(Document)

    assert alias == "default"


@pytest.mark.parametrize("text", ["", "1", "1.", ".1", "a.b", "-1.2", "1.2.3", "1." + "9" * 60, "１.２"])
def test_what_is_no_position_is_none(text: str) -> None:
    assert Position.parse(text) is None


def test_a_position_survives_its_text_and_nothing_covers_never() -> None:
    position = Position(3, 52_664_416)

    assert Position.parse(str(position)) == position
    assert Position(4, 52_664_416).covers(position)
    assert not Position(2, 99_999_999).covers(position)
    assert not position.covers(NEVER)
