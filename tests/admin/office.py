"""What an administrator does in the back office."""

import re
from typing import Any

from django.test import Client
from django.urls import reverse

APPLICATION = {"name": "Quill", "redirect_uris": "https://editor.example/callback"}


def act(office: Client, *, model: str, action: str, rows: list[Any]) -> str:
    """Choose an action for rows of a list. Return the text of the next page."""
    data = {"action": action, "_selected_action": [str(row.pk) for row in rows]}
    address = reverse(f"admin:versioning_{model}_changelist")
    page = office.post(address, data, follow=True).content.decode()
    # Some actions ask first. The page that asks sends what it showed.
    seen = seen_fields(page)
    return office.post(address, {**data, **seen, "confirmed": "yes"}, follow=True).content.decode() if seen else page


def ask(office: Client, *, model: str, action: str, rows: list[Any]) -> str:
    """Choose an action for rows of a list. Return the text of the page that asks."""
    data = {"action": action, "_selected_action": [str(row.pk) for row in rows]}
    answer = office.post(reverse(f"admin:versioning_{model}_changelist"), data)
    assert answer.status_code == 200
    text: str = answer.content.decode()
    return text


def seen_fields(page: str) -> dict[str, str]:
    """Return what a page that asks sends about the rows that it showed."""
    return dict(re.findall(r'name="(seen-[^"]+)" value="([^"]*)"', page))


def undo_fields(page: str) -> dict[str, str]:
    """Return what the button Undo of a page sends."""
    undo = re.search(r'class="undo">(.*?)</form>', page, re.DOTALL)
    assert undo is not None
    return dict(re.findall(r'name="([^"]+)" value="([^"]*)"', undo[1]))
