import pytest

from tests.cast import Cast
from tests.services.observing import compressed, everything_stored, text_at
from versioning.exceptions import DraftChanged
from versioning.models import Blob, Draft, Version
from versioning.services.drafts.resolve_collision import resolve_collision
from versioning.services.lookups import find_draft

BLOCKS = '{"blocks": []}'


def stored(draft: Draft) -> Draft:
    return Draft.objects.with_everything().get(pk=draft.pk)


def resolve(cast: Cast, draft: Draft, *, typed: str, body: str, revision: int) -> Draft:
    found = find_draft(actor=cast.editor, identifier=draft.identifier)
    return resolve_collision(
        actor=cast.editor, draft=found, typed=typed, changes={"body": body}, expected_revision=revision
    )


def test_all_three_texts_can_be_recovered(cast: Cast) -> None:
    draft = cast.save(cast.draft(body="Base."), body="Theirs.")

    resolve(cast, draft, typed="Mine.", body="Ours.", revision=2)

    saved = stored(draft)
    assert [text_at(saved, revision=number) for number in (1, 2, 3, 4, 5)] == [
        *("Base.", "Theirs.", "Mine.", "Ours."),
        None,
    ]


def test_compresses_both_texts_before_the_lock(cast: Cast) -> None:
    draft = cast.save(cast.draft(body="Base of both."), body="Theirs, which is long enough.")

    with compressed() as depths:
        resolve(cast, draft, typed="Mine.", body="Ours.", revision=2)

    assert set(depths) == {0}


def test_the_text_that_was_there_stands_where_nothing_of_what_was_typed_is_taken(cast: Cast) -> None:
    draft = cast.save(cast.draft(body="Base."), body="Theirs.")
    found = find_draft(actor=cast.editor, identifier=draft.identifier)

    resolve_collision(actor=cast.editor, draft=found, typed="Mine.", changes={"title": "Ours"}, expected_revision=2)

    saved = stored(draft)
    assert (saved.version.text, saved.version.title) == ("Theirs.", "Ours")
    assert text_at(saved, revision=3) == "Mine."


@pytest.mark.parametrize("typed", ["Theirs.", "Ours."])
def test_what_is_there_already_takes_no_revision_of_its_own(cast: Cast, typed: str) -> None:
    draft = cast.save(cast.draft(body="Base."), body="Theirs.")

    assert resolve(cast, draft, typed=typed, body="Ours.", revision=2).revision == 3


def test_nothing_is_stored_where_somebody_saved_meanwhile(cast: Cast) -> None:
    draft = cast.save(cast.draft(body="Base."), body="Theirs.")
    before = everything_stored()

    with pytest.raises(DraftChanged):
        resolve(cast, draft, typed="Mine.", body="Ours.", revision=1)

    assert everything_stored() == before


def test_what_could_never_be_saved_does_not_stand_in_the_way(cast: Cast) -> None:
    draft = cast.draft(body=BLOCKS, content_type="block")

    saved = resolve(cast, draft, typed="No blocks.", body=BLOCKS.replace("[]", "[ ]"), revision=1)

    assert saved.revision == 2


def test_a_text_that_was_purged_is_not_made_up(cast: Cast) -> None:
    draft = cast.save(cast.save(cast.draft(body="One."), body="Two."), body="Three.")
    Blob.objects.unreferenced().delete()

    assert text_at(stored(draft), revision=2) is None
    assert text_at(stored(draft), revision=3) == "Three."


def test_the_text_of_another_draft_is_not_taken_for_its_own(cast: Cast) -> None:
    document = cast.document(body="Base.")
    other = cast.save(cast.fork(document), body="Of another.")
    draft = cast.save(cast.fork(document), body="Mine.")

    assert Version.objects.get(pk=other.version_id).document_id == draft.document_id
    assert text_at(stored(draft), revision=1) == "Base."
