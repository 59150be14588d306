import threading
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from itertools import islice

import pytest

from versioning.ops.load import long_texts
from versioning.ops.load.long_texts import LONG_BYTES, WAITING, LongTexts
from versioning.ops.load.pool import PoolBusy


@pytest.fixture
def texts() -> LongTexts:
    texts = LongTexts()
    texts.limit()
    return texts


@pytest.fixture
def threads() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(3) as threads:
        yield threads


@pytest.fixture
def brief(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(long_texts, "WAIT_SECONDS", 0.05)


def _work(texts: LongTexts, size: int = LONG_BYTES) -> str:
    with texts.request():
        texts.enter(size)
        return "done"


@pytest.mark.usefixtures("brief")
def test_a_second_request_with_a_long_text_comes_again_and_short_texts_do_not_wait(
    texts: LongTexts, threads: ThreadPoolExecutor
) -> None:
    with texts.request():
        texts.enter(LONG_BYTES)

        with pytest.raises(PoolBusy):
            threads.submit(_work, texts).result()
        assert threads.submit(_work, texts, LONG_BYTES - 1).result() == "done"


def test_the_next_one_waits_for_the_end_of_the_first(texts: LongTexts, threads: ThreadPoolExecutor) -> None:
    with texts.request():
        texts.enter(LONG_BYTES)
        texts.enter(LONG_BYTES)
        second = threads.submit(_work, texts)

    assert second.result() == "done"


def test_no_more_wait_than_may(texts: LongTexts) -> None:
    with ThreadPoolExecutor(WAITING + 2) as threads, texts.request():
        texts.enter(LONG_BYTES)
        others: list[Future[str]] = [threads.submit(_work, texts) for _ in range(WAITING + 2)]
        refused = list(islice(as_completed(others), 2))

    assert [type(each.exception()) for each in refused] == [PoolBusy, PoolBusy]
    assert sum(other.exception() is None for other in others) == WAITING


def test_who_waits_for_the_pool_lets_the_others_work(texts: LongTexts, threads: ThreadPoolExecutor) -> None:
    with texts.request():
        texts.enter(LONG_BYTES)
        with texts.left():
            assert threads.submit(_work, texts).result() == "done"
        third = threads.submit(_work, texts)
        assert not third.done()

    assert third.result() == "done"


def test_a_thread_in_the_background_needs_no_place(texts: LongTexts, threads: ThreadPoolExecutor) -> None:
    threads.submit(texts.enter, LONG_BYTES).result()

    assert threading.active_count() > 1
    assert _work(texts) == "done"
