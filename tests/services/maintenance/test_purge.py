from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone
from oauth2_provider.models import AccessToken, RefreshToken
from pytest_django.fixtures import Settings

from tests.cast import Cast
from tests.services.observing import everything_stored, recorded
from versioning.exceptions import NotAllowed
from versioning.models import (
    Actor,
    Blob,
    Delivery,
    DeliveryAttempt,
    Document,
    Draft,
    Event,
    Grant,
    IdempotencyKey,
    Job,
    JobWorker,
    User,
    Version,
)
from versioning.services.access.register_application import register_application
from versioning.services.access.system_actor import system_actor
from versioning.services.documents.restore_document import restore_document
from versioning.services.documents.trash_document import trash_document
from versioning.services.drafts.discard_draft import discard_draft
from versioning.services.drafts.fork_document import ForkMode
from versioning.services.drafts.sync_draft import sync_draft
from versioning.services.maintenance.find_purgeable import PurgePlan, find_purgeable
from versioning.services.maintenance.purge import purge
from versioning.services.maintenance.verify_database import verify_database
from versioning.services.versions.archive_version import archive_version
from versioning.services.webhooks.create_webhook import NewWebhook, create_webhook

NOTHING = PurgePlan(documents=0, versions=0, blobs=0, idempotency_keys=0)


def _in_days(days: int) -> datetime:
    return timezone.now() + timedelta(days=days)


def _purge(days: int = 31) -> PurgePlan:
    """Purge that many days later. The dry run returns the same counts, and the database stays sound."""
    actor, now = system_actor(), _in_days(days)
    plan = find_purgeable(actor=actor, now=now)
    purged = purge(actor=actor, now=now)
    assert plan == purged
    assert list(verify_database(actor=actor, tell=lambda _: None)) == []
    return purged


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

    assert (_purge(days=0).jobs, _purge(days=0).jobs) == (1, 0)
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

    purged = purge(actor=actor, now=_in_days(10_000))

    assert purged == NOTHING
    assert everything_stored() == before


def test_the_dry_run_changes_nothing(cast: Cast) -> None:
    trash_document(actor=cast.manager, document=cast.document())
    actor = system_actor()
    before = everything_stored()

    plan = find_purgeable(actor=actor, now=_in_days(31))

    assert plan.documents == 1
    assert everything_stored() == before


def test_takes_a_document_with_all_that_is_its_own(cast: Cast) -> None:
    document = cast.document()
    cast.version(document, "Second text.")
    cast.fork(document)
    kept = cast.document("Kept")
    trash_document(actor=cast.manager, document=document)

    with recorded() as events:
        purged = _purge()

    assert purged == PurgePlan(documents=1, versions=0, blobs=0, idempotency_keys=0)
    assert [left.pk for left in Document.objects.all()] == [kept.pk]
    assert {version.document_id for version in Version.objects.all()} == {kept.pk}
    assert {blob.document_id for blob in Blob.objects.all()} == {kept.pk}
    assert not Draft.objects.exists()
    assert events == []
    assert Event.objects.filter(document=document.pk).exists()


def test_keeps_a_document_in_the_trash_for_its_time(cast: Cast) -> None:
    trash_document(actor=cast.manager, document=cast.document())

    assert _purge(days=29) == NOTHING


def test_the_time_is_a_setting(cast: Cast, settings: Settings) -> None:
    trash_document(actor=cast.manager, document=cast.document())
    settings.KEEP_TRASHED_DAYS = 5

    assert _purge(days=6).documents == 1


def test_takes_a_category_with_what_went_to_the_trash_along(cast: Cast) -> None:
    category = cast.document("Guides", kind="category")
    cast.document("Below", parent_id=category.pk)
    trash_document(actor=cast.manager, document=category)

    assert _purge().documents == 2


def test_a_child_that_was_trashed_later_can_still_be_restored(cast: Cast) -> None:
    category = cast.document("Guides", kind="category")
    below = cast.document("Below", parent_id=category.pk)
    for document in (below, category):
        trash_document(actor=cast.manager, document=document)
    Document.objects.filter(pk=below.pk).update(trashed_at=_in_days(20))

    assert _purge().documents == 1

    restore_document(actor=cast.manager, document=below)
    assert Document.objects.get(pk=below.pk).parent is None


def test_a_child_that_is_not_in_the_trash_moves_to_the_top(cast: Cast) -> None:
    category = cast.document("Guides", kind="category")
    below = cast.document("Below", parent_id=category.pk)
    trash_document(actor=cast.manager, document=category)
    Document.objects.filter(pk=below.pk).update(trashed_at=None)

    with recorded() as events:
        _purge()

    stored = Document.objects.get(pk=below.pk)
    assert (stored.parent, stored.revision) == (None, below.revision + 1)
    assert [(event.verb, event.data) for event in events] == [("document.updated", {"changes": {"parent_id": None}})]


