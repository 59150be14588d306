from hashlib import sha256
from itertools import cycle

from tests.cast import Cast
from tests.damage import damage
from tests.kept_texts import make_history, read_all, texts_of
from versioning.models import Blob, Document, Draft, Version
from versioning.services.drafts.fork_document import ForkMode
from versioning.services.drafts.save_draft import save_draft
from versioning.services.kernel.locking import LockedDocument
from versioning.services.kernel.store_body import pack_body, store_body
from versioning.text.delta.chain import MAX_STEPS

LONG = 3 * MAX_STEPS


def depth_of(draft: Draft) -> int:
    return Blob.objects.get(pk=Draft.objects.get(pk=draft.pk).version.body_id).depth


def test_every_version_of_a_long_history_reads_back(cast: Cast) -> None:
    texts = texts_of(LONG)

    document = make_history(cast, texts)

    assert read_all(document) == texts


def test_each_version_is_whole_or_one_step_from_a_whole_text_when_it_is_published(cast: Cast) -> None:
    document = make_history(cast, texts_of(LONG))

    depths = list(Blob.objects.filter(document=document).values_list("depth", flat=True))

    assert max(depths) == 1
    assert len([depth for depth in depths if depth == 0]) < LONG / 8


def test_a_history_takes_a_small_part_of_its_texts(cast: Cast) -> None:
    document = make_history(cast, texts_of(LONG))

    blobs = Blob.objects.filter(document=document)

    assert blobs.stored_bytes() * 8 < sum(blobs.values_list("size", flat=True))


def test_a_text_that_comes_again_is_kept_once(cast: Cast) -> None:
    first, second = texts_of(2)

    document = make_history(cast, [first, second, first])

    assert Blob.objects.filter(document=document).count() == 2
    assert read_all(document) == [first, second, first]


def test_the_same_text_of_two_documents_is_kept_apart(cast: Cast) -> None:
    texts = texts_of(2)

    documents = [make_history(cast, texts, title) for title in ("One", "Two")]

    for document in documents:
        own = Blob.objects.filter(document=document)
        assert own.count() == 2
        assert own.filter(base__document=document).count() == 1


def test_many_saves_of_a_draft_lengthen_no_chain(cast: Cast) -> None:
    first, *others = texts_of(40)
    draft = cast.fork(make_history(cast, [first]))

    for text in others:
        cast.save(draft, body=text)

    assert depth_of(draft) <= 1


def test_a_draft_that_left_its_source_far_behind_rests_on_its_own_last_text(cast: Cast) -> None:
    source, *_ = texts_of(1)
    draft = cast.fork(make_history(cast, [source]))
    rewritten = "".join(f"{sha256(bytes([number])).hexdigest()}\n" for number in range(100))
    former = cast.save(draft, body=rewritten)

    saved = cast.save(former, body=rewritten + "One line more.\n")

    assert saved.version.body.base_id == former.version.body_id


def test_a_draft_that_left_its_source_behind_has_no_chain(cast: Cast) -> None:
    source, *others = texts_of(20)
    draft = cast.fork(make_history(cast, [source]))
    rewritten = "".join(f"{sha256(bytes([number])).hexdigest()}\n" for number in range(100))

    for text in others:
        draft = cast.save(draft, body=source + rewritten + text[:200])

    depths = Blob.objects.filter(document=draft.document).values_list("depth", flat=True)
    assert max(depths) == 1


def test_saves_of_a_whole_day_keep_to_the_bound(cast: Cast) -> None:
    draft = cast.draft(body="")

    for text in texts_of(LONG):
        draft = cast.save(draft, body=text)

    assert max(Blob.objects.values_list("depth", flat=True)) <= 1
    assert Draft.objects.with_everything().get().version.text == texts_of(LONG)[-1]


def test_a_fork_keeps_no_text(cast: Cast) -> None:
    document = make_history(cast, texts_of(2))

    for mode in ForkMode:
        cast.fork(document, mode)

    assert Blob.objects.filter(document=document).count() == 2


def test_a_save_from_a_stale_reading_is_kept(cast: Cast) -> None:
    first, second, third, fourth = texts_of(4)
    draft = cast.fork(make_history(cast, [first, second]))
    stale = Draft.objects.with_everything().get(pk=draft.pk)
    cast.save(draft, body=third)

    save_draft(actor=cast.editor, draft=stale, changes={"body": fourth})

    assert Draft.objects.with_everything().get(pk=draft.pk).version.text == fourth


def test_a_text_whose_base_was_purged_meanwhile_is_kept_whole(cast: Cast) -> None:
    first, second = texts_of(2)
    draft = cast.draft(body=first)
    packed = pack_body(data=second.encode(), successor_of=draft.version)

    blob = store_body(LockedDocument(actor=cast.editor, document=draft.document), packed=packed, base_depth=None)

    assert (blob.base_id, blob.depth) == (None, 0)
    assert Blob.objects.get(pk=blob.pk).read() == second.encode()


def test_a_text_whose_base_went_further_away_is_kept_whole(cast: Cast) -> None:
    first, second = texts_of(2)
    draft = cast.draft(body=first)
    packed = pack_body(data=second.encode(), successor_of=draft.version)

    blob = store_body(
        LockedDocument(actor=cast.editor, document=draft.document), packed=packed, base_depth=packed.depth
    )

    assert (blob.base_id, blob.depth) == (None, 0)


def test_a_body_that_was_purged_since_the_draft_was_read_is_no_base(cast: Cast) -> None:
    (first, second), draft = texts_of(2), cast.draft()
    stale = cast.save(draft, body=first)
    cast.save(Draft.objects.get(pk=draft.pk), body="Other.")
    Blob.objects.filter(pk=stale.version.body_id).delete()
    del stale.version._state.fields_cache["body"]

    packed = pack_body(data=second.encode(), successor_of=stale.version)

    assert packed.base_id is None


def test_saving_a_damaged_text_again_mends_it_and_what_rests_on_it(cast: Cast) -> None:
    first, *_ = texts = texts_of(4)
    document = make_history(cast, texts)
    draft = cast.fork(document)
    damage(Version.objects.get(document=document, number=1).body_id)

    cast.save(draft, body=first)

    assert read_all(document) == [*texts, first]


def test_saving_the_text_that_stands_mends_it(cast: Cast) -> None:
    (text,) = texts_of(1)
    draft = cast.draft(body=text)
    damage(draft.version.body_id)

    cast.save(Draft.objects.with_everything().get(pk=draft.pk), body=text)

    assert Draft.objects.with_everything().get(pk=draft.pk).version.text == text
    assert Blob.objects.count() == 1


def test_texts_that_take_turns_are_kept_once_each(cast: Cast) -> None:
    draft = cast.draft(body="A" * 100)

    for _, letter in zip(range(10), cycle("BA"), strict=False):
        draft = cast.save(draft, body=letter * 100)

    assert Blob.objects.count() == 2
    assert Document.objects.count() == 1
