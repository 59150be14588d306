"""Choose the database of each request. Without REPLICA_URL this is no part of the server."""

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, HttpResponseBase

from versioning.ops.replica.marks import MARKS, caller_of, mark_digest
from versioning.ops.replica.position import NEVER, WalPosition, position_of_primary
from versioning.ops.replica.routing import REPLICA, reading_from_replica
from versioning.ops.replica.watcher import Watcher

HEADER = "Stemma-Position"
READS = ("GET", "HEAD")
# Pages that sign people in or administer the server are few, and must be current.
CURRENT_PREFIXES = ("/admin/", "/oauth/", "/connect/", "/setup/", "/sign-in/", "/sign-out/", "/.well-known/")

Handler = Callable[[HttpRequest], HttpResponseBase]


class ReplicaMiddleware:
    """Read GET and HEAD from the replica if it has the caller's last write. All else goes to the primary.

    After each write, its position in the log is in the response header Stemma-Position, and is remembered for the
    token or the session. A client may send the header back instead, for example if it reads with another token.
    """

    def __init__(self, get_response: Handler) -> None:
        if REPLICA not in settings.DATABASES:
            raise MiddlewareNotUsed
        self.get_response = get_response
        self.marks = MARKS
        self.watcher = Watcher(self.marks)

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.method not in READS:
            return self._write(request)
        if not self._may_read_from_replica(request):
            return self.get_response(request)
        with reading_from_replica() as attempt:
            response = self.get_response(request)
        if not attempt.has_failed:
            return response
        self.watcher.distrust()
        response.close()
        return self.get_response(request)

    def _may_read_from_replica(self, request: HttpRequest) -> bool:
        reached = self.watcher.position
        if reached is None or request.path_info.startswith(CURRENT_PREFIXES):
            return False
        wanted = self._wanted(request)
        return wanted is None or reached.covers(wanted)

    def _wanted(self, request: HttpRequest) -> WalPosition | None:
        """Return the position that the answer must not be older than."""
        sent, caller = request.META.get("HTTP_STEMMA_POSITION"), caller_of(request)
        wanted = [] if sent is None else [WalPosition.parse(sent) or NEVER]
        known = None if caller is None else self.marks.of(caller)
        wanted += [] if known is None else [known]
        return WalPosition.latest(wanted) if wanted else None

    def _write(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        # A refused request may be the second try of one that was done, and so counts as a write as well.
        position = NEVER if response.status_code >= 500 else position_of_primary()
        caller = caller_of(request)
        if caller is not None:
            self.marks.remember(caller, position)
        begun = response.cookies.get(settings.SESSION_COOKIE_NAME)
        if begun is not None and begun.value:
            self.marks.remember(mark_digest(begun.value), position)
        if position != NEVER:
            response.headers[HEADER] = str(position)
        return response
