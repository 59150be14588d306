"""Sessions of browsers. The cookie holds the key, and the database holds its digest only."""

from contextlib import suppress
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import DatabaseError, connection, models
from django.utils import timezone
from uuid6 import uuid7

from versioning.models.access.grant import DigestField
from versioning.ops.sqlite.base import brief_wait

if TYPE_CHECKING:
    from versioning.models.access.user import User

ADDRESS_LENGTH = 45
BROWSER_LENGTH = 300
# Not every request writes.
LAST_SEEN_RESOLUTION = timedelta(minutes=5)


class BrowserSessionQuerySet(models.QuerySet["BrowserSession"]):
    def live(self) -> Self:
        """Return the sessions within both limits. A limit that is lowered ends older sessions at once."""
        return self.filter(last_seen_at__gt=_idle_since(), begun_at__gt=_begun_since())

    def expired(self) -> Self:
        """Return the sessions past a limit. They sign nobody in."""
        return self.filter(models.Q(last_seen_at__lte=_idle_since()) | models.Q(begun_at__lte=_begun_since()))

    def of_user(self, user: "User") -> Self:
        """Return the user's live sessions, the one seen last first."""
        return self.live().filter(user=user).order_by("-last_seen_at", "-pk")


def _idle_since() -> datetime:
    return timezone.now() - timedelta(hours=settings.SESSION_IDLE_HOURS)


def _begun_since() -> datetime:
    return timezone.now() - timedelta(days=settings.SESSION_MAX_DAYS)


class BrowserSession(models.Model):
    """What one browser is signed in with. Its row is the session: without the row, the cookie opens nothing.

    It begins whenever the password is entered, at sign-in or to confirm who is there, with a new key each time. So
    `begun_at` is also when the person last proved who they are. `user` is None before anybody signs in.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    key = DigestField(max_length=64, unique=True, editable=False)
    user = models.ForeignKey("versioning.User", models.CASCADE, null=True, related_name="browser_sessions")
    data = models.TextField()
    begun_at = models.DateTimeField(default=timezone.now)
    last_seen_at = models.DateTimeField(default=timezone.now)
    # Where it was seen last.
    address = models.CharField(max_length=ADDRESS_LENGTH)
    browser = models.CharField(max_length=BROWSER_LENGTH)

    objects = BrowserSessionQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.user_id} at {self.address}"

    def record_use(self, *, address: str, browser: str) -> None:
        """Store that it was used, with a resolution of LAST_SEEN_RESOLUTION. An ended session stays ended.

        A database that takes no changes must not fail a page that was read: the next request tries again.
        """
        now = timezone.now()
        if now - self.last_seen_at > LAST_SEEN_RESOLUTION:
            with suppress(DatabaseError), brief_wait(connection):
                BrowserSession.objects.filter(pk=self.pk).update(last_seen_at=now, address=address, browser=browser)
