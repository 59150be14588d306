from collections.abc import Iterable, Iterator
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.text.histories import TEXTS, chains, history, link_of
from versioning.text.delta import packing
from versioning.text.delta.chain import MAX_STEPS, Chain
from versioning.text.delta.delta import decode, encode
from versioning.text.delta.packing import PlacedText, pack, pack_backwards, pack_leaf, pack_near, recompress

LONG = 200


def chain_of(texts: list[bytes]) -> Chain:
    *_, (_, chain) = chains(texts)
    return chain


def rebuilt(placed: list[PlacedText], *, sizes: dict[int, int]) -> dict[int, bytes]:
    """Rebuild every text from the placements only."""
    texts: dict[int | None, bytes | None] = {None: None}
    for text in sorted(placed, key=lambda text: text.depth):
        texts[text.key] = decode(text.encoded, size=sizes[text.key], base=texts[text.base])
    return {key: text for key, text in texts.items() if key is not None and text is not None}


def test_the_first_text_is_kept_whole() -> None:
    assert pack(b"a" * 100).position is None


def test_a_text_rests_on_its_neighbour() -> None:
    *texts, last = history(10)

    packed = pack(last, chain=chain_of(texts))

    assert packed.position == 8
    assert len(packed.encoded) * 10 < len(last)


def test_a_text_that_is_unlike_all_before_is_kept_whole() -> None:
    other = bytes(range(256)) * 3

    packed = pack(other, chain=chain_of(history(3)))

    assert packed == (None, encode(other))


def test_a_short_text_is_kept_whole() -> None:
    assert pack(b"short", chain=chain_of(history(3))) == (None, b"short")


@pytest.mark.parametrize("edit", [b"A new line.\n", bytes(range(256)) * 4])
def test_an_edit_of_a_long_text_is_a_small_delta(edit: bytes) -> None:
    text = b"".join(b"Line %d of a long text.\n" % number for number in range(5_000))
    edited = text[:50_000] + edit + text[50_000:]

    packed = pack(edited, chain=chain_of([text]))

    assert packed.position == 0
    assert len(packed.encoded) < len(edit) + 100
    assert decode(packed.encoded, size=len(edited), base=text) == edited


def test_a_full_chain_is_gone_back_along() -> None:
    *texts, last = history(MAX_STEPS + 2)

    packed = pack(last, chain=chain_of(texts))

    assert packed.position is not None
    assert packed.position < MAX_STEPS


def test_a_long_history_is_seldom_kept_whole() -> None:
    whole = [chain for _, chain in chains(history(LONG)) if len(chain) == 1]

    assert len(whole) == 1


def test_a_long_history_takes_little_more_than_its_changes() -> None:
    texts = history(LONG)
    changes = len(encode(texts[0])) + sum(len(encode(b, base=a)) for a, b in zip(texts, texts[1:], strict=False))

    kept = sum(len(chain.links[-1].encoded) for _, chain in chains(texts))

    assert kept < 3 * changes


def test_only_so_much_is_compressed_for_one_long_text(monkeypatch: pytest.MonkeyPatch) -> None:
    *texts, last = history(MAX_STEPS + 2)
    monkeypatch.setattr(packing, "MAX_BYTES_TRIED", len(last))

    packed = pack(last, chain=chain_of(texts))

    assert packed.position in {0, 8, 16, 24}


def test_a_near_text_rests_on_the_whole_one_and_reads_no_other() -> None:
    *texts, last = history(4)
    read: list[int] = []

    class Reading(Chain):
        def texts(self, positions: Iterable[int]) -> Iterator[tuple[int, bytes]]:
            read.extend(positions := list(positions))
            return super().texts(positions)

    packed = pack_near(last, chain=Reading(chain_of(texts).links))

    assert (packed.position, read) == (0, [0])


def test_a_text_that_went_far_from_the_whole_one_is_kept_whole_although_a_delta_is_smaller() -> None:
    first, *_ = history(1)
    new = b"".join(sha256(bytes([number])).digest() for number in range(len(first) // 32))
    far = new + first[: len(first) // 2]

    packed = pack_near(far, chain=chain_of([first]))

    assert packed.position is None
    assert pack(far, chain=chain_of([first])).position == 0


def test_a_near_text_reads_back() -> None:
    *texts, last = history(9)
    chain = chain_of(texts)

    packed = pack_near(last, chain=chain)

    (_, whole), *_ = chain.texts((0,))
    assert decode(packed.encoded, size=len(last), base=whole) == last


def test_never_rests_on_what_is_damaged() -> None:
    *texts, last = history(4)
    links = chain_of(texts).links

    packed = pack(last, chain=Chain([*links[:2], links[2]._replace(encoded=b"\x00" * 20)]))

    assert packed == (None, encode(last))


def test_an_older_text_rests_on_a_newer_one_and_the_newest_stands_alone() -> None:
    texts = dict(enumerate(history(80)))

    placed = list(pack_backwards(list(texts.items()), deepest={}))

    assert [text.key for text in placed if text.base is None] == [79]
    assert all(text.base is None or text.base > text.key for text in placed)
    assert max(text.depth for text in placed) == MAX_STEPS


@given(texts=st.lists(TEXTS, max_size=45))
def test_every_text_of_any_history_comes_back_from_its_new_place(texts: list[bytes]) -> None:
    numbered = dict(enumerate(texts))

    placed = list(pack_backwards(list(numbered.items()), deepest={}))

    assert rebuilt(placed, sizes={key: len(text) for key, text in numbered.items()}) == numbered
    assert all(text.depth <= MAX_STEPS for text in placed)


def test_a_leaf_rests_one_step_further_than_its_base() -> None:
    base, leaf = history(2)

    placed = pack_leaf(7, leaf, base=(PlacedText(3, 2, 5, b""), base))

    assert (placed.key, placed.base, placed.depth) == (7, 3, 6)
    assert decode(placed.encoded, size=len(leaf), base=base) == leaf


def test_a_leaf_that_is_unlike_its_base_is_kept_whole() -> None:
    placed = pack_leaf(7, b"of another kind", base=(PlacedText(3, 2, 5, b""), b"a text" * 20))

    assert placed == PlacedText(7, None, 0, b"of another kind")


def test_a_leaf_without_a_base_is_kept_whole() -> None:
    assert pack_leaf(7, b"alone", base=None) == PlacedText(7, None, 0, b"alone")


def test_thorough_compression_is_taken_where_it_gains() -> None:
    (text,) = history(1)
    quick, slow = encode(text), encode(text, level=1)

    assert len(recompress(text, base=None, encoded=slow)) <= len(quick)
    assert recompress(text, base=None, encoded=b"") == b""


def test_links_are_told_by_their_hash() -> None:
    link = link_of(1, b"text", pack(b"text"))

    assert link.matches(b"text")
    assert not link.matches(b"test")
