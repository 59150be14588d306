"""What a client and the log see of an outage in the middle of a request."""

import errno
import os
from collections.abc import Iterator
from typing import Any, NoReturn

import psycopg
import pytest
from django.db import connection
from django.template.loaders import filesystem
from django.test import RequestFactory
from rest_framework.test import APIClient

from tests.api.conftest import Clients
from tests.cast import Cast
from versioning.ops.outages import EXHAUSTED
from versioning.ops.views import load_pages, unavailable


def refuse(*_: Any, **__: Any) -> NoReturn:
    raise psycopg.errors.DiskFull("could not extend file")


@pytest.fixture
def viewer(cast: Cast) -> Iterator[APIClient]:
    """A client of a database whose disk is full."""
    client = Clients(cast).viewer
    with connection.execute_wrapper(refuse):
        yield client


@pytest.mark.parametrize("path", ["/api/v1/documents", "/v3/projects"])
def test_an_outage_in_an_api_is_one_line_with_the_id_of_the_request(
    path: str, viewer: APIClient, caplog: pytest.LogCaptureFixture
) -> None:
    answer = viewer.get(path)

    (line,) = caplog.records
    assert (answer.status_code, answer["Retry-After"]) == (507, "60")
    assert line.name == "versioning.api.errors"
    assert line.exc_info is None


def test_the_page_of_an_outage_needs_no_further_file(monkeypatch: pytest.MonkeyPatch) -> None:
    load_pages()

    def no_file_is_left(path: str, **_: Any) -> NoReturn:
        raise OSError(errno.EMFILE, os.strerror(errno.EMFILE), path)

    monkeypatch.setattr(filesystem, "open", no_file_is_left, raising=False)

    answer = unavailable(RequestFactory().get("/"), EXHAUSTED)

    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert EXHAUSTED.message in answer.content.decode()
