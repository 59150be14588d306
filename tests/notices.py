"""Notices, without the follower that writes them."""

from typing import Any

from versioning.models import Document, Event, MailTiming, Notice, NoticeKind, User


def make_notice(user: User, document: Document, **values: Any) -> Notice:
    """Return a notice of the first event of the document."""
    return Notice.objects.create(
        user=user,
        kind=NoticeKind.WATCHED,
        key=f"test:{Notice.objects.count()}",
        event=Event.objects.filter(document=document).earliest("pk"),
        project=document.project,
        document=document,
        **{"mail": MailTiming.NEVER, **values},
    )
