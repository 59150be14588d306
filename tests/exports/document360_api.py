"""A server that answers as the API of Document360 does, after the examples of its own reference."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.pictures import picture

PROJECT = "9a3b4c5d-6e7f-8a9b-0c1d-2e3f4a5b6c7d"
VERSION = "1c2d3e4f-5a6b-7c8d-9e0f-a1b2c3d4e5f6"
GUIDES = "f4a5b6c7-d8e9-0a1b-2c3d-4e5f6a7b8c9d"
SIGN_IN = "0a1b2c3d-4e5f-6a7b-8c9d-0e1f2a3b4c5d"
START = f"/v3/projects/{PROJECT}"
AUTHOR = {"id": None, "first_name": "Jane", "last_name": "Doe", "email": "jane@example.org", "profile_logo_url": None}


def article(number: int, content: str, **values: Any) -> dict[str, Any]:
    """Return an article with all members, those of the reference unless others are given."""
    return {
        "id": SIGN_IN,
        "title": "Getting Started with Single Sign-On",
        "content": content,
        "html_content": None,
        "category_id": GUIDES,
        "project_version_id": VERSION,
        "version_number": number,
        "public_version": 2,
        "latest_version": 4,
        "enable_rtl": False,
        "hidden": False,
        "status": "published",
        "order": 3,
        "created_by": None,
        "authors": [AUTHOR],
        "created_at": "2025-08-16T10:00:00Z",
        "modified_at": f"2025-08-16T10:0{number}:00Z",
        "modified_by": None,
        "slug": "getting-started-with-single-sign-on",
        "is_fallback_content": False,
        "description": None,
        "category_type": None,
        "content_type": "markdown",
        "is_shared_article": False,
        "translation_option": "none",
        "url": None,
        "current_workflow_status_id": None,
        "lang_code": "en",
        "available_languages": None,
        "settings": None,
    } | values


# Version 3 was deleted. Version 2 is what readers see, and version 4 is a draft.
FIRST = article(1, "One.\n", status="unpublished", hidden=True)
SECOND = article(2, "Two, see [it](/docs/getting-started-with-single-sign-on).\n")
DRAFT = article(
    4,
    '<p>Four</p><p><img src="/files/0a1b2c3d-4e5f-6a7b-8c9d-0e1f2a3b4c5d/a.png"></p><p><a href="https://x.org">x</a></p>',
    status="draft",
    content_type="wysiwyg",
)
CATEGORY = {
    **{name: value for name, value in article(1, "").items() if name not in ("category_id", "lang_code", "settings")},
    "id": GUIDES,
    "title": "Guides",
    "parent_category_id": None,
    "slug": "guides",
    "public_version": 1,
    "latest_version": 1,
}


@dataclass
class FakeDocument360:
    """The answers by path, and the requests that came. A number is a status. `troubles` are statuses to begin with."""

    answers: dict[str, Any]
    token: str = "secret"
    url: str = ""
    troubles: list[int] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def paths(self) -> list[str]:
        return [urlsplit(each).path.removeprefix(START) for each in self.requests]


def answers() -> dict[str, Any]:
    listed = [{**row, "content": None} for row in (FIRST, SECOND, DRAFT)]
    return {
        "": {"id": PROJECT, "name": "Docs", "status": 1},
        "/languages": [{"code": "en", "name": "English", "is_default": True}],
        "/project-versions": [{"id": VERSION, "name": "v1", "slug": "v1", "order": 0, "is_default": True}],
        f"/project-versions/{VERSION}/categories": [
            {"id": GUIDES, "name": "Guides", "order": 1, "parent_category_id": None, "child_categories": []}
        ],
        f"/project-versions/{VERSION}/articles": [
            {"id": SIGN_IN, "title": "Sign-On", "category_id": GUIDES, "hidden": True, "order": 3}
        ],
        f"/categories/{GUIDES}/content": CATEGORY,
        f"/categories/{GUIDES}/versions": [CATEGORY],
        f"/articles/{SIGN_IN}": DRAFT,
        f"/articles/{SIGN_IN}/versions": listed,
        f"/articles/{SIGN_IN}/versions/1": FIRST,
        f"/articles/{SIGN_IN}/versions/2": SECOND,
        f"/articles/{SIGN_IN}/versions/4": DRAFT,
    }


@contextmanager
def served(server: FakeDocument360) -> Iterator[FakeDocument360]:
    """Answer requests on this machine within the block."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:  # noqa: N802  the name that the library calls
            server.requests.append(self.path)
            parts = urlsplit(self.path)
            if server.troubles:
                self._send(server.troubles.pop(0), b"{}", **{"Retry-After": "7"})
            elif self.headers["Authorization"] != f"Bearer {server.token}":
                self._send(401, b"{}")
            elif parts.path.startswith("/files/") and parts.path not in server.answers:
                self._send(200, picture("blue"))
            else:
                self._answer(parts.path.removeprefix(START), page=int(parse_qs(parts.query).get("page", ["1"])[0]))

        def _answer(self, path: str, *, page: int) -> None:
            found = server.answers.get(path)
            if isinstance(found, bytes):
                return self._send(200, found)
            if isinstance(found, int):
                return self._send(found, b"{}")
            if found is None:
                return self._send(404, b'{"title": "Not Found."}')
            whole: dict[str, Any] = {
                "data": found,
                "success": True,
                "request_id": "r",
                "errors": None,
                "warnings": None,
            }
            if isinstance(found, list):
                # One row a page, so that each list has several.
                whole["data"] = found[page - 1 : page]
                whole["pagination"] = {"page": page, "page_size": 1, "has_more": page < len(found), "next_cursor": None}
            return self._send(200, json.dumps(whole).encode())

        def _send(self, status: int, body: bytes, **headers: str) -> None:
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(body))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:
            """Print nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as running:
        server.url = f"http://127.0.0.1:{running.server_address[1]}"
        thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server
        finally:
            running.shutdown()
            thread.join()
