"""What a notice says, in the inbox, in letters and in the API."""

from dataclasses import dataclass
from html import unescape

from django.utils.html import strip_tags
from django.utils.safestring import SafeString

from versioning.models import Notice, NoticeKind, User
from versioning.services.events.describe_event import describe_event

HEADINGS = {
    NoticeKind.MENTION: "You were mentioned",
    NoticeKind.OUTDATED: "Your draft is outdated",
    NoticeKind.TAKEN_OVER: "Somebody else saved your draft",
    NoticeKind.WATCHED: "You watch this",
}


@dataclass(frozen=True)
class NoticeText:
    """`text` follows the name of the actor. `note` is what the actor wrote, or empty."""

    heading: str
    actor: User
    text: SafeString
    note: str

    @property
    def plain(self) -> str:
        """The whole sentence without links."""
        return f"{self.actor.display_name} {unescape(strip_tags(self.text))}."


def describe_notice(notice: Notice) -> NoticeText:
    """Return what the notice says. It must have been loaded `with_related`."""
    sentence = describe_event(notice.event, titles={})
    return NoticeText(HEADINGS[NoticeKind(notice.kind)], notice.event.actor, sentence.text, sentence.note)
