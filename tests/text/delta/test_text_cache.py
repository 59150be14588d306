from hashlib import sha256

from tests.races import run_together
from versioning.text.delta.text_cache import OVERHEAD, TextCache

SIZE = 600
TAKEN = SIZE + OVERHEAD


def digest_of(text: bytes) -> bytes:
    return sha256(text).digest()


def filled(max_bytes: int, *texts: bytes) -> TextCache:
    cache = TextCache(max_bytes)
    for text in texts:
        cache.put(digest_of(text), text)
    return cache


def test_finds_what_was_kept_and_nothing_else() -> None:
    cache = filled(100_000, b"one", b"")

    found = [cache.get(digest_of(text)) for text in (b"one", b"", b"two")]

    assert found == [b"one", b"", None]


def test_what_nobody_asked_for_the_longest_time_goes_first() -> None:
    texts = [bytes([number]) * SIZE for number in range(8)]
    cache = filled(8 * TAKEN, *texts)
    cache.get(digest_of(texts[0]))

    cache.put(digest_of(b"another"), b"another")

    assert cache.get(digest_of(texts[0])) == texts[0]
    assert cache.get(digest_of(texts[1])) is None


def test_a_text_that_would_drive_out_the_others_is_not_kept() -> None:
    cache = filled(8 * TAKEN, b"one", b"x" * (SIZE + 1))

    assert cache.get(digest_of(b"one")) == b"one"
    assert cache.get(digest_of(b"x" * (SIZE + 1))) is None


def test_short_texts_take_their_room_as_well() -> None:
    texts = [bytes([number]) for number in range(200)]

    cache = filled(8 * TAKEN, *texts)

    assert sum(cache.get(digest_of(text)) is not None for text in texts) == 8 * TAKEN // (OVERHEAD + 1)


def test_keeps_nothing_where_there_is_no_room() -> None:
    assert filled(0, b"one").get(digest_of(b"one")) is None


def test_forgets_all() -> None:
    cache = filled(100_000, b"one")

    cache.clear()

    assert cache.get(digest_of(b"one")) is None


def test_threads_that_keep_at_once_lose_no_count_of_the_room() -> None:
    cache = TextCache(8 * TAKEN)

    def put(first: int) -> None:
        for number in range(first, first + 200):
            cache.put(digest_of(b"%0600d" % number), b"%0600d" % number)

    run_together(*(lambda first=first: put(first) for first in range(0, 1600, 200)))

    kept = [number for number in range(1600) if cache.get(digest_of(b"%0600d" % number))]
    assert len(kept) == 8
