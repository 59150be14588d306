"""So many reads, and so many writes, a minute per token and project, counted in Django's cache."""

import time
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.core.cache import DEFAULT_CACHE_ALIAS, caches
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle
from rest_framework.views import APIView

from versioning.models import Actor

WINDOW_SECONDS = 60


@dataclass(frozen=True)
class RateState:
    """What the X-RateLimit headers say; `reset` in seconds since the epoch, UTC."""

    limit: int
    remaining: int
    reset: int


class TokenRateThrottle(BaseThrottle):
    """A fixed window of one minute. Leaves its state on the request for the headers."""

    def allow_request(self, request: Request, view: APIView) -> bool:
        reads, writes = settings.API_RATE_LIMIT
        reading = request.method in SAFE_METHODS
        limit = reads if reading else writes
        if limit == 0:
            return True
        window = int(time.time()) // WINDOW_SECONDS
        count = _count(f"rate:{'r' if reading else 'w'}:{_who(request, view)}:{window}")
        self.reset = (window + 1) * WINDOW_SECONDS
        request._request.rate_state = RateState(  # type: ignore[attr-defined]
            limit=limit, remaining=max(0, limit - count), reset=self.reset
        )
        return count <= limit

    def wait(self) -> float:
        return max(1.0, self.reset - time.time())


def _count(key: str) -> int:
    """This request's place in the window, from 1."""
    counts = caches[DEFAULT_CACHE_ALIAS]
    for _ in range(2):
        try:
            return counts.incr(key)
        except ValueError:  # It is the first, unless another is at the same time.
            if counts.add(key, 1, 2 * WINDOW_SECONDS):
                break
    return 1


def _who(request: Request, view: APIView) -> str:
    """The token with the project that the path names, a signed-in person, or an address for those who are nobody."""
    actor = request.auth
    if not isinstance(actor, Actor):
        return f"address:{request.META.get('REMOTE_ADDR', '')}"
    if actor.credential is None:
        return f"user:{actor.user.pk}"
    named = view.kwargs.get("project_id")
    project = actor.credential.project_id if named is None else _reached(actor, named)
    return f"{actor.credential.key}:{project}"


def _reached(actor: Actor, named: str) -> UUID | None:
    """The project of the path; None for all that the actor has no role in, or made-up ids would each have a count.

    Asked once a minute, so that counting costs no query.
    """
    try:
        project = UUID(named)
    except ValueError:
        return None
    key = f"reaches:{actor.user.pk}:{actor.credential and actor.credential.key}:{project}"
    reaches = caches[DEFAULT_CACHE_ALIAS].get_or_set(key, lambda: actor.role_in(project) is not None, WINDOW_SECONDS)
    return project if reaches else None
