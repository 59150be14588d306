"""Send notices by e-mail: at once, or in one letter a day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from versioning import clock
from versioning.models import Actor, Job, MailChoice, MailTiming, Notice, NoticeKind, User
from versioning.models.delivery.notice import NoticeQuerySet
from versioning.ops.mail import message_id, public
from versioning.services.kernel.delivery.jobs import enqueue, handler, watcher
from versioning.services.kernel.delivery.letters import ATTEMPTS, LetterDelayed, send, write_letter
from versioning.services.kernel.delivery.running_job import JobFailed, RunningJob
from versioning.services.notices.describe_notice import describe_notice
from versioning.services.notices.notice_path import notice_path
from versioning.services.notices.unsubscribe import unsubscribe_link

AT_ONCE, DAILY, DELAYED = "notice.mail", "notice.digest", "notice.delayed"
DIGEST_AFTER = timedelta(days=1)
MOST_IN_DIGEST = 100


@watcher()
def watch_unsent() -> None:
    """Enqueue a job if letters are to be sent. An open job may have looked already, so each look asks anew."""
    if Notice.objects.unsent(MailTiming.AT_ONCE).exists():
        enqueue(AT_ONCE, {}, key=AT_ONCE)
    if _due_for_digest().exists():
        enqueue(DAILY, {}, key=DAILY)


@dataclass(frozen=True)
class _Contents:
    """The notices that a letter names, and how many others it is about."""

    named: Sequence[Notice]
    more: int = 0
    is_digest: bool = False


@handler(AT_ONCE, attempts=ATTEMPTS, lane=Job.Lane.CALLS)
def send_at_once(job: RunningJob) -> dict[str, int]:
    """Send a letter for each notice. One that was handed over is marked, so that a retry goes on behind it."""
    count = 0
    for notice in Notice.objects.unsent(MailTiming.AT_ONCE).with_related():
        job.heartbeat()
        count += _send_or_delay(_Contents([notice]), about=Notice.objects.filter(pk=notice.pk))
    return {"letters": count}


@handler(DAILY, attempts=ATTEMPTS, lane=Job.Lane.CALLS)
def send_digests(job: RunningJob) -> dict[str, int]:
    """Send one letter to each person who has a notice that waited for a day. It is about all that wait."""
    count = 0
    for user in User.objects.filter(pk__in=_due_for_digest().values("user")):
        job.heartbeat()
        waiting = Notice.objects.of(user).unsent(MailTiming.DAILY)
        # What is written from now on is for the next letter.
        about = waiting.filter(pk__lte=waiting.values_list("pk", flat=True).last() or 0)
        readable = _readable(about, user=user)
        named = list(readable.with_related()[:MOST_IN_DIGEST])
        contents = _Contents(named, more=readable.count() - len(named), is_digest=True)
        count += _send_or_delay(contents, about=about)
    return {"letters": count}


@handler(DELAYED, attempts=ATTEMPTS, lane=Job.Lane.CALLS)
def send_delayed(job: RunningJob) -> dict[str, int]:
    """Send one letter that the mail server did not take at first."""
    notices = list(Notice.objects.unread().filter(pk__in=job.payload["notices"]).order_by("pk").with_related())
    contents = _Contents(notices, more=job.payload.get("more", 0), is_digest=job.payload["is_digest"])
    return {"letters": int(_send(contents))}


def _due_for_digest() -> Any:
    return Notice.objects.unsent(MailTiming.DAILY).filter(created_at__lte=timezone.now() - DIGEST_AFTER)


def _send_or_delay(contents: _Contents, *, about: QuerySet[Notice]) -> bool:
    """Send one letter and mark what it is about as sent. Return whether it was sent.

    A letter that the server refuses for now gets a job of its own. The letters of others do not wait for it.
    """
    is_delayed, is_sent = False, False
    try:
        is_sent = _send(contents)
    except LetterDelayed:
        is_delayed = True
    except JobFailed:
        # This address is refused for good.
        pass
    with transaction.atomic():
        about.update(sent_at=clock.now())
        if is_delayed:
            keys = [notice.pk for notice in contents.named]
            enqueue(DELAYED, {"notices": keys, "more": contents.more, "is_digest": contents.is_digest})
    return is_sent


def _send(contents: _Contents) -> bool:
    """Send one letter about the notices that the person may still read. Return False if there are none."""
    if not contents.named:
        return False
    user, first = contents.named[0].user, contents.named[0]
    keys = [notice.pk for notice in contents.named]
    readable = _readable(Notice.objects.filter(pk__in=keys).order_by("pk"), user=user).with_related()
    items = [_item(notice) for notice in readable]
    if not items:
        return False
    link = unsubscribe_link(user, kind=None if contents.is_digest else NoticeKind(first.kind))
    context = {"items": items, "more": contents.more, "unsubscribe": link, "notices": public(reverse("desk:notices"))}
    headers = {} if contents.is_digest else _thread(first)
    headers |= {"List-Unsubscribe": f"<{link}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    subject = "Your daily summary" if contents.is_digest else describe_notice(first).subject
    send(write_letter("notices", to=user.email, subject=subject, context=context, headers=headers))
    return True


def _thread(notice: Notice) -> dict[str, str]:
    """Return the headers by which mail programs show all letters about one document or project as one conversation."""
    about = notice.document_id or notice.project_id or "server"
    thread = message_id(f"document-{about}")
    return {"Message-ID": message_id(f"notice-{notice.pk}"), "References": thread, "In-Reply-To": thread}


def _readable(notices: NoticeQuerySet, *, user: User) -> NoticeQuerySet:
    """Keep the notices to send. The person may have lost access, or ended these letters, since they were written."""
    if not user.is_active or not user.email:
        return notices.none()
    unwanted = [kind for kind, timing in MailChoice.objects.of(user).items() if timing == MailTiming.NEVER]
    visible = Notice.objects.visible_to(Actor(user=user)).exclude(kind__in=unwanted)
    return notices.filter(pk__in=visible.order_by().values("pk"))


def _item(notice: Notice) -> dict[str, Any]:
    said = describe_notice(notice)
    return {"heading": said.heading, "text": said.plain, "note": said.note, "link": public(notice_path(notice))}
