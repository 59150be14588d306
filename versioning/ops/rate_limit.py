"""Counting in windows of one minute, in the cache."""

import time
from typing import NamedTuple

from django.core.cache import cache

WINDOW_SECONDS = 60


class Window(NamedTuple):
    """How often a key came in this window, this time included, and the seconds until the next window."""

    requests: int
    seconds_left: int


def count_in_window(key: str) -> Window:
    """Count one more for the key."""
    now = int(time.time())
    name = f"window:{key}:{now // WINDOW_SECONDS}"
    # Twice as long as the window, so that no key expires within it.
    cache.add(name, 0, 2 * WINDOW_SECONDS)
    try:
        count = cache.incr(name)
    except ValueError:  # It was evicted between the two calls.
        count = 1
    return Window(requests=count, seconds_left=WINDOW_SECONDS - now % WINDOW_SECONDS)
