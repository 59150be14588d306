"""Where each caller's last write is in the write-ahead log, kept in the cache that all web machines share."""

import hashlib
import time

from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.http import HttpRequest

from versioning.ops.cache import is_shared_cache_answering
from versioning.ops.replica.position import NEVER, WalPosition, position_of_primary
from versioning.ops.replica.routing import REPLICA

# Longer than any replica may be behind that is read from (watcher.MOST_LAG_SECONDS).
KEEP_SECONDS = 60
# Document360's clients put it before a token.
KEY_PREFIX = "d360_sk_"
# Who else has to read from the primary after a change of anybody's access: the replica would still let them in.
EVERYBODY = "everybody"
# When the cache began to keep marks. If it is emptied, this goes with them.
SINCE = "replica:since"


class Marks:
    """The marks of all callers. If any may have been lost, everybody reads from the primary for KEEP_SECONDS."""

    def __init__(self) -> None:
        self._are_complete = False
        self._has_lost = False

    def remember(self, caller: str, position: WalPosition) -> None:
        cache.set(_key(caller), str(position), KEEP_SECONDS)
        if not is_shared_cache_answering():
            self._has_lost, self._are_complete = True, False

    def of(self, caller: str) -> WalPosition | None:
        """Return the position of the last write of the caller, or of a change of access if that is later.

        None if there was none lately, NEVER if it is unknown.
        """
        texts = cache.get_many((_key(caller), _key(EVERYBODY))).values()
        if not self._are_complete or not is_shared_cache_answering():
            return NEVER
        positions = [WalPosition.parse(text) or NEVER for text in texts]
        return WalPosition.latest(positions) if positions else None

    def refresh(self) -> None:
        """Find out whether the cache has every mark that counts. The watcher calls this again and again."""
        if self._has_lost:
            cache.delete(SINCE)
            self._has_lost = not is_shared_cache_answering()
        since = cache.get(SINCE)
        if since is None:
            cache.add(SINCE, since := time.time(), None)
        self._are_complete = is_shared_cache_answering() and time.time() - float(since) > KEEP_SECONDS


MARKS = Marks()


def note_access_change() -> None:
    """Let everybody read from the primary until the replica has the change of access that this transaction makes."""
    if REPLICA not in settings.DATABASES:
        return
    # The position of the change is known after the commit, when somebody may read already.
    MARKS.remember(EVERYBODY, NEVER)
    transaction.on_commit(lambda: MARKS.remember(EVERYBODY, position_of_primary()))


def caller_of(request: HttpRequest) -> str | None:
    """Return what tells callers apart before they are authenticated: a digest of the token or of the session's key."""
    token = request.META.get("HTTP_X_API_KEY", "").removeprefix(KEY_PREFIX)
    # One token is one caller, in whichever header it comes.
    secret = token or request.META.get("HTTP_AUTHORIZATION", "").removeprefix("Bearer ")
    secret = secret or request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")
    return mark_digest(secret) if secret else None


def mark_digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()[:32]


def _key(caller: str) -> str:
    return f"replica:written:{caller}"
