"""The page of conflicts, as a browser reads and sends it."""

import re
from html import unescape
from typing import Any

from django.http import HttpResponse
from django.test import Client

from versioning.models import Draft

BASE = "First.\n\nWithin 14 days.\n\nLast.\n"
THEIRS = BASE.replace("14", "30")
MINE = BASE.replace("14", "60")
INPUT = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)"')
KEYS = re.compile(r'name="choice-([0-9a-f]+-\d+)" value="theirs"')


def typed(**changes: Any) -> dict[str, Any]:
    """Return what an editor sends that started from revision 1."""
    base = {"base_title": "Refunds", "base_description": "", "base_body": BASE}
    mine = {"title": "Refunds", "description": "", "body": MINE}
    return {"revision": 1, **base, **mine, **changes}


def post(client: Client, draft: Draft, sent: dict[str, Any]) -> HttpResponse:
    answer: Any = client.post(f"/drafts/{draft.identifier}/conflict/", sent)
    return answer  # type: ignore[no-any-return]


def form_of(answer: HttpResponse) -> dict[str, Any]:
    """Return what the page's form carries."""
    page = answer.content.decode()
    return {name: unescape(value) for name, value in INPUT.findall(page) if name not in ("csrfmiddlewaretoken", "next")}


def keys_of(answer: HttpResponse) -> list[str]:
    return KEYS.findall(answer.content.decode())


def decided(answer: HttpResponse, keep: str, *, step: str = "save", hand: str = "") -> dict[str, Any]:
    choices = {f"choice-{key}": keep for key in keys_of(answer)}
    hands = {f"hand-{key}": hand for key in keys_of(answer)}
    return {**form_of(answer), **choices, **hands, "step": step}
