"""Rebuilding many texts that share their bases, each base once and within bounded memory."""

from collections import OrderedDict
from collections.abc import Mapping
from typing import NamedTuple

from versioning.text.delta.chain import MAX_STEPS, Chain, Link
from versioning.text.delta.delta import BrokenFrame, decode

# Rebuilt texts that are kept at hand for what rests on them.
BYTES_AT_HAND = 32_000_000


class Shelved(NamedTuple):
    link: Link
    base: int | None


class Shelf:
    """Links by their keys, with all that they rest on."""

    def __init__(self, links: Mapping[int, Shelved]) -> None:
        self._links = links
        self._texts: OrderedDict[int, bytes] = OrderedDict()
        self._size = 0

    def __contains__(self, key: int) -> bool:
        return key in self._links

    def chain(self, key: int) -> Chain:
        """The links from the whole text to this one, which must be here."""
        return Chain([self._links[at].link for at in reversed(self._path(key))])

    def text(self, key: int) -> bytes:
        """The text, proved by its hash. Raises BrokenText, which names the first damaged link."""
        text = self._rebuilt(key)
        if text is not None and self._links[key].link.has(text):
            return text
        return self.chain(key).text()

    def _path(self, key: int) -> list[int]:
        path = [key]
        while (base := self._links[path[-1]].base) is not None and len(path) <= MAX_STEPS and base in self._links:
            path.append(base)
        return path

    def _rebuilt(self, key: int) -> bytes | None:
        path, base = self._path(key), None
        missing = next((index for index, at in enumerate(path) if at in self._texts), len(path))
        if missing < len(path):
            base = self._texts[path[missing]]
            self._texts.move_to_end(path[missing])
        for at in reversed(path[:missing]):
            link = self._links[at].link
            try:
                base = decode(link.encoded, size=link.size, base=base)
            except BrokenFrame:
                return None
            self._keep(at, base)
        return base

    def _keep(self, key: int, text: bytes) -> None:
        self._texts[key] = text
        self._size += len(text)
        while self._size > BYTES_AT_HAND and len(self._texts) > 1:
            self._size -= len(self._texts.popitem(last=False)[1])
