"""The examples for nginx and Caddy at work, before a server that says what reached it."""

import json
import re
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from tests.deploy.test_examples import needs

DEPLOY = settings.BASE_DIR / "deploy"
PATIENCE = 30
MEGABYTE = 1_000_000


class Echo(BaseHTTPRequestHandler):
    """Answers with the headers that reached it, and the size of the body."""

    def do_GET(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self._answer({"headers": {name.lower(): value for name, value in self.headers.items()}, "size": len(body)})

    do_POST = do_GET  # noqa: N815  the name is that of the library

    def _answer(self, told: dict[str, Any]) -> None:
        data = json.dumps(told).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def nginx(folder: Path, *, port: int, upstream: int) -> list[str]:
    """Write the example, without certificates and with these ports. Return the command that runs it."""
    text = (DEPLOY / "nginx.conf").read_text()
    _, plain, secure = re.split(r"^server \{\n", text, flags=re.MULTILINE)
    assert "return 301 https" in plain
    servers = text[: text.index("\nserver {")].replace("127.0.0.1:8000", f"127.0.0.1:{upstream}")
    secure = re.sub(r"    (listen|ssl_certificate).*\n", "", secure)
    paths = "".join(
        f"{name}_temp_path {folder}/{name};" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    whole = f"http {{ access_log off; {paths}\n{servers}\nserver {{ listen 127.0.0.1:{port};\n{secure} }}"
    file = folder / "nginx.conf"
    file.write_text(f"pid {folder}/pid; error_log stderr; daemon off; events {{}} {whole}")
    return ["nginx", "-c", str(file), "-p", str(folder)]


def caddy(folder: Path, *, port: int, upstream: int) -> list[str]:
    text = (DEPLOY / "Caddyfile").read_text().replace("127.0.0.1:8000", f"127.0.0.1:{upstream}")
    file = folder / "Caddyfile"
    file.write_text(
        f"{{\n\tadmin off\n\tauto_https off\n\tstorage file_system {folder}\n}}\n"
        + text.replace("stemma.example {", f"http://:{port} {{\n\tbind 127.0.0.1")
    )
    return ["caddy", "run", "--adapter", "caddyfile", "--config", str(file)]


@pytest.fixture
def upstream() -> Iterator[ThreadingHTTPServer]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Echo)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture(params=[pytest.param(nginx, marks=needs("nginx")), pytest.param(caddy, marks=needs("caddy"))])
def proxy(request: pytest.FixtureRequest, upstream: ThreadingHTTPServer, tmp_path: Path) -> Iterator[int]:
    """Yield the port of a proxy that answers."""
    # nginx gives up root, and must reach its folder.
    for folder in (tmp_path, *tmp_path.parents):
        if folder.stat().st_mode & 0o777 == 0o700:
            folder.chmod(0o755)
    port = free_port()
    command = request.param(tmp_path, port=port, upstream=upstream.server_port)
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    try:
        _wait_for(port)
        yield port
    finally:
        process.terminate()
        process.communicate(timeout=PATIENCE)


def _wait_for(port: int) -> None:
    ends = time.monotonic() + PATIENCE
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            assert time.monotonic() < ends, "the proxy does not answer"
            time.sleep(0.05)
        else:
            return


def ask(port: int, path: str, *, body: int = 0, headers: dict[str, str] | None = None) -> tuple[int, Any, Any]:
    """Return the status, the headers and the body, parsed if it is JSON."""
    connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        connection.request("POST" if body else "GET", path, body=b"a" * body or None, headers=headers or {})
        answer = connection.getresponse()
        text = answer.read()
        return answer.status, answer.headers, json.loads(text) if text.startswith(b"{") else text
    finally:
        connection.close()


def test_what_a_client_says_of_itself_is_replaced(proxy: int) -> None:
    forged = {"X-Forwarded-For": "203.0.113.9", "X-Forwarded-Proto": "https", "Host": "stemma.example"}

    _, _, told = ask(proxy, "/", headers=forged)

    assert told["headers"]["x-forwarded-for"] == "127.0.0.1"
    assert told["headers"]["x-forwarded-proto"] == "http"
    assert told["headers"]["host"] == "stemma.example"


def test_headers_with_underscores_reach_no_server(proxy: int) -> None:
    _, _, told = ask(
        proxy, "/", headers={"X_Forwarded_Proto": "https", "X_Forwarded_For": "203.0.113.9", "X_Api_Key": "k"}
    )

    assert [name for name in told["headers"] if "_" in name] == []


@pytest.mark.parametrize(
    ("path", "megabytes", "status"),
    [
        ("/api/v1/files?project=handbook", 20, 200),
        ("/projects/handbook/import/", 20, 200),
        ("/projects/handbook/files/0190/replace", 20, 200),
        ("/projects/handbook/files/upload", 20, 200),
        ("/api/v1/imports", 20, 200),
        ("/projects/handbook/files/0190/trash", 20, 413),
        ("/v3/projects/0190/drive/folders/0190/files", 20, 200),
        ("/v3/projects/0190/drive/folders", 20, 413),
        ("/api/v1/documents", 5, 200),
        ("/api/v1/documents", 20, 413),
        ("/api/v1/filesystem", 20, 413),
    ],
)
def test_only_files_and_imports_may_be_large(proxy: int, path: str, megabytes: int, status: int) -> None:
    try:
        answered, _, told = ask(proxy, path, body=megabytes * MEGABYTE)
    except ConnectionError:
        # The proxy closed the connection while the body was being sent.
        answered, told = 413, None

    assert answered == status
    assert status == 413 or told["size"] == megabytes * MEGABYTE


def test_a_server_that_is_gone_is_a_503_that_says_when_to_come_again(proxy: int, upstream: ThreadingHTTPServer) -> None:
    upstream.shutdown()
    upstream.server_close()

    status, headers, told = ask(proxy, "/api/v1/documents")

    assert (status, headers["Retry-After"], told["status"]) == (503, "5", 503)
    assert headers["Content-Type"] == "application/problem+json"
