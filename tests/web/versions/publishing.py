"""The pages that publish and promote, as a browser reads and sends them."""

import re
from typing import Any

from django.http import HttpResponse
from django.test import Client

from versioning.models import Document, Draft


def seen(draft: Draft, **values: Any) -> dict[str, Any]:
    """Return what the page's form sends."""
    current = Document.objects.get(pk=draft.document_id).current_id
    revision = Draft.objects.get(pk=draft.pk).revision
    return {"name": "Summer", "promotion": "now", "revision": revision, "current": current or "", **values}


def ask(client: Client, draft: Draft) -> str:
    return client.get(f"/drafts/{draft.identifier}/publish/").content.decode()


def publish(client: Client, draft: Draft, sent: dict[str, Any]) -> HttpResponse:
    answer: Any = client.post(f"/drafts/{draft.identifier}/publish/", sent)
    return answer  # type: ignore[no-any-return]


def after(client: Client, answer: HttpResponse) -> str:
    """Return the page that the response redirects to, with its toasts."""
    assert answer.status_code == 303
    return client.get(answer["Location"]).content.decode()


def undo_of(page: str) -> tuple[str, dict[str, str]]:
    """Return the address of the Undo button in the message, and what it sends."""
    form = re.search(r'<form class="verb" method="post" action="([^"]+/undo)">(.*?)</form>', page, re.DOTALL)
    assert form is not None
    return form[1], dict(re.findall(r'name="(\w+)" value="([^"]*)"', form[2]))
