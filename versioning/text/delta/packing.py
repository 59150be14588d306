"""Choose the base of a delta.

Usually the base is the tip of the chain: the previous text in the history, from which the new one differs least. If
the chain is full, the base is an earlier link, and the texts that follow can use the steps from there to MAX_STEPS. An
earlier link costs a larger delta once, and leaves more steps with small deltas. So the link with the smallest delta for
each step that it leaves is chosen. That link stays in the chain and can be chosen again, so that of n versions only the
first is stored whole. Mercurial's sparse revlog (snapshots that are deltas of snapshots) and Subversion's skip-deltas
have the same purpose. Here the choice is measured on the texts, and does not depend on their numbers.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple, Protocol

from versioning.text.delta.chain import MAX_STEPS
from versioning.text.delta.delta import MIN_BASE_BYTES, PACKING_LEVEL, TRYING_LEVEL, decode, encode

# A search in a full chain first tries FIRST_TRIES links at equal distances, then the neighbors of the best. It
# compresses at most MAX_BYTES_TRIED. So it tries no neighbors for texts of 245 KB: their deltas take 30 % more, and the
# whole database 4 %. The import is a quarter faster. Trying all 32 links makes no history smaller.
FIRST_TRIES = 6
MIN_TRIES = 4
MAX_BYTES_TRIED = 1_500_000
# If the delta is smaller than its text by this factor, storing the text whole is not tried.
CLEARLY_SMALLER = 8
# A small edit of a long text is compressed quickly if the delta is smaller than the text by this factor. A thorough
# compression would take twice the time, and gain a few bytes.
LONG, TINY = 100_000, 1_000
# A delta against the whole text that many versions rest on must be smaller than its text by this factor.
MUCH_SMALLER = 3


class ReadableChain(Protocol):
    """A chain whose texts can be read by position."""

    def __len__(self) -> int: ...

    def texts(self, positions: Iterable[int]) -> Iterator[tuple[int, bytes]]: ...


class Packed(NamedTuple):
    """The encoding of a text, and the position of its base. None means that the text is stored whole."""

    position: int | None
    encoded: bytes


def pack(data: bytes, *, chain: ReadableChain | None = None) -> Packed:
    """Choose the base for a text that follows this chain, and encode it. The result is verified by decoding it."""
    if chain is None or not len(chain) or len(data) < MIN_BASE_BYTES:
        return Packed(None, encode(data))
    tip = len(chain) - 1
    found = _text_at(tip, chain=chain) if tip < MAX_STEPS else _earlier_link(data, chain=chain)
    return _delta_or_whole(data, base=found, share=1)


def pack_near(data: bytes, *, chain: ReadableChain) -> Packed:
    """Encode a text against the whole text at the start of the chain, or whole if the delta is not much smaller.

    Then the next texts are near it, and their deltas are small again. The result is verified by decoding it.
    """
    if not len(chain) or len(data) < MIN_BASE_BYTES:
        return Packed(None, encode(data))
    return _delta_or_whole(data, base=_text_at(0, chain=chain), share=MUCH_SMALLER)


def _text_at(position: int, *, chain: ReadableChain) -> tuple[int, bytes] | None:
    return next(iter(chain.texts((position,))), None)


def _delta_or_whole(data: bytes, *, base: tuple[int, bytes] | None, share: int) -> Packed:
    """Return the delta if it takes less than one in `share` bytes of the whole text's encoding, else that."""
    best = _delta(data, base=base)
    if best.position is None or len(best.encoded) * share * CLEARLY_SMALLER > len(data):
        whole = encode(data)
        if best.position is None or len(whole) <= len(best.encoded) * share:
            return Packed(None, whole)
    return best


def _delta(data: bytes, *, base: tuple[int, bytes] | None) -> Packed:
    """Return the delta against the text at this position. Its position is None if there is no sound delta."""
    if base is None:
        return Packed(None, b"")
    position, text = base
    encoded = encode(data, base=text, level=TRYING_LEVEL) if len(data) >= LONG else b""
    if not encoded or len(encoded) * TINY > len(data):
        encoded = encode(data, base=text)
    return Packed(position if decode(encoded, size=len(data), base=text) == data else None, encoded)


