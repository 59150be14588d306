"""Counting in windows of time, in the cache."""

import hashlib
import math
import time
from typing import NamedTuple

from django.core.cache import cache

WINDOW_SECONDS = 60
HOUR_SECONDS = 3600


class Window(NamedTuple):
    """How often a key came in this window, this time included, and when the window ends in seconds since the epoch."""

    requests: int
    ends_at: int

    @property
    def seconds_left(self) -> int:
        """Return the whole seconds until the next window, at least 1."""
        return max(1, math.ceil(self.ends_at - time.time()))


def count_in_window(key: str, *, seconds: int = WINDOW_SECONDS) -> Window:
    """Count one more for the key. Each window has a key of its own, and the cache drops old ones."""
    window = int(time.time()) // seconds
    name = f"window:{key}:{window}"
    return Window(requests=_count(name, seconds=2 * seconds), ends_at=(window + 1) * seconds)


def seconds_to_wait(*parts: str, most: int, seconds: int = HOUR_SECONDS) -> int:
    """Count one more for what the parts name. Return 0, or the seconds until the next one is allowed."""
    # Hashed: a cache key has no spaces, and nobody should read addresses in the cache.
    digest = hashlib.sha256("\0".join(parts).encode(errors="surrogatepass")).hexdigest()
    window = count_in_window(digest, seconds=seconds)
    return window.seconds_left if window.requests > most else 0


def _count(name: str, *, seconds: int) -> int:
    for _ in range(2):
        try:
            return cache.incr(name)
        except ValueError:
            # The window has no count yet. `add` fails if a simultaneous request starts it first.
            if cache.add(name, 1, seconds):
                break
    return 1
