"""Texts for the codec: histories of edits, as hypothesis makes them up and as one can reckon with them."""

from collections.abc import Iterator
from hashlib import sha256

from hypothesis import strategies as st

from versioning.text.delta.chain import Chain, Link
from versioning.text.delta.packing import Packed, pack

LINE = st.binary(max_size=30)
TEXTS = st.one_of(st.binary(max_size=200), st.lists(LINE, max_size=40).map(b"\n".join))


def lines(count: int, *, changed: int = -1, to: bytes = b"changed") -> list[bytes]:
    """So many different lines, one of them changed."""
    words = [sha256(b"%d" % number).hexdigest().encode() for number in range(count)]
    return [to if number == changed else word for number, word in enumerate(words)]


def history(length: int, *, count: int = 100) -> list[bytes]:
    """Texts of which each differs from the one before in one line."""
    words = lines(count)
    texts = []
    for number in range(length):
        words[number % count] = sha256(b"edit %d" % number).hexdigest().encode()
        texts.append(b"\n".join(words))
    return texts


def link_of(key: int, text: bytes, packed: Packed) -> Link:
    return Link(key, len(text), sha256(text).digest(), packed.encoded)


def chains(texts: list[bytes]) -> Iterator[tuple[bytes, Chain]]:
    """Each text with its chain, each resting where `pack` puts it after the one before."""
    chain = Chain(())
    for key, text in enumerate(texts):
        packed = pack(text, chain=chain)
        chain = chain.grown(link_of(key, text, packed), position=packed.position, text=text)
        yield text, Chain(chain.links)
