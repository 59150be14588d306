import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.text.histories import TEXTS, chains, history
from versioning.text.delta.chain import MAX_STEPS, BrokenText, Chain


def broken(chain: Chain, position: int, encoded: bytes) -> Chain:
    """Return the chain with other bytes in one link."""
    links = list(chain.links)
    links[position] = links[position]._replace(encoded=encoded)
    return Chain(links)


@given(texts=st.lists(TEXTS, min_size=1, max_size=50))
def test_every_text_of_any_history_comes_back(texts: list[bytes]) -> None:
    for text, chain in chains(texts):
        assert chain.text() == text


def test_no_text_is_more_than_so_many_steps_from_a_whole_one() -> None:
    assert max(len(chain) for _, chain in chains(history(150))) == MAX_STEPS + 1


def test_ends_with_any_of_its_texts() -> None:
    *_, (_, chain) = chains(history(5))

    found = [chain.up_to(link.key) for link in chain.links]

    assert [part and part.text() for part in found] == [text for _, text in chain.texts(range(len(chain)))]
    assert chain.up_to(-1) is None


def test_names_the_link_that_is_damaged() -> None:
    *_, (_, chain) = chains(history(5))

    with pytest.raises(BrokenText) as damage:
        broken(chain, 2, b"\x00" * 9).text()

    assert damage.value.key == 2


def test_names_a_link_that_says_something_else() -> None:
    (_, other), *_, (_, chain) = chains([b"x" * 6500, *history(5)])

    with pytest.raises(BrokenText) as damage:
        broken(chain, 0, other.links[0].encoded).text()

    assert damage.value.key == chain.links[0].key


def test_texts_above_the_damage_are_sound() -> None:
    texts = history(5)
    *_, (_, chain) = chains(texts)

    found = dict(broken(chain, 3, b"\x00" * 9).texts(range(5)))

    assert found == {number: texts[number] for number in range(3)}


def test_a_text_that_is_at_hand_is_not_rebuilt() -> None:
    *_, (text, chain) = chains(history(3))
    known = Chain(broken(chain, 0, b"").links, tip=text)

    assert known.text() == text
