"""What people do that notices tell of."""

from datetime import timedelta

from django.utils import timezone

from tests.cast import Cast
from versioning.models import Actor, Document, Draft, Event, MailTiming, Notice, NoticeKind
from versioning.services.jobs.run_due_jobs import run_due_jobs
from versioning.services.notices.choose_mail import choose_mail
from versioning.services.versions.publish_and_promote import publish_and_promote


def told() -> set[tuple[str, str]]:
    """Run the jobs that are due. Return the username and the kind of each notice."""
    run_due_jobs()
    return set(Notice.objects.values_list("user__username", "kind"))


def publish(cast: Cast, document: Document, message: str = "") -> Draft:
    draft = cast.save(cast.fork(document), body=f"Text {Event.objects.count()}.\n")
    publish_and_promote(actor=cast.publisher, draft=draft, message=message)
    return draft


def choose(actor: Actor, kind: NoticeKind, timing: MailTiming) -> None:
    choose_mail(actor=actor, timings={kind: timing})


def age_notices() -> None:
    Notice.objects.update(created_at=timezone.now() - timedelta(days=2))
