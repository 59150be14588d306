"""Send again what a webhook got or should have got."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from versioning.exceptions import InvalidValue, NotFound
from versioning.models import Actor, Delivery, Event, Verb, Webhook
from versioning.models.event_feed import Position, first_since, positions_in
from versioning.policies import Action, authorize
from versioning.services.kernel.recording import record
from versioning.services.webhooks._missing import queue_missing, wanted_at
from versioning.services.webhooks._queueing import reached, require_enabled, wake

MOST_EVENTS = 1000


@dataclass(frozen=True)
class Replay:
    """What to send again: chosen deliveries, or all that failed, or all events from `since` until before `until`."""

    deliveries: Collection[UUID] = ()
    failed: bool = False
    since: datetime | None = None
    until: datetime | None = None


def replay_deliveries(*, actor: Actor, webhook: Webhook, replay: Replay) -> int:
    """Queue the deliveries again, with the ids that they had. Return their number.

    A range includes events that were never queued, for example because the webhook was disabled. If the webhook is
    paused, they wait as its other deliveries do.

    Raises InvalidValue, NotAllowed, NotFound, WebhookDisabled.
    """
    authorize(actor=actor, action=Action.MANAGE_WEBHOOKS, project_id=webhook.project_id)
    _check(replay)
    with transaction.atomic():
        webhook = require_enabled(webhook)
        count = 0
        rows: QuerySet[Delivery] = Delivery.objects.filter(webhook=webhook)
        if replay.since is not None:
            events = _events_in(replay, webhook=webhook)
            count = queue_missing(events, webhook=webhook)
            rows = rows.filter(event__in=[event.pk for event in events])
        elif replay.failed:
            rows = rows.filter(state=Delivery.State.FAILED)
        else:
            rows = _chosen(rows, replay.deliveries)
        count += _queue_again(rows.exclude(state=Delivery.State.PENDING))
        wake(webhook)
        record(
            actor=actor,
            verb=Verb.WEBHOOK_REPLAYED,
            project_id=webhook.project_id,
            webhook=str(webhook.pk),
            host=webhook.host,
            count=count,
        )
    return count


def _check(replay: Replay) -> None:
    if [bool(replay.deliveries), replay.failed, replay.since is not None].count(True) != 1:
        raise InvalidValue("Name deliveries, or a range with since and until, or failed.", field="deliveries")
    if len(replay.deliveries) > MOST_EVENTS:
        raise InvalidValue(f"deliveries must have at most {MOST_EVENTS:,} IDs.", field="deliveries")
    for field in ("since", "until"):
        moment: datetime | None = getattr(replay, field)
        if moment is not None and timezone.is_naive(moment):
            raise InvalidValue(f"{field} must include a time zone.", field=field)
    if replay.until is not None and (replay.since is None or replay.until <= replay.since):
        raise InvalidValue("until must be later than since.", field="until")


def _chosen(rows: QuerySet[Delivery], keys: Collection[UUID]) -> QuerySet[Delivery]:
    chosen = rows.filter(pk__in=keys)
    if chosen.count() != len(set(keys)):
        raise NotFound("This webhook has no such delivery.")
    return chosen


def _events_in(replay: Replay, *, webhook: Webhook) -> list[Event]:
    assert replay.since is not None  # noqa: S101  the caller looked
    # What comes after that is queued soon anyway.
    until = max(reached(), Position(webhook.since_txid, webhook.since_id))
    if replay.until is not None:
        until = min(until, first_since(replay.until))
    positions: list[Position] = positions_in(
        [webhook.project_id], after=first_since(replay.since), until=until, limit=MOST_EVENTS + 1
    )
    if len(positions) > MOST_EVENTS:
        raise InvalidValue(f"The project has more than {MOST_EVENTS:,} events in this range.", field="until")
    return wanted_at(positions, webhook=webhook)


def _queue_again(rows: QuerySet[Delivery]) -> int:
    return rows.update(
        state=Delivery.State.PENDING, due_at=timezone.now(), tries=0, first_tried_at=None, finished_at=None
    )
