"""Choosing what a text rests on.

A text rests on the tip of its chain: the neighbour in the history, of which it differs least. Where the chain is full,
the text goes back to one of the links before, and what follows it has the steps from there to the bound. Going back far
costs a larger delta, once, and buys more steps at a small price: so the link is taken whose delta is the smallest for
each step that it buys. The link gone back to stays in the chain and may be gone back to again, so that of n versions
only the first is whole. This is what Mercurial's sparse revlog (snapshots that are deltas of snapshots) and
Subversion's skip-deltas are after, but measured on the texts instead of laid down by their numbers.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple, Protocol

from versioning.text.delta.chain import MAX_STEPS
from versioning.text.delta.delta import PACKING_LEVEL, SHORTEST_BASE, decode, encode

# How many links all along a full chain are tried before the neighbours of the best, and how much text is compressed in
# looking for one to go back to: it bounds the time that one save takes. Trying all 32 makes no history smaller.
FIRST_TRIED = 6
LEAST_TRIED = 4
BYTES_TRIED = 32_000_000
# A delta this much smaller than its text cannot be beaten by much: the whole text is then not tried.
PLAINLY_SMALLER = 8
# What the text of a fleeting base may be larger by when it rests on a lasting one instead.
LASTING_SLACK = 64


class Texts(Protocol):
    """A chain whose texts can be had by their positions."""

    def __len__(self) -> int: ...

    def texts(self, positions: Iterable[int]) -> Iterator[tuple[int, bytes]]: ...


class Packed(NamedTuple):
    """`position`: of the link that it rests on; None where it is kept whole."""

    position: int | None
    encoded: bytes


def pack(data: bytes, *, chain: Texts | None = None, lasting: int | None = None) -> Packed:
    """How to keep the text after this chain; what is returned was decoded again and is right.

    `lasting`: the position of a link that will stay, where the tip may soon be taken away, as the last autosave of a
    draft may: it is preferred unless the delta against it is more than twice as large.
    """
    if chain is None or not len(chain) or len(data) < SHORTEST_BASE:
        return Packed(None, encode(data))
    if lasting is not None and lasting < MAX_STEPS:
        best = _beside_a_lasting_one(data, chain=chain, lasting=lasting)
    elif len(chain) > MAX_STEPS:
        best = _gone_back(data, chain=chain)
    else:
        best = _Search(data, chain=chain, cost=lambda size, _: size).best_of({len(chain) - 1})
    if best.position is None or len(best.encoded) * PLAINLY_SMALLER > len(data):
        alone = encode(data)
        if best.position is None or len(alone) <= len(best.encoded):
            return Packed(None, alone)
    return best


class _Search:
    """For the link whose delta has the lowest cost, of those that were tried so far."""

    def __init__(self, data: bytes, *, chain: Texts, cost: Callable[[int, int], float]) -> None:
        """`cost` is that of a delta's size against the link at a position."""
        self._data, self._chain, self._cost = data, chain, cost
        self._best, self._lowest = Packed(None, b""), float("inf")
        self.tried: set[int] = set()

    def best_of(self, positions: Iterable[int]) -> Packed:
        """Of these and those before. Without a position, where none can be read."""
        fresh = {at for at in positions if 0 <= at < MAX_STEPS} - self.tried
        self.tried |= fresh
        for position, base in self._chain.texts(fresh):
            encoded = encode(self._data, base=base)
            cost = self._cost(len(encoded), position)
            if cost < self._lowest and decode(encoded, size=len(self._data), base=base) == self._data:
                self._best, self._lowest = Packed(position, encoded), cost
        return self._best


def _beside_a_lasting_one(data: bytes, *, chain: Texts, lasting: int) -> Packed:
    def cost(size: int, position: int) -> float:
        return size if position == lasting else 2 * size + LASTING_SLACK

    return _Search(data, chain=chain, cost=cost).best_of({min(len(chain), MAX_STEPS) - 1, lasting})


def _gone_back(data: bytes, *, chain: Texts) -> Packed:
    """Against a link of a full chain. The cost has one valley, mostly: all along it first, then nearer and nearer."""
    most = max(LEAST_TRIED, BYTES_TRIED // max(len(data), 1))
    count = min(FIRST_TRIED, most)
    search = _Search(data, chain=chain, cost=lambda size, position: size / (MAX_STEPS - position))
    best = search.best_of(at * MAX_STEPS // count for at in range(count))
    reach = MAX_STEPS // count // 2
    while best.position is not None and reach and len(search.tried) + 2 <= most:
        best = search.best_of({best.position - reach, best.position + reach})
        reach //= 2
    return best


class Placed(NamedTuple):
    """A text in its new place; `base` is the key of the one that it rests on."""

    key: int
    base: int | None
    depth: int
    encoded: bytes


class _Stack:
    """A chain whose texts are all in memory."""

    def __init__(self, items: list[tuple[int, bytes]] | None = None) -> None:
        self.items = items or []

    def __len__(self) -> int:
        return len(self.items)

    def texts(self, positions: Iterable[int]) -> Iterator[tuple[int, bytes]]:
        return ((position, self.items[position][1]) for position in sorted(positions))


def pack_backwards(texts: Sequence[tuple[int, bytes]], *, deepest: Mapping[int, int]) -> Iterator[Placed]:
    """The texts of a history, the newest given last: it is kept whole, and each older one rests on a newer one.

    An older text is mostly contained in a newer one, so that such deltas are small (git packs in the same order), and
    the newest, which is read and built upon most, is at hand in one step. `deepest` says of some texts how deep they
    may lie at most. Slow and thorough: for use off-line.
    """
    stack = _Stack()
    for key, data in reversed(texts):
        below = stack if key not in deepest else _Stack(stack.items[: deepest[key]])
        packed = pack(data, chain=below)
        position = packed.position
        base_key, base = (None, None) if position is None else stack.items[position]
        yield Placed(key, base_key, _depth(position), thorough(data, base=base, encoded=packed.encoded))
        del stack.items[0 if position is None else position + 1 :]
        stack.items.append((key, data))


def thorough(data: bytes, *, base: bytes | None, encoded: bytes) -> bytes:
    """The same encoding, compressed more thoroughly where that gains anything."""
    smaller = encode(data, base=base, level=PACKING_LEVEL)
    if len(smaller) < len(encoded) and decode(smaller, size=len(data), base=base) == data:
        return smaller
    return encoded


def _depth(position: int | None) -> int:
    return 0 if position is None else position + 1


def pack_leaf(key: int, data: bytes, *, base: tuple[Placed, bytes] | None) -> Placed:
    """A text on which nothing will rest, against one that has its place already and room for one step more."""
    stack = _Stack()
    if base is not None:
        stack.items.append((base[0].key, base[1]))
    packed = pack(data, chain=stack)
    if base is None or packed.position is None:
        return Placed(key, None, 0, packed.encoded)
    return Placed(key, base[0].key, base[0].depth + 1, packed.encoded)
