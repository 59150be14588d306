"""What a notice says, in the inbox, in letters and in the API."""

from dataclasses import dataclass
from html import unescape

from django.utils.html import format_html, strip_tags
from django.utils.safestring import SafeString

from versioning.models import Event, Notice, NoticeKind, Transfer, User
from versioning.services.events.describe_event import describe_event
from versioning.services.notices._recipients import mentioned_in

HEADINGS = {
    NoticeKind.MENTION: "You were mentioned",
    NoticeKind.OUTDATED: "Your draft is outdated",
    NoticeKind.TAKEN_OVER: "Somebody else saved your draft",
    NoticeKind.WATCHED: "You watch this",
    NoticeKind.SCHEDULE_FAILED: "A schedule failed",
    NoticeKind.WEBHOOK_DISABLED: "A webhook stopped",
    NoticeKind.DELIVERY_FAILED: "A delivery failed",
    NoticeKind.TRANSFER_ENDED: "Import or export ended",
    NoticeKind.BREACH: "Data is damaged",
    NoticeKind.NEW_DEVICE: "New sign-in",
}


@dataclass(frozen=True)
class NoticeText:
    """`text` follows the name of the actor, if there is one. `note` is what the actor wrote or why it failed.

    `subject` names the document or the project that it is about.
    """

    heading: str
    subject: str
    text: SafeString
    note: str
    actor: User | None = None

    @property
    def plain(self) -> str:
        """The whole sentence without links."""
        name = "" if self.actor is None else f"{self.actor.display_name} "
        return f"{name}{unescape(strip_tags(self.text))}."


def describe_notice(notice: Notice) -> NoticeText:
    """Return what the notice says. It must have been loaded `with_related`."""
    if notice.event is not None:
        return _of_event(notice, notice.event)
    if notice.kind == NoticeKind.DELIVERY_FAILED:
        return _of_delivery(notice)
    if notice.project is not None:
        return _of_transfer(notice, project=notice.project.name)
    return _of_new_device(notice) if notice.kind == NoticeKind.NEW_DEVICE else _of_breach(notice)


def _of_event(notice: Notice, event: Event) -> NoticeText:
    heading, sentence = HEADINGS[NoticeKind(notice.kind)], describe_event(event, titles={})
    place = notice.project.name if notice.project is not None else ""
    subject = place if notice.document is None else notice.document.title
    note = _mention(notice, event) if notice.kind == NoticeKind.MENTION else ""
    return NoticeText(heading, subject, sentence.text, note or sentence.note, event.actor)


def _mention(notice: Notice, event: Event) -> str:
    """Return the text that names the person: the message or the name of the version. Both, if both do."""
    name = "" if event.version is None else event.version.name
    texts = (str(event.data.get("message") or ""), name)
    return "\n".join(dict.fromkeys(text for text in texts if notice.user.username in mentioned_in(text)))


def _of_transfer(notice: Notice, *, project: str) -> NoticeText:
    ended = "is done" if notice.data["state"] == Transfer.Status.DONE else "failed"
    text = format_html("The {} {} ({})", notice.data["what"], ended, notice.data["file"])
    return NoticeText(HEADINGS[NoticeKind.TRANSFER_ENDED], project, text, notice.data["fault"])


def _of_delivery(notice: Notice) -> NoticeText:
    place = notice.project.name if notice.project is not None else ""
    text = format_html("A delivery to the webhook of {} failed for three days and is given up", notice.data["host"])
    note = "Others may follow. The page of the webhook lists them, and sends them again."
    return NoticeText(HEADINGS[NoticeKind.DELIVERY_FAILED], place, text, note)


def _of_breach(notice: Notice) -> NoticeText:
    count = notice.data["count"]
    places = "1 place" if count == 1 else f"{count} places"
    text = format_html("The data breaks promises in {}", places)
    note = "Read the log of the server, or run `manage.py verify`."
    return NoticeText(HEADINGS[NoticeKind.BREACH], "Maintenance", text, note)


def _of_new_device(notice: Notice) -> NoticeText:
    text = format_html(
        "Somebody signed in to your account from a browser that was not used with it before ({})",
        notice.data["address"],
    )
    note = "If it was not you, end this session and change your password."
    return NoticeText(HEADINGS[NoticeKind.NEW_DEVICE], "Your account", text, note)
