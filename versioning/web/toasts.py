"""Short messages at the foot of the next page, some of them with the way back."""

import json
from dataclasses import asdict, dataclass
from typing import Self

from django.contrib import messages
from django.http import HttpRequest


@dataclass(frozen=True)
class Undo:
    """A form of one button: POST `fields` to `url`."""

    url: str
    fields: dict[str, str]
    label: str = "Undo"

    def packed(self) -> str:
        """As the messages' extra tags, the one thing that Django keeps beside a text."""
        return json.dumps(asdict(self))

    @classmethod
    def unpacked(cls, tags: str | None) -> Self | None:
        return cls(**json.loads(tags)) if tags and tags.startswith("{") else None


def toast(request: HttpRequest, text: str, *, undo: Undo | None = None) -> None:
    """Tell on the next page that it is done."""
    messages.success(request, text, extra_tags="" if undo is None else undo.packed())
