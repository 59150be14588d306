"""A limit on wrong passwords, by username and IP address."""

import hashlib
from unicodedata import normalize

from django.core.cache import cache
from django.http import HttpRequest

MOST_ATTEMPTS = 10
LOCKED_SECONDS = 300


class LoginThrottle:
    """Refuses attempts for five minutes after ten wrong passwords for one username from one address.

    The address counts too, so that somebody who guesses locks out themselves, not the person whose username it is.
    """

    def __init__(self, request: HttpRequest, *, username: str) -> None:
        # Sign-in normalizes usernames, so every spelling of one username has to count as the same.
        name = normalize("NFKC", username.strip()).casefold()
        key = f"{request.META.get('REMOTE_ADDR', '')} {name}"
        # Hashed: a cache key has no spaces, and nobody should read usernames in the cache.
        self.key = f"login-throttle:{hashlib.sha256(key.encode(errors='surrogatepass')).hexdigest()}"

    @property
    def is_locked(self) -> bool:
        """Whether to refuse the next attempt without checking its password."""
        count: int = cache.get(self.key, 0)
        return count >= MOST_ATTEMPTS

    def count_failure(self) -> None:
        """Count one wrong password."""
        cache.add(self.key, 0, LOCKED_SECONDS)
        try:
            cache.incr(self.key)
        except ValueError:  # The key expired between the two calls.
            cache.set(self.key, 1, LOCKED_SECONDS)
