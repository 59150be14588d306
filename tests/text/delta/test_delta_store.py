import pytest

from tests.text.histories import chains, history
from versioning.text.delta import delta_store as shelf_module
from versioning.text.delta.chain import BrokenText
from versioning.text.delta.delta_store import Shelf, Shelved


def shelved(texts: list[bytes]) -> dict[int, Shelved]:
    """The texts by their numbers, as `pack` keeps them one after the other."""
    return {
        chain.links[-1].key: Shelved(chain.links[-1], base=chain.links[-2].key if len(chain) > 1 else None)
        for _, chain in chains(texts)
    }


@pytest.mark.parametrize("at_hand", [0, 32_000_000])
@pytest.mark.parametrize("step", [1, -1])
def test_every_text_comes_back_in_any_order_and_however_little_is_kept(
    monkeypatch: pytest.MonkeyPatch, at_hand: int, step: int
) -> None:
    monkeypatch.setattr(shelf_module, "BYTES_AT_HAND", at_hand)
    texts = history(70)
    shelf = Shelf(shelved(texts))

    rebuilt = {key: shelf.text(key) for key in list(range(70))[::step]}

    assert rebuilt == dict(enumerate(texts))


def test_a_chain_leads_from_a_whole_text_to_the_one_asked_for() -> None:
    shelf = Shelf(shelved(history(5)))

    assert [link.key for link in shelf.chain(3).links] == [0, 1, 2, 3]
    assert 3 in shelf
    assert 9 not in shelf


@pytest.mark.parametrize("encoded", [b"\x00" * 9, None])
def test_damage_is_named_and_spares_what_does_not_rest_on_it(encoded: bytes | None) -> None:
    texts = history(5)
    links = shelved(texts)
    other = links[3].link.encoded if encoded is None else encoded
    links[2] = links[2]._replace(link=links[2].link._replace(encoded=other))
    shelf = Shelf(links)

    with pytest.raises(BrokenText) as damage:
        shelf.text(4)

    assert damage.value.key == 2
    assert shelf.text(1) == texts[1]
