from collections.abc import Callable

import pytest
from django.db import IntegrityError, connection

from tests.cast import Cast
from tests.damage import damage
from tests.kept_texts import kept, make_history, read_all, texts_of
from tests.services.maintenance.repacking import LONG, expect_soundness, run, silent
from tests.services.observing import everything_stored
from versioning.exceptions import NotAllowed
from versioning.models import Blob, Document, Draft, Reencoding, Version
from versioning.services.access.system_actor import system_actor
from versioning.services.drafts.discard_draft import discard_draft
from versioning.services.maintenance import _repack_span as repack_span
from versioning.services.maintenance._repack_span import SpanChanged, spans_of, write_span
from versioning.services.maintenance.repack import RepackSummary, estimate_repack, repack
from versioning.text.delta.chain import MAX_STEPS


def stop_after(writes: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Make a repack end, as if it were killed, after it wrote this many spans."""
    left = iter(range(writes))

    def write(plan: repack_span.SpanPlan) -> None:
        if next(left, None) is None:
            raise KeyboardInterrupt
        write_span(plan)

    monkeypatch.setattr("versioning.services.maintenance.repack.write_span", write)


def parts_of_the_search_index() -> int:
    """Count the segments of FTS5's index. PostgreSQL's is one."""
    if connection.vendor == "postgresql":
        return 1
    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(DISTINCT segid) FROM versioning_searchindex_idx")
        return int(cursor.fetchone()[0])


def test_merges_the_search_index(live_cast: Cast) -> None:
    for number in range(3):
        live_cast.document(title=f"Document {number}")

    run()

    assert parts_of_the_search_index() == 1


def test_changes_no_text(cast: Cast) -> None:
    texts = texts_of(LONG)
    document = make_history(cast, texts)

    run()

    assert read_all(document) == texts
    expect_soundness()


def test_takes_less_room_and_says_how_much(cast: Cast) -> None:
    make_history(cast, texts_of(LONG))
    before = Blob.objects.stored_bytes()

    summary = run()

    assert summary.before == before
    assert summary.after == Blob.objects.stored_bytes() < before
    assert (summary.texts, summary.documents, summary.damaged, summary.busy) == (LONG, 1, (), 0)


def test_keeps_the_newest_published_text_whole_and_all_others_near(cast: Cast) -> None:
    document = make_history(cast, texts_of(LONG))

    run()

    assert document.current is not None
    assert [pk for pk, (base, _, _) in kept(document).items() if base is None] == [document.current.body_id]
    assert max(depth for _, depth, _ in kept(document).values()) <= MAX_STEPS


def test_a_second_run_finds_nothing_to_do(cast: Cast) -> None:
    document = make_history(cast, texts_of(LONG))
    run()
    packed = kept(document)

    summary = run()

    assert (summary.texts, summary.before) == (0, summary.after)
    assert kept(document) == packed


def test_packs_texts_that_were_added_later(cast: Cast) -> None:
    *texts, last = texts_of(LONG)
    document = make_history(cast, texts)
    run()
    cast.version(document, last)

    run()

    assert read_all(document) == [*texts, last]
    expect_soundness()


def test_a_dry_run_changes_nothing_and_says_the_same(cast: Cast) -> None:
    make_history(cast, texts_of(LONG))
    system_actor()
    stored = everything_stored()

    estimate = run(estimate_repack)

    assert everything_stored() == stored
    assert estimate.after == run().after


def test_texts_that_may_go_carry_nothing(cast: Cast) -> None:
    *texts, first, second = texts_of(12)
    document = make_history(cast, texts)
    draft = cast.save(cast.fork(document), body=first)
    former = draft.version.body_id
    cast.save(draft, body=second)

    run()

    open_text = Draft.objects.get(pk=draft.pk).version.body_id
    assert not Blob.objects.filter(base__in=(former, open_text)).exists()
    expect_soundness()


def test_a_document_that_was_never_published_is_packed_as_well(cast: Cast) -> None:
    draft = cast.draft(body=texts_of(1)[0])
    for text in texts_of(12):
        draft = cast.save(draft, body=text)

    run()

    assert Draft.objects.with_everything().get().version.text == texts_of(12)[-1]
    expect_soundness()


def test_a_repack_that_was_killed_is_continued(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    texts = texts_of(12)
    documents = [make_history(cast, texts, title) for title in ("One", "Two", "Three")]
    with monkeypatch.context() as patch:
        stop_after(1, patch)
        with pytest.raises(KeyboardInterrupt):
            run()
    half_way = [read_all(document) for document in documents]

    summary = run()

    assert half_way == [read_all(document) for document in documents] == [texts] * 3
    assert summary.documents == 2
    expect_soundness()


def test_counts_a_span_that_others_keep_changing(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    make_history(cast, texts_of(12))

    def changed(plan: repack_span.SpanPlan) -> None:
        raise SpanChanged

    monkeypatch.setattr("versioning.services.maintenance.repack.write_span", changed)

    summary = run()

    assert (summary.busy, summary.texts) == (1, 0)


def test_a_span_that_others_write_to_is_planned_again(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    first, *texts, last = texts_of(MAX_STEPS + 2)
    document = make_history(cast, [first, *texts])
    saves = iter([last])

    def write(plan: repack_span.SpanPlan) -> None:
        for text in saves:
            cast.save(cast.fork(document, source="1"), body=text)
        write_span(plan)

    monkeypatch.setattr("versioning.services.maintenance.repack.write_span", write)

    summary = run()

    assert (summary.busy, summary.documents) == (0, 1)
    assert read_all(document) == [first, *texts, last]
    assert max(depth for _, depth, _ in kept(document).values()) <= MAX_STEPS
    expect_soundness()


def test_a_draft_of_the_deepest_text_is_no_deeper(cast: Cast) -> None:
    first, *texts, last = texts_of(MAX_STEPS + 2)
    document = cast.document(body=first)
    draft = cast.save(cast.fork(document), body=last)
    for text in texts:
        cast.version(document, text)

    run()

    assert Version.objects.with_text().get(pk=draft.version_id).text == last
    assert max(depth for _, depth, _ in kept(document).values()) == MAX_STEPS
    expect_soundness()


def test_a_draft_of_a_damaged_text_is_kept(cast: Cast) -> None:
    first, second, last = texts_of(3)
    document = make_history(cast, [first, second])
    (span,) = spans_of(document.pk)
    damage(span.spine[-1].pk)
    draft = cast.save(cast.fork(document), body=last)

    run()

    assert Version.objects.with_text().get(pk=draft.version_id).text == last


def test_a_damaged_text_is_named_and_left(cast: Cast) -> None:
    texts = texts_of(12)
    document = make_history(cast, texts)
    broken = Version.objects.get(document=document, number=12).body_id
    damage(broken)

    summary = run()

    assert summary.damaged == (broken,)
    sound = Version.objects.filter(document=document, number__lt=12).order_by("number").with_text()
    assert [version.text for version in sound] == texts[:11]


def test_leaves_no_document_open(cast: Cast) -> None:
    document = make_history(cast, texts_of(12))

    run()

    assert not Reencoding.objects.exists()
    with pytest.raises(IntegrityError, match="encoded anew only by"):
        Blob.objects.filter(document=document).update(encoded=b"")


def test_discarded_drafts_stay_readable(cast: Cast) -> None:
    *texts, last = texts_of(12)
    document = make_history(cast, texts)
    given_up = discard_draft(actor=cast.editor, draft=cast.save(cast.fork(document), body=last))

    run()

    assert Version.objects.with_text().get(pk=given_up.pk).text == last
    assert Document.objects.count() == 1


@pytest.mark.parametrize("act", [repack, estimate_repack])
def test_refuses_who_is_no_administrator(cast: Cast, act: Callable[..., RepackSummary]) -> None:
    with pytest.raises(NotAllowed):
        act(actor=cast.manager, report=silent)
