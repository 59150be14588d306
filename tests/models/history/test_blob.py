import pytest
from django.db import IntegrityError, transaction
from pytest_django import DjangoAssertNumQueries

from tests.cast import TEXT, Cast
from tests.models.raw import execute, refusal_of
from versioning.exceptions import NotFound
from versioning.models import Blob, CorruptBlob
from versioning.models.history.blob import TEXT_CACHE, text_digest


def test_refuses_one_text_twice_in_a_document(cast: Cast) -> None:
    blob = cast.draft().version.body

    with pytest.raises(IntegrityError), transaction.atomic():
        Blob.objects.create(document=blob.document, sha256=blob.sha256, size=blob.size, encoded=blob.encoded)

    assert Blob.objects.count() == 1


def test_two_documents_keep_the_same_text_apart(cast: Cast) -> None:
    first, second = cast.draft("One").version.body, cast.draft("Two").version.body

    assert first.pk != second.pk
    assert bytes(first.sha256) == bytes(second.sha256)


def test_finds_the_texts_that_no_version_holds(cast: Cast) -> None:
    draft = cast.draft(body="First.")
    former = draft.version.body_id
    cast.save(draft, body="Second.")

    assert [blob.pk for blob in Blob.objects.unreferenced()] == [former]


def test_reads_back_what_was_stored(cast: Cast) -> None:
    blob = Blob.objects.get(pk=cast.draft().version.body_id)

    assert blob.read() == TEXT.encode()
    assert str(blob) == text_digest(TEXT.encode()).hex()


def test_refuses_to_read_what_was_damaged_on_disk(cast: Cast) -> None:
    draft = cast.draft()
    execute(
        "INSERT INTO versioning_blob (document_id, sha256, size, depth, encoded, created_at) "
        "VALUES (%s, %s, 5, 0, %s, %s)",
        draft.document_id,
        text_digest(b"other"),
        b"othre",
        "2026-01-01 00:00:00+00:00",
    )

    with pytest.raises(CorruptBlob, match="does not match its SHA-256"):
        Blob.objects.get(size=5).read()


def test_refuses_to_delete_a_text_that_a_version_holds(live_cast: Cast) -> None:
    blob = live_cast.draft().version.body

    refusal_of("DELETE FROM versioning_blob WHERE id = %s", blob.pk)

    assert Blob.objects.filter(pk=blob.pk).exists()


def test_a_text_that_is_remembered_is_not_rebuilt(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    blob = cast.draft(body="Read by many.").version.body
    read = Blob.objects.get(pk=blob.pk).read()

    with django_assert_num_queries(1):
        again = Blob.objects.get(pk=blob.pk).read()

    assert again == read == b"Read by many."


def test_a_text_that_was_purged_since_it_was_found_is_not_found(cast: Cast) -> None:
    draft = cast.draft(body="First.")
    found = Blob.objects.get(pk=draft.version.body_id)
    cast.save(draft, body="Second.")
    Blob.objects.unreferenced().delete()
    TEXT_CACHE.clear()

    with pytest.raises(NotFound):
        found.read()
