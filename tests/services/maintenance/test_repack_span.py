import pytest

from tests.cast import Cast
from tests.kept_texts import kept, make_history, read_all, texts_of
from tests.services.maintenance.repacking import LONG, expect_soundness
from versioning.models import Blob
from versioning.services.maintenance import _repack_span as repack_span
from versioning.services.maintenance._repack_span import SpanChanged, plan_span, spans_of, write_span
from versioning.services.versions.preconditions import Outdated
from versioning.services.versions.publish_and_promote import publish_and_promote
from versioning.text.delta.chain import MAX_STEPS


def test_a_long_history_is_packed_in_spans(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(repack_span, "SPAN_TEXTS", 15)
    texts = texts_of(LONG)
    document = make_history(cast, texts)

    for span in spans_of(document.pk):
        write_span(plan_span(span))

    assert read_all(document) == texts
    assert len([pk for pk, (base, _, _) in kept(document).items() if base is None]) == 3
    assert all(span.is_packed for span in spans_of(document.pk))
    expect_soundness()


def test_long_texts_are_packed_a_few_at_a_time(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    texts = texts_of(9)
    monkeypatch.setattr(repack_span, "SPAN_BYTES", 3 * len(texts[0]))
    document = make_history(cast, texts)

    spans = list(spans_of(document.pk))

    assert [span.size for span in spans] == [3, 3, 3]


def test_what_rests_on_a_span_from_outside_comes_to_lie_no_deeper_than_the_bound(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    *texts, first, second, third = texts_of(MAX_STEPS + 4)
    document = make_history(cast, texts)
    branched = cast.save(cast.fork(document, source="1"), body=first)
    publish_and_promote(actor=cast.publisher, draft=branched, outdated=Outdated.OVERRIDE)
    for text in (second, third):
        cast.version(document, text)
    monkeypatch.setattr(repack_span, "SPAN_TEXTS", len(texts))
    _, older = spans_of(document.pk)

    write_span(plan_span(older))

    assert read_all(document) == [*texts, first, second, third]
    assert max(depth for _, depth, _ in kept(document).values()) == MAX_STEPS
    expect_soundness()


def test_saves_that_a_plan_does_not_take_in_come_to_lie_no_deeper_than_the_bound(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(repack_span, "SPAN_TEXTS", MAX_STEPS + 1)
    first, *texts = texts_of(MAX_STEPS + 1)
    draft = cast.fork(make_history(cast, [first]))
    for text in texts_of(3 * MAX_STEPS)[-2 * MAX_STEPS :]:
        draft = cast.save(draft, body=text)
    for text in texts:
        cast.version(draft.document, text)
    (span,) = spans_of(draft.document_id)
    plan = plan_span(span)

    write_span(plan)

    assert len(plan.placed) == 2 * (MAX_STEPS + 1)
    assert len(kept(draft.document)) > len(plan.placed)
    assert max(depth for _, depth, _ in kept(draft.document).values()) == MAX_STEPS
    expect_soundness()


def test_a_text_that_came_to_rest_too_deep_meanwhile_stops_the_writing(cast: Cast) -> None:
    texts = texts_of(MAX_STEPS + 1)
    document = make_history(cast, texts)
    (span,) = spans_of(document.pk)
    plan = plan_span(span)
    cast.save(cast.fork(document, source="1"), body=f"{texts[0]} And more.")
    packed = kept(document)

    with pytest.raises(SpanChanged):
        write_span(plan)

    assert kept(document) == packed


def test_a_plan_whose_texts_are_gone_is_given_up(cast: Cast) -> None:
    first, second, third = texts_of(3)
    draft = cast.save(cast.draft(body=first), body=second)
    cast.save(draft, body=third)
    (span,) = spans_of(draft.document_id)
    plan = plan_span(span)
    Blob.objects.unreferenced().exclude(deltas__isnull=False).delete()

    with pytest.raises(SpanChanged):
        write_span(plan)


def test_texts_that_were_purged_before_they_were_read_are_passed_over(cast: Cast) -> None:
    first, second, third = texts_of(3)
    draft = cast.save(cast.draft(body=first), body=second)
    cast.save(draft, body=third)
    (span,) = spans_of(draft.document_id)
    Blob.objects.unreferenced().exclude(deltas__isnull=False).delete()

    plan = plan_span(span)

    assert len(plan.placed) == Blob.objects.count() == span.size - 1


def test_a_plan_takes_in_so_many_texts_that_may_go(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    draft = cast.draft(body="")
    for text in texts_of(6):
        draft = cast.save(draft, body=text)
    monkeypatch.setattr(repack_span, "SPAN_TEXTS", 4)

    (span,) = spans_of(draft.document_id)

    assert (len(span.spine), len(span.leaves)) == (1, 4)


def test_a_plan_whose_document_is_gone_is_given_up(cast: Cast) -> None:
    document = make_history(cast, texts_of(3))
    (span,) = spans_of(document.pk)
    plan = plan_span(span)
    draft = cast.draft("Another")
    elsewhere = repack_span.SpanPlan(draft.version_id, plan.placed, plan.before, plan.after, ())

    with pytest.raises(SpanChanged):
        write_span(elsewhere)


def test_a_document_without_texts_has_nothing_to_pack(cast: Cast) -> None:
    assert list(spans_of(cast.project.pk)) == []
