"""Short messages at the foot of the next page, some with a button that undoes the action."""

import json
from dataclasses import asdict, dataclass
from typing import Self

from django.conf import settings
from django.contrib import messages
from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.messages.storage.session import SessionStorage
from django.http import HttpRequest


@dataclass(frozen=True)
class Undo:
    """The undo button: POST `fields` to `url`."""

    url: str
    fields: dict[str, str]
    label: str = "Undo"

    def packed(self) -> str:
        """Return it as JSON for a message's extra tags."""
        # Extra tags are the only thing that Django stores beside a message's text.
        return json.dumps(asdict(self))

    @classmethod
    def unpacked(cls, tags: str | None) -> Self | None:
        """Return the undo button of a message, or None if it has none."""
        return cls(**json.loads(tags)) if tags and tags.startswith("{") else None


class PrefixedCookieStorage(CookieStorage):
    """Django's cookie of messages, with the prefix of all cookies of this server."""

    @property
    def cookie_name(self) -> str:  # type: ignore[override]
        return f"{settings.COOKIE_PREFIX}messages"


class MessageStorage(FallbackStorage):
    """Django's default: messages are in a cookie, or in the session if they are too long for it."""

    storage_classes = (PrefixedCookieStorage, SessionStorage)


def toast(request: HttpRequest, text: str, *, undo: Undo | None = None) -> None:
    """Show a message on the next page."""
    messages.success(request, text, extra_tags="" if undo is None else undo.packed())
