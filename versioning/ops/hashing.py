"""A bound on the hashing of passwords and secrets, whoever asks for it: sign-in, the back office, OAuth 2, a command.

Hashing takes a core for a while, by intention. Without a bound, a few guesses at once take all cores.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.contrib.auth.hashers import PBKDF2PasswordHasher

RETRY_SECONDS = 2
WAIT_SECONDS = 2.0
_PLACE = threading.BoundedSemaphore(1)
# The one that hashes, and one that waits. More would take the server's threads away from everybody else.
_QUEUE = threading.BoundedSemaphore(2)
# One of those who proved before who they are may wait beside these, so that strangers can't keep them out.
_QUEUE_OF_KNOWN = threading.BoundedSemaphore(1)
_is_known: ContextVar[bool] = ContextVar("is_known", default=False)


class HashingBusy(Exception):
    """Others hash already, so this request has to come again. It is answered with 503, or by sign-in with 429."""

    def __init__(self) -> None:
        super().__init__("The server is busy checking other passwords. Nothing was changed. Try again in a moment.")


@contextmanager
def hashing_place() -> Iterator[None]:
    """Hold the place for hashing. Raises HashingBusy if somebody waits already, or after WAIT_SECONDS."""
    queue = _QUEUE_OF_KNOWN if _is_known.get() else _QUEUE
    if not queue.acquire(blocking=False):
        raise HashingBusy
    try:
        if not _PLACE.acquire(timeout=WAIT_SECONDS):
            raise HashingBusy
        try:
            yield
        finally:
            _PLACE.release()
    finally:
        queue.release()


@contextmanager
def hashing_for(*, is_known: bool) -> Iterator[None]:
    """Wait for the place among the known, if the request comes from somebody who proved before who they are."""
    token = _is_known.set(is_known)
    try:
        yield
    finally:
        _is_known.reset(token)


class BoundedPBKDF2PasswordHasher(PBKDF2PasswordHasher):
    """Django's default hasher, with the bound. The hashes are the same, and so is their name."""

    def encode(self, password: str, salt: str, iterations: int | None = None) -> Any:
        with hashing_place():
            return super().encode(password, salt, iterations)
