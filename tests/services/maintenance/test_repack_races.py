from functools import partial

from tests.cast import Cast
from tests.kept_texts import make_history, read_all, texts_of
from tests.races import run_together
from tests.services.maintenance.purging import in_days
from tests.services.maintenance.repacking import expect_soundness, run
from versioning.models import Draft
from versioning.services.access.system_actor import system_actor
from versioning.services.maintenance.purge import purge

ROUNDS = 6


def repack_often() -> None:
    for _ in range(ROUNDS):
        run()


def test_saves_and_repacks_at_once_lose_nothing(live_cast: Cast) -> None:
    system_actor()
    *texts, last = texts_of(40)
    document = make_history(live_cast, texts[:20])
    draft = live_cast.fork(document)

    def save() -> None:
        for text in (*texts[20:], last):
            live_cast.save(Draft.objects.get(pk=draft.pk), body=text)

    results = run_together(save, repack_often)

    assert results == [None, None]
    assert Draft.objects.with_everything().get(pk=draft.pk).version.text == last
    assert read_all(document)[:20] == texts[:20]
    expect_soundness()


def test_publishing_and_two_repacks_at_once_lose_nothing(live_cast: Cast) -> None:
    system_actor()
    texts = texts_of(36)
    document = make_history(live_cast, texts[:20])

    def publish() -> None:
        for text in texts[20:]:
            live_cast.version(document, text)

    results = run_together(publish, repack_often, repack_often)

    assert results == [None, None, None]
    assert read_all(document) == texts
    expect_soundness()


def test_saves_repacks_and_purges_at_once_lose_nothing(live_cast: Cast) -> None:
    system_actor()
    *texts, last = texts_of(40)
    document = make_history(live_cast, texts[:10])
    draft = live_cast.fork(document)

    def save() -> None:
        for text in (*texts[10:], last):
            live_cast.save(Draft.objects.get(pk=draft.pk), body=text)

    def purge_often() -> None:
        for _ in range(ROUNDS):
            purge(actor=system_actor(), now=in_days(365))

    results = run_together(save, repack_often, partial(purge_often))

    assert results == [None, None, None]
    assert Draft.objects.with_everything().get(pk=draft.pk).version.text == last
    assert read_all(document)[:10] == texts[:10]
    expect_soundness()
