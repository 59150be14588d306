from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from oauth2_provider.models import AccessToken, RefreshToken

from tests.cast import Cast
from tests.services.maintenance.purging import NOTHING, in_days, purge_later
from tests.services.observing import everything_stored
from versioning.exceptions import NotAllowed
from versioning.models import (
    Actor,
    Delivery,
    DeliveryAttempt,
    Grant,
    IdempotencyKey,
    Job,
    JobWorker,
    User,
)
from versioning.services.access.register_application import register_application
from versioning.services.access.system_actor import system_actor
from versioning.services.documents.trash_document import trash_document
from versioning.services.maintenance.find_purgeable import PurgePlan, find_purgeable
from versioning.services.maintenance.purge import purge
from versioning.services.webhooks.create_webhook import NewWebhook, create_webhook


def test_takes_done_routine_after_a_day_and_other_jobs_after_their_time(cast: Cast) -> None:
    now = timezone.now()
    ended: dict[str, Any] = {"max_attempts": 1, "finished_at": now - timedelta(days=2)}
    routine = {"kind": "notice.follow", **ended}
    Job.objects.create(state="done", **routine)
    kept = [
        Job.objects.create(state="failed", **routine),
        Job.objects.create(state="done", **{**routine, "finished_at": now - timedelta(hours=12)}),
        Job.objects.create(kind="transfer", state="done", created_by=cast.manager.user, **ended),
        Job.objects.create(kind="upkeep.verify", state="done", **ended),
    ]

    assert (purge_later(days=0).jobs, purge_later(days=0).jobs) == (1, 0)
    assert set(Job.objects.all()) == set(kept)


def test_takes_workers_that_were_not_seen_for_a_day(cast: Cast) -> None:
    now = timezone.now()
    for hours in (0, 30):
        JobWorker.objects.create(host=f"{hours}", pid=1, seen_at=now - timedelta(hours=hours))

    purge(actor=system_actor(), now=now)

    assert JobWorker.objects.get().host == "0"


def test_takes_nothing_that_is_in_use(cast: Cast) -> None:
    document = cast.document()
    cast.version(document, "Second text.")
    cast.fork(document)
    actor = system_actor()
    before = everything_stored()

    purged = purge(actor=actor, now=in_days(10_000))

    assert purged == NOTHING
    assert everything_stored() == before


def test_the_dry_run_changes_nothing(cast: Cast) -> None:
    trash_document(actor=cast.manager, document=cast.document())
    actor = system_actor()
    before = everything_stored()

    plan = find_purgeable(actor=actor, now=in_days(31))

    assert plan.documents == 1
    assert everything_stored() == before


def test_takes_idempotency_keys_after_their_hours(db: None) -> None:
    for name, hours in (("old", 25), ("young", 23)):
        created_at = timezone.now() - timedelta(hours=hours)
        IdempotencyKey.objects.create(owner="x", key=name, fingerprint=b"", created_at=created_at)

    assert purge_later(days=0).idempotency_keys == 1

    assert [key.key for key in IdempotencyKey.objects.all()] == ["young"]


def _signed_in(cast: Cast, *, ago: timedelta) -> None:
    """Create a sign-in and a code. The access token and the code expired that long ago."""
    root = Actor(user=User.objects.get(is_superuser=True))
    uris = ["https://editor.example/"]
    made = register_application(actor=root, name="Quill", client_type="public", redirect_uris=uris)
    who: dict[str, Any] = {"user": cast.editor.user, "application": made.application}
    then = timezone.now() - ago
    access = AccessToken.objects.create(token="", token_checksum=f"a{ago}", expires=then, scope="read", **who)
    RefreshToken.objects.create(token="", token_checksum=f"r{ago}", access_token=access, **who)
    Grant.objects.create(code=f"c{ago}", expires=then, redirect_uri=uris[0], **who)


def test_takes_what_old_sign_ins_left(cast: Cast) -> None:
    _signed_in(cast, ago=timedelta(days=31))
    _signed_in(cast, ago=timedelta(days=29))
    _signed_in(cast, ago=-timedelta(minutes=1))

    planned = find_purgeable(actor=system_actor(), now=timezone.now())
    purged = purge_later(days=0)

    assert (planned.sign_ins, purged.sign_ins) == (4, 4)
    assert (AccessToken.objects.count(), RefreshToken.objects.count(), Grant.objects.count()) == (2, 2, 1)


def test_takes_more_than_one_batch(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("versioning.services.maintenance.purge.BATCH", 2)
    monkeypatch.setattr("versioning.services.maintenance._hard_delete.BATCH", 2)
    for title in ("One", "Two", "Three"):
        trash_document(actor=cast.manager, document=cast.document(title))
    document = cast.document()
    for text in ("a", "b", "c", "d", "e"):
        cast.version(document, text)
    trash_document(actor=cast.manager, document=document)
    draft = cast.draft("Kept")
    for text in ("a", "b", "c", "d", "e"):
        cast.save(draft, body=text)

    assert purge_later() == PurgePlan(documents=4, versions=0, blobs=5, idempotency_keys=0)


@pytest.mark.parametrize("act", [find_purgeable, purge])
def test_refuses_who_is_no_administrator(cast: Cast, act: object) -> None:
    assert callable(act)
    with pytest.raises(NotAllowed):
        act(actor=cast.manager, now=timezone.now())


def test_takes_deliveries_that_ended_long_ago_and_none_that_wait(cast: Cast) -> None:
    new = NewWebhook(url="https://receiver.example/")
    webhook = create_webhook(actor=cast.manager, project=cast.project, new=new).webhook
    now = timezone.now()
    for days in (29, 31):
        ended = now - timedelta(days=days)
        delivery = Delivery.objects.create(webhook=webhook, type="webhook.test", state="failed", finished_at=ended)
        DeliveryAttempt.objects.create(delivery=delivery, milliseconds=1)
    Delivery.objects.create(webhook=webhook, type="webhook.test", created_at=now - timedelta(days=90))

    planned = find_purgeable(actor=system_actor(), now=now)
    purged = purge(actor=system_actor(), now=now)

    assert (planned.deliveries, purged.deliveries) == (1, 1)
    assert (Delivery.objects.count(), DeliveryAttempt.objects.count()) == (2, 1)
