"""What a caller gives to change the text of a document."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any


class OnPublished(Enum):
    """What happens if the text to be changed is that of a published version."""

    REFUSE = "refuse"
    FORK = "change a draft that is forked from it"


@dataclass(frozen=True)
class TextChanges:
    """Changes of a version and of its document, made together or not at all.

    `content` has snapshot fields, as `save_draft` takes them. `place` has fields of the document, as `update_document`
    takes them. `number` names the version. By default it is the newest that is neither discarded nor in the trash.
    `origin` names the client and is kept in the event.
    """

    content: Mapping[str, Any] = field(default_factory=dict)
    place: Mapping[str, Any] = field(default_factory=dict)
    number: int | None = None
    on_published: OnPublished = OnPublished.REFUSE
    origin: str = ""

    @property
    def is_empty(self) -> bool:
        return not self.content and not self.place
