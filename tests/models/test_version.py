from typing import Any

import pytest

from tests.cast import TEXT, Cast
from tests.damage import damage
from tests.models.raw import refusal_of, refusal_of_update, update
from tests.reading import current_of
from versioning.models import CorruptBlob, Version
from versioning.services.drafts.discard_draft import discard_draft
from versioning.services.drafts.fork_document import ForkMode
from versioning.services.versions.archive_version import archive_version

COPY = """
INSERT INTO versioning_version (id, document_id, number, key, name, status, source_id, title, description, content_type,
    body_id, fields, created_at, created_by_id, modified_at, modified_by_id)
SELECT %s, document_id, {number}, {key}, name, 'draft', {source}, title, description, content_type,
    body_id, fields, created_at, created_by_id, modified_at, modified_by_id
FROM versioning_version WHERE id = %s
"""
COPY_ID = "00000000000000000000000000000001"


def test_refuses_a_number_twice_in_a_document(cast: Cast) -> None:
    version = cast.draft().version

    sentence = refusal_of(COPY.format(number="number", key="'draft_1'", source="NULL"), COPY_ID, version.pk)

    assert "number" in sentence


def test_refuses_a_key_twice_in_a_document(cast: Cast) -> None:
    version = cast.draft().version

    sentence = refusal_of(COPY.format(number="number + 1", key="key", source="NULL"), COPY_ID, version.pk)

    assert "key" in sentence


def test_accepts_the_same_number_in_another_document(cast: Cast) -> None:
    first, second = cast.draft("One").version, cast.draft("Two").version

    assert (first.number, second.number) == (1, 1)


def test_refuses_a_number_below_1(cast: Cast) -> None:
    version = cast.draft().version

    sentence = refusal_of(COPY.format(number="0", key="'draft_1'", source="NULL"), COPY_ID, version.pk)

    assert "version_numbers_start_at_1" in sentence


def test_refuses_itself_as_its_source(cast: Cast) -> None:
    version = cast.draft().version

    sentence = refusal_of_update(version, "source_id = id")

    assert "version_is_not_its_own_source" in sentence


def test_refuses_an_unknown_status(cast: Cast) -> None:
    version = cast.draft().version

    sentence = refusal_of_update(version, "status = 'secret'")

    assert "version_status_fits_its_dates" in sentence


@pytest.mark.parametrize(
    "assignment",
    [
        "status = 'published'",
        "status = 'archived'",
        "published_at = created_at",
        "archived_at = created_at",
        "status = 'published', published_at = created_at, archived_at = created_at",
    ],
)
def test_refuses_a_status_that_its_dates_do_not_bear_out(cast: Cast, assignment: str) -> None:
    version = cast.draft().version

    sentence = refusal_of_update(version, assignment)

    assert "version_status_fits_its_dates" in sentence


@pytest.mark.parametrize("assignment", ["status = 'draft'", "status = 'archived'", "archived_at = created_at"])
def test_refuses_to_take_a_published_version_back_by_half(cast: Cast, assignment: str) -> None:
    version = current_of(cast.document())

    sentence = refusal_of_update(version, assignment)

    assert "version_status_fits_its_dates" in sentence


def test_refuses_a_body_that_does_not_exist(live_cast: Cast) -> None:
    version = live_cast.draft().version

    refusal_of_update(version, "body_id = 999999")

    assert Version.objects.with_text().get(pk=version.pk).text == TEXT


def test_of_leaves_out_other_documents_and_the_trash(cast: Cast) -> None:
    document = cast.document()
    trashed = cast.fork(document).version
    cast.document("Other")
    update(trashed, "trashed_at = created_at")

    found = Version.objects.of(document.pk)

    assert [version.number for version in found] == [1]


def test_a_reference_is_a_uuid_a_number_orcurrent_of(cast: Cast) -> None:
    document = cast.document()
    draft = cast.fork(document).version

    def find(reference: str) -> list[int]:
        versions = Version.objects.of(document.pk).with_reference(reference, current_id=document.current_id)
        return [version.number for version in versions]

    assert [find(str(draft.pk)), find(draft.pk.hex), find("2"), find("02"), find("current")] == [
        [2],
        [2],
        [2],
        [2],
        [1],
    ]


@pytest.mark.parametrize(
    "reference",
    [
        "",
        "0",
        "3",
        "-1",
        "1.0",
        "2147483648",
        "9" * 400,
        "\u0661",
        "\u00b2",
        "latest",
        "CURRENT",
        "\0",
        "\ud800",
        "z" * 36,
    ],
)
def test_anything_else_refers_to_no_version(cast: Cast, reference: str) -> None:
    document = cast.document()

    found = Version.objects.of(document.pk).with_reference(reference, current_id=document.current_id)

    assert not found.exists()


def test_current_refers_to_no_version_where_none_iscurrent_of(cast: Cast) -> None:
    document = cast.draft().document

    found = Version.objects.of(document.pk).with_reference("current", current_id=document.current_id)

    assert not found.exists()


def test_tells_published_ever_published_and_discarded_apart(cast: Cast) -> None:
    document = cast.document()
    cast.version(document, "Second.")
    discard_draft(actor=cast.editor, draft=cast.fork(document))
    archive_version(actor=cast.publisher, version=current_of(document))
    cast.fork(document)
    versions = Version.objects.of(document.pk).newest_first()

    def numbers(found: Any) -> list[int]:
        return [version.number for version in found]

    assert numbers(versions.published()) == [1]
    assert numbers(versions.ever_published()) == [2, 1]
    assert numbers(versions.discarded()) == [3]
    assert numbers(versions) == [4, 3, 2, 1]


def test_names_the_fields_that_differ_from_the_source(cast: Cast) -> None:
    draft = cast.fork(cast.document())

    saved = cast.save(draft, body="Other.", title="Other", fields={"a": 1}, name="Not a snapshot field")

    assert saved.version.modified_fields == ["title", "body", "fields"]


def test_a_text_that_was_changed_back_is_not_modified(cast: Cast) -> None:
    draft = cast.save(cast.fork(cast.document()), body="Other.")

    saved = cast.save(draft, body=TEXT)

    assert saved.version.modified_fields == []


def test_the_first_version_has_no_modified_fields(cast: Cast) -> None:
    assert cast.draft().version.modified_fields == []


def test_knows_whether_it_iscurrent_of(cast: Cast) -> None:
    document = cast.document()
    draft = cast.fork(document)

    assert [current_of(document).is_current, draft.version.is_current] == [True, False]


def test_lists_without_the_text_and_reads_with_it(cast: Cast) -> None:
    document = cast.document()

    listed, read = Version.objects.listed().get(document=document), current_of(document)

    assert "body" not in listed._state.fields_cache
    assert read.text == TEXT


def test_never_serves_a_text_that_was_damaged(cast: Cast) -> None:
    version = current_of(cast.document())
    damage(version.body_id)
    version = current_of(version.document)

    with pytest.raises(CorruptBlob, match=f"blob {version.body_id} of document {version.document_id}"):
        _ = version.text


def test_is_called_by_its_number(cast: Cast) -> None:
    draft = cast.fork(cast.document(), ForkMode.STRICT)

    assert str(draft.version) == "version 2"
