"""The calls of the editor's script."""

from typing import Any

from django.http import HttpResponse
from django.test import Client

from versioning.models import Draft


def call(client: Client, draft: Draft, name: str, data: Any, **headers: str) -> HttpResponse:
    answer: Any = client.post(
        f"/drafts/{draft.identifier}/{name}", data=data, content_type="application/json", headers=headers
    )
    return answer  # type: ignore[no-any-return]


def save(client: Client, draft: Draft, revision: int = 1, **fields: Any) -> Any:
    return call(client, draft, "save", fields, **{"If-Match": f'"{revision}"'})
