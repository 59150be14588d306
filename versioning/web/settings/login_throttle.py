"""Passwords are not to be found by trying: counted by who is asked for and from where."""

import hashlib
from unicodedata import normalize

from django.core.cache import cache
from django.http import HttpRequest

MOST = 10
SECONDS = 300


class Guesses:
    """Ten wrong ones for one name from one address; then none until five minutes have passed.

    By name and address: who guesses locks out themselves, and not the person from where that person is.
    """

    def __init__(self, request: HttpRequest, *, username: str) -> None:
        # As the sign-in reads a name: every way to write the same one counts as one.
        name = normalize("NFKC", username.strip()).casefold()
        who = f"{request.META.get('REMOTE_ADDR', '')} {name}"
        self.key = f"guesses:{hashlib.sha256(who.encode(errors='surrogatepass')).hexdigest()}"

    @property
    def are_too_many(self) -> bool:
        count: int = cache.get(self.key, 0)
        return count >= MOST

    def add(self) -> None:
        cache.add(self.key, 0, SECONDS)
        try:
            cache.incr(self.key)
        except ValueError:  # It expired between the two calls.
            cache.set(self.key, 1, SECONDS)
