"""Rebuild many texts that share bases, each base once, in bounded memory."""

from collections import OrderedDict
from collections.abc import Mapping
from typing import NamedTuple

from versioning.text.delta.chain import MAX_STEPS, Chain, ChainLink
from versioning.text.delta.delta import BrokenFrame, decode

# Memory for rebuilt texts, which are the bases of others.
CACHE_BYTES = 32_000_000


class StoredLink(NamedTuple):
    """A link and the key of its base, or None if the text is stored whole."""

    link: ChainLink
    base: int | None


class DeltaStore:
    """Links by their keys, together with all links that they depend on."""

    def __init__(self, links: Mapping[int, StoredLink]) -> None:
        self._links = links
        # Least recently used first.
        self._texts: OrderedDict[int, bytes] = OrderedDict()
        self._size = 0

    def __contains__(self, key: int) -> bool:
        return key in self._links

    def chain(self, key: int) -> Chain:
        """Return the links from the whole text to this key. Raise KeyError if the key is unknown."""
        return Chain([self._links[step].link for step in reversed(self._path(key))])

    def text(self, key: int) -> bytes:
        """Return the text, verified by its hash. Raise BrokenText with the key of the first damaged link."""
        text = self._rebuilt(key)
        if text is not None and self._links[key].link.matches(text):
            return text
        # A chain verifies each of its links, so it finds the damaged one.
        return self.chain(key).text()

    def _path(self, key: int) -> list[int]:
        # The bound ends the loop if damaged rows form a cycle.
        path = [key]
        while (base := self._links[path[-1]].base) is not None and len(path) <= MAX_STEPS and base in self._links:
            path.append(base)
        return path

    def _rebuilt(self, key: int) -> bytes | None:
        path, base = self._path(key), None
        cached_at = next((index for index, step in enumerate(path) if step in self._texts), len(path))
        if cached_at < len(path):
            base = self._texts[path[cached_at]]
            self._texts.move_to_end(path[cached_at])
        for step in reversed(path[:cached_at]):
            link = self._links[step].link
            try:
                base = decode(link.encoded, size=link.size, base=base)
            except BrokenFrame:
                return None
            self._cache(step, base)
        return base

    def _cache(self, key: int, text: bytes) -> None:
        self._texts[key] = text
        self._size += len(text)
        # The newest text stays even if it is larger than the cache, because the next step needs it.
        while self._size > CACHE_BYTES and len(self._texts) > 1:
            self._size -= len(self._texts.popitem(last=False)[1])
