"""Discarded drafts, trashed versions and replaced texts are purged when nothing needs them."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.cast import Cast
from tests.services.maintenance.purging import NOTHING, purge_later
from versioning.models import (
    Blob,
    Version,
)
from versioning.services.drafts.discard_draft import discard_draft
from versioning.services.drafts.fork_document import ForkMode
from versioning.services.drafts.sync_draft import sync_draft
from versioning.services.maintenance.find_purgeable import PurgePlan
from versioning.services.versions.archive_version import archive_version


def test_takes_a_discarded_draft_with_its_text(cast: Cast) -> None:
    document = cast.document()
    draft = cast.save(cast.fork(document), body="Given up.")
    discard_draft(actor=cast.editor, draft=draft)

    purged = purge_later()

    assert purged == PurgePlan(documents=0, versions=1, blobs=1, idempotency_keys=0)
    assert [version.number for version in document.versions.all()] == [1]


def test_keeps_a_discarded_draft_for_its_time(cast: Cast) -> None:
    discard_draft(actor=cast.editor, draft=cast.fork(cast.document()))

    assert purge_later(days=29) == NOTHING


def test_keeps_a_discarded_draft_that_another_was_forked_from(cast: Cast) -> None:
    document = cast.document()
    given_up = discard_draft(actor=cast.editor, draft=cast.fork(document))
    fork = cast.fork(document, source=str(given_up.number))

    assert purge_later() == NOTHING

    fork.version.refresh_from_db()
    assert fork.version.source_id == given_up.pk


def test_takes_a_chain_of_discarded_drafts_from_its_end(cast: Cast) -> None:
    document = cast.document()
    first = discard_draft(actor=cast.editor, draft=cast.fork(document))
    discard_draft(actor=cast.editor, draft=cast.fork(document, source=str(first.number)))

    assert [purge_later().versions, purge_later().versions, purge_later().versions] == [1, 1, 0]


def test_keeps_what_was_once_published(cast: Cast) -> None:
    document = cast.document()
    former = document.current
    assert former is not None
    cast.version(document, "Second text.")
    archive_version(actor=cast.publisher, version=former)

    assert purge_later(days=10_000) == NOTHING


def test_keeps_the_last_version_of_a_document(cast: Cast) -> None:
    draft = cast.draft()
    first = discard_draft(actor=cast.editor, draft=draft)
    discard_draft(actor=cast.editor, draft=cast.fork(draft.document, source=str(first.number)))
    Version.objects.filter(document=draft.document).update(source=None)

    assert purge_later().versions == 1

    assert [version.number for version in draft.document.versions.all()] == [2]


def test_takes_a_version_from_the_trash(cast: Cast) -> None:
    document = cast.document()
    cast.version(document, "Second text.")
    Version.objects.filter(document=document).update(source=None)
    Version.objects.filter(document=document, number=1).update(trashed_at=timezone.now())

    assert purge_later().versions == 1

    assert [version.number for version in document.versions.all()] == [2]


@pytest.mark.parametrize("link", ["source", "merged"])
def test_keeps_a_version_in_the_trash_that_the_stemma_needs(cast: Cast, link: str) -> None:
    document = cast.document()
    second = cast.version(document, "Second text.")
    first = Version.objects.get(document=document, number=1)
    Version.objects.filter(pk=second.pk).update(**{"source": None, link: first})
    Version.objects.filter(pk=first.pk).update(trashed_at=timezone.now())

    assert purge_later().versions == 0


def test_keeps_the_base_of_an_open_draft(cast: Cast) -> None:
    document = cast.document()
    cast.fork(document, ForkMode.STRICT)
    cast.version(document, "Second text.")
    Version.objects.filter(document=document).update(source=None)
    Version.objects.filter(document=document, number=1).update(trashed_at=timezone.now())

    assert purge_later().versions == 0


def test_takes_texts_that_saves_replaced_long_ago(cast: Cast) -> None:
    draft = cast.draft(body="One.")
    cast.save(draft, body="Two.")
    cast.save(draft, body="Three.")

    assert purge_later() == PurgePlan(documents=0, versions=0, blobs=2, idempotency_keys=0)

    assert [blob.read() for blob in Blob.objects.all()] == [b"Three."]


def test_keeps_an_old_text_that_a_save_replaced_lately(cast: Cast) -> None:
    draft = cast.draft(body="One.")
    Blob.objects.update(created_at=timezone.now() - timedelta(days=100))
    cast.save(draft, body="Two.")

    assert purge_later(days=1) == NOTHING


def test_keeps_an_old_text_that_a_sync_replaced_lately(cast: Cast) -> None:
    document = cast.document(body="One.\n\nTwo.\n")
    draft = cast.save(cast.fork(document), body="Mine.\n\nTwo.\n")
    cast.version(document, "One.\n\nTheirs.\n")
    Blob.objects.update(created_at=timezone.now() - timedelta(days=100))
    sync_draft(actor=cast.editor, draft=draft)

    assert purge_later(days=1) == NOTHING
