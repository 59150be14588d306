"""Cache rebuilt texts, so that a text that many readers request is rebuilt once.

Git has such a cache for the bases of its deltas (`core.deltaBaseCacheLimit`).
"""

from threading import Lock

from cachetools import LRUCache

# Memory of an entry beside its text, in bytes.
OVERHEAD = 400
# No text may fill more than one eighth of the cache, because it would evict too many others.
MIN_ENTRIES = 8


class TextCache:
    """A least recently used cache of at most `max_bytes` bytes. Safe for use by several threads."""

    def __init__(self, max_bytes: int) -> None:
        self._max_entry = max_bytes // MIN_ENTRIES
        self._texts: LRUCache[bytes, bytes] = LRUCache(max_bytes, getsizeof=_size)
        # Cachetools is not thread-safe: even a read changes the order of the entries.
        self._lock = Lock()

    def get(self, key: bytes) -> bytes | None:
        """Return the text, or None if it is not cached."""
        with self._lock:
            text: bytes | None = self._texts.get(key)
            return text

    def put(self, key: bytes, text: bytes) -> None:
        """Cache the text unless it is too large. The caller must have verified that it belongs to the key."""
        if _size(text) <= self._max_entry:
            with self._lock:
                self._texts[key] = text

    def clear(self) -> None:
        """Remove all texts."""
        with self._lock:
            self._texts.clear()


def _size(text: bytes) -> int:
    return len(text) + OVERHEAD
