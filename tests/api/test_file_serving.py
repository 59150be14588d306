import time
from typing import Any

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from tests.api.conftest import Clients
from tests.cast import Cast, client_for, make_cast, make_token
from tests.pictures import picture, stored
from versioning.models import Role, Scope, Token


def body(answer: Any) -> bytes:
    return b"".join(answer.streaming_content)


def test_a_file_is_kept_for_ever_by_the_browser_and_nobody_else(cast: Cast, clients: Clients) -> None:
    file = stored(cast, name="Grüße a.png")

    answer = clients.viewer.get(file.url)

    assert (answer.status_code, body(answer)) == (200, picture())
    assert answer.headers["Cache-Control"] == "private, max-age=31536000, immutable"
    assert answer.headers["ETag"] == f'"{file.digest}"'
    assert answer.headers["Content-Type"] == "image/png"
    assert answer.headers["Content-Disposition"].startswith("inline; filename")
    assert clients.viewer.get(file.url, HTTP_IF_NONE_MATCH=answer.headers["ETag"]).status_code == 304


@pytest.mark.parametrize(
    ("sent", "status", "expected", "content_range"),
    [
        ("bytes=0-3", 206, b"0123", "bytes 0-3/10"),
        ("bytes=8-", 206, b"89", "bytes 8-9/10"),
        ("bytes=8-99", 206, b"89", "bytes 8-9/10"),
        ("bytes=-3", 206, b"789", "bytes 7-9/10"),
        ("bytes=-99", 206, b"0123456789", "bytes 0-9/10"),
        ("bytes=10-", 416, b"", "bytes */10"),
        ("bytes=-0", 416, b"", "bytes */10"),
        ("bytes=0-1,4-5", 200, b"0123456789", None),
        ("bytes=5-2", 200, b"0123456789", None),
        ("bytes=-", 200, b"0123456789", None),
        ("lines=1-2", 200, b"0123456789", None),
    ],
)
def test_sends_a_range(
    cast: Cast, clients: Clients, sent: str, status: int, expected: bytes, content_range: str | None
) -> None:
    file = stored(cast, b"0123456789", name="a.txt")

    answer = clients.viewer.get(file.url, HTTP_RANGE=sent)

    assert answer.status_code == status
    assert (body(answer) if answer.streaming else answer.content) == expected
    assert answer.headers.get("Content-Range") == content_range


def test_a_range_of_another_file_is_not_continued(cast: Cast, clients: Clients) -> None:
    file = stored(cast, b"0123456789", name="a.txt")

    answer = clients.viewer.get(file.url, HTTP_RANGE="bytes=0-3", HTTP_IF_RANGE='"other"')

    assert answer.status_code == 200


@pytest.mark.parametrize(
    ("data", "media_type"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "image/svg+xml"),
        (b"<html><script>alert(1)</script></html>", "text/html"),
        (b"alert(1)", "text/plain"),
    ],
)
def test_what_could_run_is_a_download_in_a_sandbox(cast: Cast, clients: Clients, data: bytes, media_type: str) -> None:
    answer = clients.viewer.get(stored(cast, data, name="a.png").url)

    assert answer.headers["Content-Type"] == media_type
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]


def test_each_kind_of_credential_reads_its_projects_only(cast: Cast) -> None:
    file, foreign = stored(cast), stored(make_cast("foreign"))
    session = Client()
    session.force_login(cast.viewer.user)
    _, key = make_token(cast.viewer.user)
    project_token = client_for(
        cast.viewer, project=cast.project, role=Role.VIEWER, kind=Token.Kind.PROJECT, scopes=(Scope.READ,)
    )
    ways: list[tuple[Client, dict[str, str]]] = [
        (session, {}),
        (client_for(cast.viewer), {}),
        (Client(), {"X-API-Key": f"d360_sk_{key}"}),
        (project_token, {}),
    ]

    statuses = [
        (client.get(file.url, headers=headers).status_code, client.get(foreign.url, headers=headers).status_code)
        for client, headers in ways
    ]

    assert statuses == [(200, 404)] * 4
    assert Client().get(file.url).status_code == 401
    assert client_for(cast.stranger).get(file.url).status_code == 404


def test_who_follows_a_link_to_a_file_is_asked_to_sign_in(cast: Cast) -> None:
    answer = Client().get(stored(cast).url, HTTP_SEC_FETCH_DEST="document")

    assert (answer.status_code, answer.headers["Location"][:9]) == (302, "/sign-in/")


@pytest.mark.parametrize(
    ("way", "header", "folder"),
    [("/protected/", "X-Accel-Redirect", "/protected/"), ("sendfile:/srv/files/", "X-Sendfile", "/srv/files/")],
)
def test_lets_the_web_server_send_the_bytes(
    cast: Cast, clients: Clients, settings: Settings, way: str, header: str, folder: str
) -> None:
    settings.FILES_DELIVERY = way
    file = stored(cast)

    answer = clients.viewer.get(file.url)

    assert answer.headers[header] == f"{folder}{file.project_id.hex}/{file.digest[:2]}/{file.digest}"
    assert answer.content == b""
    assert answer.headers["ETag"] == f'"{file.digest}"'


def test_sends_what_could_run_itself_because_nginx_drops_headers(
    cast: Cast, clients: Clients, settings: Settings
) -> None:
    settings.FILES_DELIVERY = "/protected/"

    answer = clients.viewer.get(stored(cast, b"alert(1)", name="a.js").url)

    assert "X-Accel-Redirect" not in answer.headers
    assert (body(answer), answer.headers["X-Content-Type-Options"]) == (b"alert(1)", "nosniff")


def test_a_second_origin_takes_signed_links_and_nothing_else(cast: Cast, clients: Clients, settings: Settings) -> None:
    settings.FILES_ORIGIN, settings.ALLOWED_HOSTS = "https://files.example", ["testserver", "files.example"]
    file, other = stored(cast), stored(cast, name="b.png")

    link = clients.viewer.get(file.url).headers["Location"]

    there = {"Host": "files.example"}
    path = link.removeprefix("https://files.example")
    assert body(Client().get(path, headers=there)) == picture()
    assert clients.viewer.get(file.url, headers=there).status_code == 404
    assert Client().get(path.replace(str(file.pk), str(other.pk)), headers=there).status_code == 404


def test_a_browser_asks_the_second_origin_for_the_same_bytes_once_an_hour(
    cast: Cast, clients: Clients, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.FILES_ORIGIN, settings.ALLOWED_HOSTS = "https://files.example", ["testserver", "files.example"]
    file, links = stored(cast), list[str]()

    def served_at(now: int) -> int:
        monkeypatch.setattr("time.time", lambda: float(now))
        return (
            Client().get(links[0].removeprefix("https://files.example"), headers={"Host": "files.example"}).status_code
        )

    hour = int(time.time()) // 3600 * 3600
    for now in (hour + 1, hour + 3599, hour + 3601):
        monkeypatch.setattr("time.time", lambda now=now: float(now))
        links.append(clients.viewer.get(file.url).headers["Location"])

    assert links[0] == links[1] != links[2]
    assert (served_at(hour + 3600 + 240), served_at(hour + 3600 + 301)) == (200, 404)
