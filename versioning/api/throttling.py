"""Limit the reads and the writes per minute, token and project. Django's cache keeps the counts."""

from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.core.cache import DEFAULT_CACHE_ALIAS, caches
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle
from rest_framework.views import APIView

from versioning.models import Actor
from versioning.ops.proxies import address_group
from versioning.ops.rate_limit import WINDOW_SECONDS, count_in_window


@dataclass(frozen=True)
class RateState:
    """The values of the X-RateLimit headers. `reset` is in seconds since the epoch."""

    limit: int
    remaining: int
    reset: int


class TokenRateThrottle(BaseThrottle):
    """Count in fixed windows of one minute. `rate_state` on the request holds the values of the headers."""

    def allow_request(self, request: Request, view: APIView) -> bool:
        reads, writes = settings.API_RATE_LIMIT
        # Reads and writes count separately, so that a busy reader can still save.
        reading = request.method in SAFE_METHODS
        limit = reads if reading else writes
        # 0 turns the limit off.
        if limit == 0:
            return True
        self.window = count_in_window(f"rate:{'r' if reading else 'w'}:{_who(request, view)}")
        request._request.rate_state = RateState(  # type: ignore[attr-defined]
            limit=limit, remaining=max(0, limit - self.window.requests), reset=self.window.ends_at
        )
        return self.window.requests <= limit

    def wait(self) -> float:
        return float(self.window.seconds_left)


def _who(request: Request, view: APIView) -> str:
    """Return the key of a count: the token and the project in the path, or the signed-in user, or the IP address."""
    actor = request.auth
    if not isinstance(actor, Actor):
        return f"address:{address_group(request.META.get('REMOTE_ADDR', ''))}"
    # A person who tries out requests in the reference has one count for all projects.
    if actor.credential is None:
        return f"user:{actor.user.pk}"
    named = view.kwargs.get("project_id")
    project = actor.credential.project_id if named is None else _reached(actor, named)
    return f"{actor.credential.key}:{project}"


def _reached(actor: Actor, named: str) -> UUID | None:
    """Return the project in the path, or None if the actor has no role in it.

    Without this check, each invented id would have a count of its own. The answer is cached for a minute, so that
    counting usually needs no query.
    """
    try:
        project = UUID(named)
    except ValueError:
        return None
    key = f"reaches:{actor.user.pk}:{actor.credential and actor.credential.key}:{project}"
    reaches = caches[DEFAULT_CACHE_ALIAS].get_or_set(key, lambda: actor.role_in(project) is not None, WINDOW_SECONDS)
    return project if reaches else None
