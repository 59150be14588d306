"""A client that knows HTTP and nothing of ours: bytes out, bytes in, over a real socket."""

import json
from contextlib import closing
from dataclasses import dataclass
from email.message import Message
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit

PATIENCE = 60.0


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Message
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass(frozen=True)
class Wire:
    """Requests to one server with one token; `token` None sends none."""

    url: str
    token: str | None

    def send(
        self,
        method: str,
        path: str,
        body: str | bytes | None = None,
        content_type: str | None = "application/json",
        headers: dict[str, str] | None = None,
    ) -> Answer:
        """`body` is sent as it is; a request without one has no Content-Type."""
        headers = dict(headers or {})
        if self.token is not None:
            headers["Authorization"] = f"Bearer {self.token}"
        if body is not None and content_type is not None:
            headers["Content-Type"] = content_type
        with closing(HTTPConnection(urlsplit(self.url).netloc, timeout=PATIENCE)) as connection:
            connection.request(method, path, body=body.encode() if isinstance(body, str) else body, headers=headers)
            response = connection.getresponse()
            return Answer(response.status, response.headers, response.read())

    def get(self, path: str) -> Answer:
        return self.send("GET", path)

    def post(self, path: str, body: str | bytes | None = None) -> Answer:
        return self.send("POST", path, body)

    def patch(self, path: str, body: str) -> Answer:
        return self.send("PATCH", path, body)

    def delete(self, path: str, body: str | None = None) -> Answer:
        return self.send("DELETE", path, body)
