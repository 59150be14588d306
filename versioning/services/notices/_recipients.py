"""Who gets a notice of an event."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from versioning.models import (
    Document,
    Draft,
    Event,
    MailChoice,
    Notice,
    NoticeKind,
    User,
    Verb,
    Version,
)
from versioning.models.delivery.watch import Watch
from versioning.models.sql.new_row import new_row
from versioning.services.kernel.importing import IMPORTED

# The characters of usernames. A name at the end of a sentence has a full stop behind it.
MENTION = re.compile(r"(?<![\w@.+-])@([\w@.+-]+)")


@dataclass(frozen=True)
class _Reason:
    """The reason why somebody gets a notice. Of several notices with the same `key`, a person gets one."""

    kind: NoticeKind
    key: str


Reasons = dict[UUID, _Reason]


def notices_of(events: Sequence[Event]) -> list[Notice]:
    """Return the notices of these events, not stored.

    Nobody gets notices of their own acts, or of what they can't read.
    """
    pairs = [(event, user, reason) for event, reasons in _news(events) for user, reason in reasons.items()]
    users = {user for _, user, _ in pairs}
    timings = MailChoice.objects.timings(users, kinds=NoticeKind)
    return [
        new_row(
            Notice,
            user_id=user,
            kind=reason.kind,
            key=reason.key,
            event=event,
            project_id=event.project_id,
            document_id=event.document_id,
            mail=timings[user, reason.kind],
        )
        for event, user, reason in pairs
    ]


def _news(events: Sequence[Event]) -> Iterator[tuple[Event, Reasons]]:
    """Yield each event with those who get a notice of it: each person once for the same key."""
    versions = Version.objects.filter(pk__in={event.version_id for event in events}).in_bulk()
    known: set[tuple[UUID, str]] = set()
    for event in events:
        reasons = _reasons(event, versions.get(event.version_id))
        new = {user: reason for user, reason in reasons.items() if (user, reason.key) not in known}
        # Whoever acted gets no notice of it, so a later act of somebody else is news to them.
        known.update((user, reason.key) for user, reason in new.items() if user != event.actor_id)
        yield event, _readers(event, new)


def _is_imported(event: Event) -> bool:
    """Return whether an import did it. Versions of a git history or a project file have claimed dates."""
    return IMPORTED in event.data or event.claimed_at is not None or "commit" in event.data


def _reasons(event: Event, version: Version | None) -> Reasons:
    """Return everybody whom the event concerns, whether or not they may read it."""
    if event.verb == Verb.WEBHOOK_DISABLED:
        return _managing(event)
    if event.verb == Verb.VERSION_SCHEDULE_FAILED:
        return _scheduling(event)
    if version is None or event.document_id is None:
        return {}
    if event.verb == Verb.VERSION_PROMOTED:
        return _outdated(event)
    # An import may change thousands of documents. It tells only those whose work it touches.
    if _is_imported(event):
        return {}
    if event.verb == Verb.VERSION_PUBLISHED:
        # A mention says more than a watch, so it wins.
        return {**_watching(event), **_mentioned(event, version)}
    key = f"taken over:{version.pk}:{event.actor_id}"
    return {version.created_by_id: _Reason(NoticeKind.TAKEN_OVER, key)}


def _managing(event: Event) -> Reasons:
    """Return those who are responsible for the project, if the webhook was not disabled by a person."""
    if not event.data.get("reason"):
        return {}
    return _responsible(event, NoticeKind.WEBHOOK_DISABLED)


def _responsible(event: Event, kind: NoticeKind) -> Reasons:
    people = User.objects.responsible_for(event.project_id).values_list("pk", flat=True)
    return dict.fromkeys(people, _Reason(kind, f"event:{event.pk}"))


def _scheduling(event: Event) -> Reasons:
    """Return whoever made the schedule or, if they have left, those who are responsible for the project."""
    reason = _Reason(NoticeKind.SCHEDULE_FAILED, f"event:{event.pk}")
    return _readers(event, {event.actor_id: reason}) or _responsible(event, NoticeKind.SCHEDULE_FAILED)


def _watching(event: Event) -> Reasons:
    assert event.document_id is not None  # noqa: S101  the caller asks
    assert event.project_id is not None  # noqa: S101  every document has one
    line = Document.objects.lines_to([event.document_id])[event.document_id]
    watches = Watch.objects.reaching(documents=line, project=event.project_id).filter(created_at__lte=event.at)
    return {user: _Reason(NoticeKind.WATCHED, f"event:{event.pk}") for user in watches.values_list("user", flat=True)}


def _mentioned(event: Event, version: Version) -> Reasons:
    names = mentioned_in(f"{event.data.get('message') or ''} {version.name}")
    users = User.objects.filter(username__in=names).values_list("pk", flat=True) if names else ()
    return {user: _Reason(NoticeKind.MENTION, f"event:{event.pk}") for user in users}


def mentioned_in(text: str) -> set[str]:
    """Return the usernames that a text may mention."""
    found = MENTION.findall(text)
    return {name for each in found for name in (each, each.rstrip(".-+@"))}


def _outdated(event: Event) -> Reasons:
    """Return those who work on drafts that do not begin at the promoted version.

    Nobody, if another version was promoted since: its event tells them. An import promotes many in a row.
    """
    drafts = Draft.objects.outdated().filter(document=event.document_id, document__current=event.version_id)
    rows = drafts.values_list("version", "version__created_by", "last_saved_by")
    return {
        user: _Reason(NoticeKind.OUTDATED, f"outdated:{version}:{event.version_id}")
        for version, *people in rows
        for user in people
    }


def _readers(event: Event, reasons: Reasons) -> Reasons:
    """Keep those who may read what the event is about, without the one who acted."""
    # A schedule acts with the rights of a person who may be asleep.
    acted = None if event.verb == Verb.VERSION_SCHEDULE_FAILED else event.actor_id
    if not reasons.keys() - {acted}:
        return {}
    reads = Q(memberships__project=event.project_id) | Q(is_superuser=True)
    users = User.objects.active_people().filter(reads, pk__in=reasons.keys() - {acted})
    return {user: reasons[user] for user in users.values_list("pk", flat=True)}
