"""The Redis cache, which falls back to the memory of the process while Redis does not answer.

Nothing that Stemma keeps in its cache is needed for a right answer: rate limits then count per process, and hints such
as who else has a draft open are missing.
"""

import functools
from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar

from django.core.cache import DEFAULT_CACHE_ALIAS, caches
from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

from versioning.ops.breaker import Breaker

# How long one command may take. A healthy Redis in the same network answers within a millisecond.
TIMEOUT_SECONDS = 0.2
MOST_ENTRIES = 100_000

Given = ParamSpec("Given")
Answer = TypeVar("Answer")


@functools.cache
def breaker_of(server: str) -> Breaker:
    """Return the one breaker of a server. Django makes a cache for each thread, and all must know what one learned."""
    return Breaker("The cache")


def is_shared_cache_answering() -> bool:
    """Return whether the cache is what all processes share, and not the memory that stands in for it."""
    backend = caches[DEFAULT_CACHE_ALIAS]
    return not (isinstance(backend, ResilientRedisCache) and backend.has_failed)


class ResilientRedisCache(RedisCache):
    """Django's Redis cache with a short time-out. Never raises because Redis is gone, hangs or is read-only."""

    def __init__(self, server: Any, params: dict[str, Any]) -> None:
        timeouts = {"socket_timeout": TIMEOUT_SECONDS, "socket_connect_timeout": TIMEOUT_SECONDS}
        options = {**timeouts, **params.get("OPTIONS", {})}
        super().__init__(server, {**params, "OPTIONS": options})
        self._breaker = breaker_of(str(server))
        # Django's own 300 entries would be pushed out by anybody who makes up usernames.
        memory = {**params, "OPTIONS": {"MAX_ENTRIES": MOST_ENTRIES}}
        self._memory = LocMemCache(f"instead of {server}", memory)

    @property
    def has_failed(self) -> bool:
        """Whether the server did not answer when it was last asked."""
        return self._breaker.is_open

    def _ask(self, method: Callable[Given, Answer], *given: Given.args, **options: Given.kwargs) -> Answer:
        """Call a method of Django's cache, or the same of the memory of this process."""
        if self._breaker.allows():
            try:
                answer = method(*given, **options)
            except (RedisError, OSError) as error:
                self._breaker.fail(error)
            except ValueError:
                # `incr` of a key that is not there: Redis did answer.
                self._breaker.succeed()
                raise
            else:
                self._breaker.succeed()
                return answer
        instead: Callable[Given, Answer] = getattr(self._memory, method.__name__)
        return instead(*given, **options)

    def add(self, *given: Any, **options: Any) -> bool:
        return self._ask(super().add, *given, **options)

    def get(self, *given: Any, **options: Any) -> Any:
        return self._ask(super().get, *given, **options)

    def set(self, *given: Any, **options: Any) -> None:
        self._ask(super().set, *given, **options)

    def touch(self, *given: Any, **options: Any) -> bool:
        return self._ask(super().touch, *given, **options)

    def delete(self, *given: Any, **options: Any) -> bool:
        return self._ask(super().delete, *given, **options)

    def get_many(self, *given: Any, **options: Any) -> dict[Any, Any]:
        return self._ask(super().get_many, *given, **options)

    def has_key(self, *given: Any, **options: Any) -> bool:
        return self._ask(super().has_key, *given, **options)

    def incr(self, *given: Any, **options: Any) -> int:
        return self._ask(super().incr, *given, **options)

    def set_many(self, *given: Any, **options: Any) -> list[Any]:
        return self._ask(super().set_many, *given, **options)

    def delete_many(self, *given: Any, **options: Any) -> None:
        self._ask(super().delete_many, *given, **options)

    def clear(self) -> None:
        self._ask(super().clear)