def test_takes_a_discarded_draft_with_its_text(cast: Cast) -> None:
    document = cast.document()
    draft = cast.save(cast.fork(document), body="Given up.")
    discard_draft(actor=cast.editor, draft=draft)

    purged = _purge()

    assert purged == PurgePlan(documents=0, versions=1, blobs=1, idempotency_keys=0)
    assert [version.number for version in document.versions.all()] == [1]


def test_keeps_a_discarded_draft_for_its_time(cast: Cast) -> None:
    discard_draft(actor=cast.editor, draft=cast.fork(cast.document()))

    assert _purge(days=29) == NOTHING


def test_keeps_a_discarded_draft_that_another_was_forked_from(cast: Cast) -> None:
    document = cast.document()
    given_up = discard_draft(actor=cast.editor, draft=cast.fork(document))
    fork = cast.fork(document, source=str(given_up.number))

    assert _purge() == NOTHING

    fork.version.refresh_from_db()
    assert fork.version.source_id == given_up.pk


def test_takes_a_chain_of_discarded_drafts_from_its_end(cast: Cast) -> None:
    document = cast.document()
    first = discard_draft(actor=cast.editor, draft=cast.fork(document))
    discard_draft(actor=cast.editor, draft=cast.fork(document, source=str(first.number)))

    assert [_purge().versions, _purge().versions, _purge().versions] == [1, 1, 0]


def test_keeps_what_was_once_published(cast: Cast) -> None:
    document = cast.document()
    former = document.current
    assert former is not None
    cast.version(document, "Second text.")
    archive_version(actor=cast.publisher, version=former)

    assert _purge(days=10_000) == NOTHING


def test_keeps_the_last_version_of_a_document(cast: Cast) -> None:
    draft = cast.draft()
    first = discard_draft(actor=cast.editor, draft=draft)
    discard_draft(actor=cast.editor, draft=cast.fork(draft.document, source=str(first.number)))
    Version.objects.filter(document=draft.document).update(source=None)

    assert _purge().versions == 1

    assert [version.number for version in draft.document.versions.all()] == [2]


def test_takes_a_version_from_the_trash(cast: Cast) -> None:
    document = cast.document()
    cast.version(document, "Second text.")
    Version.objects.filter(document=document).update(source=None)
    Version.objects.filter(document=document, number=1).update(trashed_at=timezone.now())

    assert _purge().versions == 1

    assert [version.number for version in document.versions.all()] == [2]


@pytest.mark.parametrize("link", ["source", "merged"])
def test_keeps_a_version_in_the_trash_that_the_stemma_needs(cast: Cast, link: str) -> None:
    document = cast.document()
    second = cast.version(document, "Second text.")
    first = Version.objects.get(document=document, number=1)
    Version.objects.filter(pk=second.pk).update(**{"source": None, link: first})
    Version.objects.filter(pk=first.pk).update(trashed_at=timezone.now())

    assert _purge().versions == 0


def test_keeps_the_base_of_an_open_draft(cast: Cast) -> None:
    document = cast.document()
    cast.fork(document, ForkMode.STRICT)
    cast.version(document, "Second text.")
    Version.objects.filter(document=document).update(source=None)
    Version.objects.filter(document=document, number=1).update(trashed_at=timezone.now())

    assert _purge().versions == 0


def test_takes_texts_that_saves_replaced_long_ago(cast: Cast) -> None:
    draft = cast.draft(body="One.")
    cast.save(draft, body="Two.")
    cast.save(draft, body="Three.")

    assert _purge() == PurgePlan(documents=0, versions=0, blobs=2, idempotency_keys=0)

    assert [blob.read() for blob in Blob.objects.all()] == [b"Three."]


def test_keeps_an_old_text_that_a_save_replaced_lately(cast: Cast) -> None:
    draft = cast.draft(body="One.")
    Blob.objects.update(created_at=timezone.now() - timedelta(days=100))
    cast.save(draft, body="Two.")

    assert _purge(days=1) == NOTHING


def test_keeps_an_old_text_that_a_sync_replaced_lately(cast: Cast) -> None:
    document = cast.document(body="One.\n\nTwo.\n")
    draft = cast.save(cast.fork(document), body="Mine.\n\nTwo.\n")
    cast.version(document, "One.\n\nTheirs.\n")
    Blob.objects.update(created_at=timezone.now() - timedelta(days=100))
    sync_draft(actor=cast.editor, draft=draft)

    assert _purge(days=1) == NOTHING


def test_takes_idempotency_keys_after_their_hours(db: None) -> None:
    for name, hours in (("old", 25), ("young", 23)):
        created_at = timezone.now() - timedelta(hours=hours)
        IdempotencyKey.objects.create(owner="x", key=name, fingerprint=b"", created_at=created_at)

    assert _purge(days=0).idempotency_keys == 1

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
    purged = _purge(days=0)

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

    assert _purge() == PurgePlan(documents=4, versions=0, blobs=5, idempotency_keys=0)


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
