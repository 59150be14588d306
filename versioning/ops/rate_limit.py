"""Counting in windows of one minute, in the cache."""

import math
import time
from typing import NamedTuple

from django.core.cache import cache

WINDOW_SECONDS = 60


class Window(NamedTuple):
    """How often a key came in this window, this time included, and when the window ends in seconds since the epoch."""

    requests: int
    ends_at: int

    @property
    def seconds_left(self) -> int:
        """Return the whole seconds until the next window, at least 1."""
        return max(1, math.ceil(self.ends_at - time.time()))


def count_in_window(key: str) -> Window:
    """Count one more for the key. Each window has a key of its own, and the cache drops old ones."""
    window = int(time.time()) // WINDOW_SECONDS
    name = f"window:{key}:{window}"
    return Window(requests=_count(name), ends_at=(window + 1) * WINDOW_SECONDS)


def _count(name: str) -> int:
    for _ in range(2):
        try:
            return cache.incr(name)
        except ValueError:
            # The window has no count yet. `add` fails if a simultaneous request starts it first.
            if cache.add(name, 1, 2 * WINDOW_SECONDS):
                break
    return 1
