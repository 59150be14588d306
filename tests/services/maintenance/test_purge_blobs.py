from datetime import timedelta

import pytest
from django.db.models import QuerySet
from django.utils import timezone

from tests.cast import Cast
from tests.damage import damage
from tests.kept_texts import texts_of
from versioning.models import Blob, Document, Version
from versioning.models.history.blob import text_digest
from versioning.services.access.system_actor import system_actor
from versioning.services.kernel.reencoding import reencode
from versioning.services.maintenance._purge_blobs import purge_blobs
from versioning.services.maintenance.purge import purge
from versioning.services.maintenance.verify_database import verify_database
from versioning.services.versions.publish_version import publish_version
from versioning.text.delta.packing import PlacedText, pack


def purge_later() -> int:
    """Return how many texts a purge in a year deletes."""
    return purge(actor=system_actor(), now=timezone.now() + timedelta(days=365)).blobs


def expect_soundness() -> None:
    assert list(verify_database(actor=system_actor(), tell=lambda _: None)) == []


def rest_on(base: Blob, text: str) -> Blob:
    """Store a new text of the same document that rests on the base."""
    return Blob.objects.create(
        document=base.document,
        sha256=text_digest(text.encode()),
        size=len(text),
        base=base,
        depth=base.depth + 1,
        encoded=pack(text.encode(), chain=base.chain).encoded,
    )


def scene(cast: Cast, texts: list[str]) -> tuple[Document, Blob, Version]:
    """Return a published version whose text rests on an unused text, which rests on a published one."""
    first, second, third = texts
    document = cast.document(body=first)
    draft = cast.save(cast.fork(document), body=second)
    left_over = draft.version.body
    Version.objects.filter(pk=draft.version_id).update(body=rest_on(left_over, third))
    return document, left_over, publish_version(actor=cast.publisher, version=Version.objects.get(pk=draft.version_id))


def test_takes_the_texts_of_a_days_saves_and_keeps_the_last(cast: Cast) -> None:
    texts = texts_of(12)
    draft = cast.draft(body="")
    for text in texts:
        draft = cast.save(draft, body=text)

    taken = purge_later()

    assert taken == 12
    assert [blob.read().decode() for blob in Blob.objects.all()] == [texts[-1]]
    expect_soundness()


def test_a_text_that_rests_on_one_that_goes_is_moved_to_one_that_stays(cast: Cast) -> None:
    texts = texts_of(3)
    document, left_over, version = scene(cast, texts)

    taken = purge_later()

    assert taken == 1
    assert not Blob.objects.filter(pk=left_over.pk).exists()
    assert Blob.objects.get(pk=version.body_id).base == Blob.objects.get(versions__number=1)
    assert [found.text for found in document.versions.order_by("number").with_text()] == [texts[0], texts[2]]
    expect_soundness()


def test_what_rests_on_a_moved_text_stays_readable(cast: Cast) -> None:
    *texts, last = texts_of(4)
    document, _, version = scene(cast, texts)
    draft = cast.save(cast.fork(document, source=str(version.pk)), body=last)

    purge_later()

    assert Version.objects.with_text().get(pk=draft.version_id).text == last
    expect_soundness()


def test_a_damaged_text_keeps_what_it_rests_on(cast: Cast) -> None:
    _, left_over, version = scene(cast, texts_of(3))
    damage(version.body_id)

    taken = purge_later()

    assert taken == 0
    assert Blob.objects.filter(pk=left_over.pk).exists()


def test_a_text_on_which_another_came_to_rest_meanwhile_is_kept_with_its_bases(cast: Cast) -> None:
    first, second, third, fourth = texts_of(4)
    draft = cast.save(cast.save(cast.draft(body=first), body=second), body=third)
    bases = list(Blob.objects.unreferenced())
    held = Blob.objects.get(pk=draft.version.body_id)
    deepest = max(bases, key=lambda blob: blob.depth)

    def racing() -> QuerySet[Blob]:
        Version.objects.filter(pk=draft.version_id).update(body=rest_on(deepest, fourth))
        Blob.objects.filter(pk=held.pk).delete()
        return Blob.objects.unreferenced()

    taken = purge_blobs(document_id=draft.document_id, keys=[blob.pk for blob in bases], purgeable=racing)

    assert taken == len(bases) - deepest.depth - 1
    assert Version.objects.with_text().get(pk=draft.version_id).text == fourth
    expect_soundness()


def test_a_base_that_goes_is_not_kept_again_in_each_text_that_rested_on_it(cast: Cast) -> None:
    first, *texts = texts_of(12)
    draft = cast.draft(body=first)
    base = Blob.objects.get(pk=draft.version.body_id)
    cast.save(draft, body=texts[0])
    others = [rest_on(base, text) for text in texts[1:]]
    before = Blob.objects.stored_bytes()

    taken = purge_blobs(
        document_id=draft.document_id, keys=[base.pk], purgeable=lambda: Blob.objects.filter(pk=base.pk)
    )

    assert taken == 1
    assert Blob.objects.stored_bytes() < before * 1.2
    assert [Blob.objects.get(pk=blob.pk).read().decode() for blob in others] == texts[1:]
    expect_soundness()


def test_so_many_texts_are_moved_at_once(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("versioning.services.maintenance._purge_blobs.MOST_MOVED", 2)
    first, *texts = texts_of(5)
    draft = cast.draft(body=first)
    base = Blob.objects.get(pk=draft.version.body_id)
    cast.save(draft, body=texts[0])
    others = [rest_on(base, text) for text in texts[1:]]

    taken = [
        purge_blobs(document_id=draft.document_id, keys=[base.pk], purgeable=lambda: Blob.objects.filter(pk=base.pk))
        for _ in range(2)
    ]

    assert taken == [0, 1]
    assert [Blob.objects.get(pk=blob.pk).read().decode() for blob in others] == texts[1:]
    expect_soundness()


def test_a_text_that_was_brought_nearer_meanwhile_is_left_there(cast: Cast) -> None:
    first, second, third, fourth, fifth = texts_of(5)
    draft = cast.draft(body=first)
    whole = Blob.objects.get(pk=draft.version.body_id)
    near = rest_on(whole, second)
    left_over = rest_on(near, third)
    moved = rest_on(left_over, fourth)
    nearer = (
        PlacedText(left_over.pk, None, 0, third.encode()),
        PlacedText(moved.pk, left_over.pk, 1, bytes(moved.encoded)),
    )

    def racing() -> QuerySet[Blob]:
        reencode(document_id=draft.document_id, placed=nearer, depths={})
        rest_on(Blob.objects.get(pk=moved.pk), fifth)
        return Blob.objects.filter(pk=left_over.pk)

    taken = purge_blobs(document_id=draft.document_id, keys=[left_over.pk], purgeable=racing)

    assert taken == 0
    assert Blob.objects.get(pk=moved.pk).read() == fourth.encode()
    expect_soundness()


def test_a_document_that_is_gone_has_nothing_left_to_take(cast: Cast) -> None:
    draft = cast.draft()

    taken = purge_blobs(document_id=draft.version_id, keys=[], purgeable=Blob.objects.unreferenced)

    assert taken == 0
