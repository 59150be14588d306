"""Texts that were rebuilt lately, so that what many read at once is rebuilt once.

Git does likewise for the bases of its deltas (`core.deltaBaseCacheLimit`).
"""

from threading import Lock

from cachetools import LRUCache

# What an entry takes beside its text, in bytes.
OVERHEAD = 400
# A text that takes more of the room than this would drive out too many others.
LARGEST_SHARE = 8


class RememberedTexts:
    """By keys, of so many bytes in all; what nobody asked for the longest time goes first. Safe between threads."""

    def __init__(self, most_bytes: int) -> None:
        self._largest = most_bytes // LARGEST_SHARE
        self._texts: LRUCache[bytes, bytes] = LRUCache(most_bytes, getsizeof=_size)
        self._lock = Lock()

    def find(self, key: bytes) -> bytes | None:
        with self._lock:
            text: bytes | None = self._texts.get(key)
            return text

    def keep(self, key: bytes, text: bytes) -> None:
        """`text` must have been proved to be that of the key."""
        if _size(text) <= self._largest:
            with self._lock:
                self._texts[key] = text

    def forget_all(self) -> None:
        with self._lock:
            self._texts.clear()


def _size(text: bytes) -> int:
    return len(text) + OVERHEAD
