import pytest

from tests.text.histories import chains, history
from versioning.text.delta import delta_store
from versioning.text.delta.chain import BrokenText
from versioning.text.delta.delta_store import DeltaStore, StoredLink


def stored_links(texts: list[bytes]) -> dict[int, StoredLink]:
    """Return the texts by their numbers, as `pack` encodes one after the other."""
    return {
        chain.links[-1].key: StoredLink(chain.links[-1], base=chain.links[-2].key if len(chain) > 1 else None)
        for _, chain in chains(texts)
    }


@pytest.mark.parametrize("at_hand", [0, 32_000_000])
@pytest.mark.parametrize("step", [1, -1])
def test_every_text_comes_back_in_any_order_and_however_little_is_kept(
    monkeypatch: pytest.MonkeyPatch, at_hand: int, step: int
) -> None:
    monkeypatch.setattr(delta_store, "CACHE_BYTES", at_hand)
    texts = history(70)
    store = DeltaStore(stored_links(texts))

    rebuilt = {key: store.text(key) for key in list(range(70))[::step]}

    assert rebuilt == dict(enumerate(texts))


def test_a_chain_leads_from_a_whole_text_to_the_one_asked_for() -> None:
    store = DeltaStore(stored_links(history(5)))

    assert [link.key for link in store.chain(3).links] == [0, 1, 2, 3]
    assert 3 in store
    assert 9 not in store


@pytest.mark.parametrize("encoded", [b"\x00" * 9, None])
def test_damage_is_named_and_spares_what_does_not_rest_on_it(encoded: bytes | None) -> None:
    texts = history(5)
    links = stored_links(texts)
    other = links[3].link.encoded if encoded is None else encoded
    links[2] = links[2]._replace(link=links[2].link._replace(encoded=other))
    store = DeltaStore(links)

    with pytest.raises(BrokenText) as damage:
        store.text(4)

    assert damage.value.key == 2
    assert store.text(1) == texts[1]
