"""Chains of texts: one stored whole, then deltas, each against the text before it.

No chain has more than MAX_STEPS deltas, so that the millionth version is rebuilt as fast as the fortieth. Git bounds
its chains too (`pack.depth`, 50). `packing` describes what happens when a chain is full.
"""

from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from itertools import islice
from typing import NamedTuple

from versioning.text.delta.delta import BrokenFrame, decode

# A change needs a migration: a constraint in the database has the same bound.
MAX_STEPS = 32


class ChainLink(NamedTuple):
    """One stored text. `size` and `sha256` describe the text, `encoded` is the text or its delta. `key` is unique."""

    key: int
    size: int
    sha256: bytes
    encoded: bytes

    def matches(self, text: bytes) -> bool:
        """Return True if the text has this link's hash."""
        return sha256(text).digest() == self.sha256


class BrokenText(Exception):
    """The stored text with this key is damaged, and so is every text whose delta depends on it."""

    def __init__(self, key: int) -> None:
        super().__init__(key)
        self.key = key


class Chain:
    """The links from the whole text to the tip. Immutable, except for a cache of the tip's text."""

    def __init__(self, links: Sequence[ChainLink], *, tip: bytes | None = None) -> None:
        """Store the links. A caller that has the last link's text passes it as `tip`, so it need not be rebuilt."""
        self.links = tuple(links)
        self._tip = tip

    def __len__(self) -> int:
        return len(self.links)

    def text(self) -> bytes:
        """Return the tip's text, verified by its hash. The chain must have at least one link.

        Raise BrokenText with the key of the first damaged link.
        """
        for _, text in self.texts((len(self) - 1,)):
            self._tip = text
            return text
        raise BrokenText(self._first_broken())

    def up_to(self, key: int) -> "Chain | None":
        """Return the chain that ends with this key, or None if no link has it."""
        keys = [link.key for link in self.links]
        return Chain(self.links[: keys.index(key) + 1]) if key in keys else None

    def ends_with(self, digest: bytes) -> bool:
        """Return True if the tip has this SHA-256 and can be rebuilt."""
        if not self.links or self.links[-1].sha256 != digest:
            return False
        return any(self.texts((len(self) - 1,)))

    def texts(self, positions: Iterable[int]) -> Iterator[tuple[int, bytes]]:
        """Yield (position, text) of the undamaged texts, in ascending order. Only one text is in memory at a time."""
        wanted = set(positions)
        # The most frequent request needs no decoding if the text is known.
        if self._tip is not None and wanted == {len(self) - 1}:
            yield len(self) - 1, self._tip
            return
        for position, text in enumerate(islice(self._decoded(), max(wanted, default=-1) + 1)):
            if position in wanted and self.links[position].matches(text):
                yield position, text

    def extended(self, link: ChainLink, *, position: int | None, text: bytes) -> "Chain":
        """Return the chain of a new text whose delta is against the link at the position. None means a whole text."""
        kept = () if position is None else self.links[: position + 1]
        return Chain((*kept, link), tip=text)

    def _decoded(self) -> Iterator[bytes]:
        base: bytes | None = None
        for link in self.links:
            try:
                base = decode(link.encoded, size=link.size, base=base)
            except BrokenFrame:
                return
            yield base

    def _first_broken(self) -> int:
        # Decoding can fail, or succeed with wrong bytes. Both end the sequence of sound links.
        sound = 0
        for link, text in zip(self.links, self._decoded(), strict=False):
            if not link.matches(text):
                break
            sound += 1
        return self.links[min(sound, len(self) - 1)].key