class _Search:
    """Search for the link whose delta is smallest for each step that it leaves."""

    def __init__(self, data: bytes, *, chain: ReadableChain) -> None:
        self._data, self._chain = data, chain
        self._lowest = float("inf")
        self.best: tuple[int, bytes] | None = None
        self.tried: set[int] = set()

    def look_at(self, positions: Iterable[int]) -> None:
        """Try these positions too. The best of all is a position with its text, or None if no text is readable."""
        untried = {position for position in positions if 0 <= position < MAX_STEPS} - self.tried
        self.tried |= untried
        for position, text in self._chain.texts(untried):
            cost = len(encode(self._data, base=text, level=TRYING_LEVEL)) / (MAX_STEPS - position)
            if cost < self._lowest:
                self.best, self._lowest = (position, text), cost


def _earlier_link(data: bytes, *, chain: ReadableChain) -> tuple[int, bytes] | None:
    """Return the position and the text of the best link of a full chain."""
    limit = max(MIN_TRIES, MAX_BYTES_TRIED // max(len(data), 1))
    count = min(FIRST_TRIES, limit)
    search = _Search(data, chain=chain)
    # The cost usually has one minimum, so a coarse pass is followed by ever smaller steps around its best.
    search.look_at(index * MAX_STEPS // count for index in range(count))
    reach = MAX_STEPS // count // 2
    while search.best is not None and reach and len(search.tried) + 2 <= limit:
        search.look_at({search.best[0] - reach, search.best[0] + reach})
        reach //= 2
    return search.best


class PlacedText(NamedTuple):
    """A new encoding of a stored text. `base` is the key of its base, `depth` the number of steps to a whole text."""

    key: int
    base: int | None
    depth: int
    encoded: bytes


class _Stack:
    """A chain with all its texts in memory."""

    def __init__(self, items: list[tuple[int, bytes]] | None = None) -> None:
        self.items = items or []

    def __len__(self) -> int:
        return len(self.items)

    def texts(self, positions: Iterable[int]) -> Iterator[tuple[int, bytes]]:
        return ((position, self.items[position][1]) for position in sorted(positions))


def pack_backwards(texts: Sequence[tuple[int, bytes]], *, deepest: Mapping[int, int]) -> Iterator[PlacedText]:
    """Encode the texts of a history, given oldest first. The newest is stored whole, older ones against newer ones.

    Most of an older text is contained in a newer one, so such deltas are small (git packs in the same order). The
    newest text is read and edited most, and needs no delta at all. `deepest` limits the depth of some texts. Slow:
    meant for maintenance, not for a request.
    """
    stack = _Stack()
    for key, data in reversed(texts):
        allowed = stack if key not in deepest else _Stack(stack.items[: deepest[key]])
        packed = pack(data, chain=allowed)
        position = packed.position
        base_key, base = (None, None) if position is None else stack.items[position]
        yield PlacedText(key, base_key, _depth(position), recompress(data, base=base, encoded=packed.encoded))
        del stack.items[0 if position is None else position + 1 :]
        stack.items.append((key, data))


def recompress(data: bytes, *, base: bytes | None, encoded: bytes) -> bytes:
    """Return the encoding compressed at PACKING_LEVEL, or the given one if that is not smaller."""
    smaller = encode(data, base=base, level=PACKING_LEVEL)
    if len(smaller) < len(encoded) and decode(smaller, size=len(data), base=base) == data:
        return smaller
    return encoded


def _depth(position: int | None) -> int:
    return 0 if position is None else position + 1


def pack_leaf(key: int, data: bytes, *, base: tuple[PlacedText, bytes] | None) -> PlacedText:
    """Encode a text that will be no other text's base, against one that has a placement and is not at MAX_STEPS."""
    stack = _Stack()
    if base is not None:
        stack.items.append((base[0].key, base[1]))
    packed = pack(data, chain=stack)
    if base is None or packed.position is None:
        return PlacedText(key, None, 0, packed.encoded)
    return PlacedText(key, base[0].key, base[0].depth + 1, packed.encoded)
