"""Limits on wrong passwords: by username and address, by address, and by username from all addresses."""

import hashlib
import time
from math import ceil
from unicodedata import normalize

from django.conf import settings
from django.core import signing
from django.core.cache import BaseCache, cache, caches
from django.http import HttpRequest, HttpResponseBase

from versioning.ops.cache import is_shared_cache_answering
from versioning.ops.proxies import address_group

MOST_ATTEMPTS = 10
LOCKED_SECONDS = 300
# Somebody at one address who tries many usernames.
MOST_FROM_ADDRESS = 50
# Many addresses that try one username. From there on each further failure doubles the pause.
MOST_FOR_USERNAME = 20
FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 1, 900

# Set at a sign-in. Whoever has it is not kept out by what strangers do with the username.
DEVICE_COOKIE = "device"
DEVICE_SECONDS = 365 * 24 * 3600
_signer = signing.TimestampSigner(salt="stemma.device")


class LoginThrottle:
    """Refuses attempts without checking the password, by what failed before.

    The counters are in the cache or, while that does not answer, in the database: all processes share them.

    A browser that signed in with this username before has a counter of its own, so that strangers can't lock its owner
    out.
    """

    def __init__(self, request: HttpRequest, *, username: str) -> None:
        # Sign-in normalizes usernames, so every spelling of one username has to count as the same.
        self.name = normalize("NFKC", username.strip()).casefold()
        address = address_group(request.META.get("REMOTE_ADDR", ""))
        device = _device_of(request, name=self.name)
        if device:
            self.limits = {_key("device", device, self.name): MOST_ATTEMPTS}
            self.pause_key = ""
        else:
            self.limits = {
                _key("pair", address, self.name): MOST_ATTEMPTS,
                _key("address", address): MOST_FROM_ADDRESS,
            }
            self.pause_key = _key("username", self.name)

    @property
    def is_new_device(self) -> bool:
        """Whether this browser never signed in with the username."""
        return bool(self.pause_key)

    @property
    def retry_seconds(self) -> int:
        """Seconds until the next attempt is checked, 0 if it is checked now."""
        counts = _counters().get_many([*self.limits, *([self.pause_key] if self.pause_key else [])])
        if any(counts.get(key, 0) >= most for key, most in self.limits.items()):
            return LOCKED_SECONDS
        failures, until = counts.get(self.pause_key) or (0, 0.0)
        return max(0, ceil(until - time.time())) if failures >= MOST_FOR_USERNAME else 0

    @property
    def is_locked(self) -> bool:
        """Whether to refuse the next attempt without checking its password."""
        return self.retry_seconds > 0

    def count_failure(self) -> None:
        """Count one wrong password."""
        counters = _counters()
        for key in self.limits:
            counters.add(key, 0, LOCKED_SECONDS)
            try:
                counters.incr(key)
            except ValueError:  # The key expired between the two calls.
                counters.set(key, 1, LOCKED_SECONDS)
        if self.pause_key:
            failures, _ = counters.get(self.pause_key) or (0, 0.0)
            # Two failures at once may count as one. The counters above are exact.
            doublings = max(0, failures + 1 - MOST_FOR_USERNAME)
            pause = min(LONGEST_PAUSE_SECONDS, FIRST_PAUSE_SECONDS * 2**doublings)
            counters.set(self.pause_key, (failures + 1, time.time() + pause), 2 * LONGEST_PAUSE_SECONDS)

    def remember_device(self, response: HttpResponseBase) -> None:
        """Let this browser be known from now on as one that signed in with the username."""
        response.set_cookie(
            _device_cookie(),
            _signer.sign(_key("owner", self.name)),
            max_age=DEVICE_SECONDS,
            secure=settings.HTTPS,
            httponly=True,
            samesite="Lax",
        )


def _counters() -> BaseCache:
    """Return the cache, or the database if the cache does not answer or takes no changes."""
    # Only a call finds out, and only one that stores something: a cache that is full or read-only still answers reads.
    cache.set("login-throttle", 1, LOCKED_SECONDS)
    return cache if is_shared_cache_answering() else caches["sign_ins"]


def _device_of(request: HttpRequest, *, name: str) -> str:
    """Return the browser's cookie if it is ours and for this username, else an empty string."""
    cookie: str = request.COOKIES.get(_device_cookie(), "")
    try:
        owner = _signer.unsign(cookie, max_age=DEVICE_SECONDS)
    except signing.BadSignature:
        return ""
    return cookie if owner == _key("owner", name) else ""


def _device_cookie() -> str:
    return f"{settings.COOKIE_PREFIX}{DEVICE_COOKIE}"


def _key(*parts: str) -> str:
    # Hashed: a cache key has no spaces, and nobody should read usernames in the cache.
    digest = hashlib.sha256("\0".join(parts).encode(errors="surrogatepass")).hexdigest()
    return f"login-throttle:{digest}"
