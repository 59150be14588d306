from hashlib import sha256

from tests.races import run_together
from versioning.text.delta.text_cache import OVERHEAD, RememberedTexts

SIZE = 600
TAKEN = SIZE + OVERHEAD


def digest_of(text: bytes) -> bytes:
    return sha256(text).digest()


def filled(most_bytes: int, *texts: bytes) -> RememberedTexts:
    remembered = RememberedTexts(most_bytes)
    for text in texts:
        remembered.keep(digest_of(text), text)
    return remembered


def test_finds_what_was_kept_and_nothing_else() -> None:
    remembered = filled(100_000, b"one", b"")

    found = [remembered.find(digest_of(text)) for text in (b"one", b"", b"two")]

    assert found == [b"one", b"", None]


def test_what_nobody_asked_for_the_longest_time_goes_first() -> None:
    texts = [bytes([number]) * SIZE for number in range(8)]
    remembered = filled(8 * TAKEN, *texts)
    remembered.find(digest_of(texts[0]))

    remembered.keep(digest_of(b"another"), b"another")

    assert remembered.find(digest_of(texts[0])) == texts[0]
    assert remembered.find(digest_of(texts[1])) is None


def test_a_text_that_would_drive_out_the_others_is_not_kept() -> None:
    remembered = filled(8 * TAKEN, b"one", b"x" * (SIZE + 1))

    assert remembered.find(digest_of(b"one")) == b"one"
    assert remembered.find(digest_of(b"x" * (SIZE + 1))) is None


def test_short_texts_take_their_room_as_well() -> None:
    texts = [bytes([number]) for number in range(200)]

    remembered = filled(8 * TAKEN, *texts)

    assert sum(remembered.find(digest_of(text)) is not None for text in texts) == 8 * TAKEN // (OVERHEAD + 1)


def test_keeps_nothing_where_there_is_no_room() -> None:
    assert filled(0, b"one").find(digest_of(b"one")) is None


def test_forgets_all() -> None:
    remembered = filled(100_000, b"one")

    remembered.forget_all()

    assert remembered.find(digest_of(b"one")) is None


def test_threads_that_keep_at_once_lose_no_count_of_the_room() -> None:
    remembered = RememberedTexts(8 * TAKEN)

    def keep(first: int) -> None:
        for number in range(first, first + 200):
            remembered.keep(digest_of(b"%0600d" % number), b"%0600d" % number)

    run_together(*(lambda first=first: keep(first) for first in range(0, 1600, 200)))

    kept = [number for number in range(1600) if remembered.find(digest_of(b"%0600d" % number))]
    assert len(kept) == 8
