"""Wait for the change feed to grow, as one of the few requests that may."""

from collections.abc import Callable
from time import monotonic

from django.conf import settings

from versioning.models import Actor
from versioning.models.event_feed import read_head
from versioning.ops.load.waiting_room import WaitingRoom
from versioning.services.events.read_changes import ChangePage, read_changes

room = WaitingRoom(read_head)


def wait_for_changes(page: ChangePage, *, seconds: float, limit: int, actor_now: Callable[[], Actor]) -> ChangePage:
    """Return the next page that has events, or the given page after `seconds`, or at once if enough requests wait.

    `actor_now` returns the actor as it is at that moment. It raises if the token is no longer valid.

    Raises what `read_changes` and `actor_now` raise.
    """
    ends = monotonic() + seconds
    with room.place(places=settings.LONG_POLLS) as has_place:
        while has_place and not page.events and (left := ends - monotonic()) > 0:
            if room.wait(known=page.head, seconds=left):
                page = read_changes(actor=actor_now(), since=page.next_cursor, limit=limit)
    return page
