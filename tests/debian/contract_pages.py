"""The five operations that clients of other products call, against a running server."""

import json
import urllib.error
import urllib.request
from dataclasses import dataclass
from typing import Any

ARTICLE = "/v3/projects/{project}/articles/{article}"
CATEGORY = "/v3/projects/{project}/categories/{category}"
# The product and its operation, the method, the path, and the status that means success.
PAGES = (
    ("Orbiq, create version", "POST", "/api/v1/documents/{document}/versions", 201),
    ("Document360, fork category", "POST", CATEGORY + "/fork", 201),
    ("Document360, fork article", "POST", ARTICLE + "/fork", 201),
    ("Document360, list versions", "GET", ARTICLE + "/versions", 200),
    ("Omni, create draft", "POST", "/api/v1/documents/{document}/draft", 200),
)


@dataclass(frozen=True)
class Client:
    address: str
    token: str

    def call(self, method: str, path: str, body: Any = None) -> tuple[int, str]:
        """Return the status and the text of the answer, also if it is an error."""
        data = None if body is None else json.dumps(body).encode()
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        request = urllib.request.Request(f"{self.address}{path}", data=data, headers=headers, method=method)
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()

    def data(self, method: str, path: str, body: Any = None) -> Any:
        """Return the member `data` of a success. Raise RuntimeError for an error."""
        status, text = self.call(method, path, body)
        if status >= 400:
            raise RuntimeError(f"{method} {path}: {status} {text[:300]}")
        return json.loads(text).get("data")


def call_pages(client: Client) -> dict[str, str]:
    """Call each page and return "" by its name, or what was wrong."""
    ids = _prepare(client)
    results = {}
    for name, method, path, expected in PAGES:
        status, text = client.call(method, path.format(**ids))
        results[name] = "" if status == expected else f"{status} {text[:300]}"
    return results


def _prepare(client: Client) -> dict[str, str]:
    """Publish a document, an article and a category. Return their ids."""
    project = client.data("GET", "/v3/projects")[0]["id"]
    root = f"/v3/projects/{project}"
    place = {"project_version_id": client.data("GET", f"{root}/project-versions")[0]["id"]}
    category = client.data("POST", f"{root}/categories", {**place, "name": "Guides"})["id"]
    new = {**place, "title": "Refunds", "content": "Within 14 days.", "category_id": category}
    article = client.data("POST", f"{root}/articles", new)["id"]
    for path in (f"{root}/categories/{category}", f"{root}/articles/{article}"):
        client.data("POST", f"{path}/publish", {**place, "version_number": 1})
    terms = {"project": "demo", "title": "Terms", "body": "Be fair."}
    document = client.data("POST", "/api/v1/documents", terms)["documentId"]
    client.data("POST", f"/api/v1/documents/{document}/draft/publish")
    return {"project": project, "category": category, "article": article, "document": document}
