"""Texts that rest on each other: a whole one first, then deltas, each against the text before it.

No chain has more than MAX_STEPS deltas, so that the millionth version is rebuilt as fast as the fortieth. Git bounds
its chains likewise (`pack.depth`, 50); what happens at the bound is told in `packing`.
"""

from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from itertools import islice
from typing import NamedTuple

from versioning.text.delta.delta import BrokenFrame, decode

MAX_STEPS = 32


class Link(NamedTuple):
    """One text as it is kept; `key` is whatever tells it from the others."""

    key: int
    size: int
    sha256: bytes
    encoded: bytes

    def has(self, text: bytes) -> bool:
        """This is the text that was kept."""
        return sha256(text).digest() == self.sha256


class BrokenText(Exception):
    """The text of this key is damaged, and with it every text that rests on it."""

    def __init__(self, key: int) -> None:
        super().__init__(key)
        self.key = key


class Chain:
    """The links from the whole text to the tip. Built once, then only read."""

    def __init__(self, links: Sequence[Link], *, tip: bytes | None = None) -> None:
        """`tip` is the last link's text, where the caller has it: it need then not be rebuilt."""
        self.links = tuple(links)
        self._tip = tip

    def __len__(self) -> int:
        return len(self.links)

    def text(self) -> bytes:
        """The tip's text, proved by its hash. Raises BrokenText, which names the first damaged link.

        There must be one link at least.
        """
        for _, text in self.texts((len(self) - 1,)):
            self._tip = text
            return text
        raise BrokenText(self._first_broken())

    def up_to(self, key: int) -> "Chain | None":
        """What the text of this key is rebuilt from; None where it is none of these."""
        keys = [link.key for link in self.links]
        return Chain(self.links[: keys.index(key) + 1]) if key in keys else None

    def ends_with(self, digest: bytes) -> bool:
        """The tip is the text of this SHA-256, and can be rebuilt."""
        if not self.links or self.links[-1].sha256 != digest:
            return False
        return any(self.texts((len(self) - 1,)))

    def texts(self, positions: Iterable[int]) -> Iterator[tuple[int, bytes]]:
        """(position, text) of each that is sound, in ascending order; only one text is held at a time."""
        wanted = set(positions)
        if self._tip is not None and wanted == {len(self) - 1}:
            yield len(self) - 1, self._tip
            return
        for position, text in enumerate(islice(self._decoded(), max(wanted, default=-1) + 1)):
            if position in wanted and self.links[position].has(text):
                yield position, text

    def grown(self, link: Link, *, position: int | None, text: bytes) -> "Chain":
        """The chain of a text that rests on the link at the position, or on none."""
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
        sound = 0
        for link, text in zip(self.links, self._decoded(), strict=False):
            if not link.has(text):
                break
            sound += 1
        return self.links[min(sound, len(self) - 1)].key
