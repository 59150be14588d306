"""Let a few requests wait until something changes, with one thread that looks for all of them."""

import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Generic, TypeVar

from django.db import connections

from versioning.ops.load.admission import ADMISSION
from versioning.ops.outages import outage_of

logger = logging.getLogger(__name__)
Seen = TypeVar("Seen")
LOOK_SECONDS = 0.25


class WaitingRoom(Generic[Seen]):
    """Threads that wait for a change of what `look` returns. They hold no database connection and no place.

    The thread that looks lives only while somebody waits.
    """

    def __init__(self, look: Callable[[], Seen]) -> None:
        self._look = look
        self._changed = threading.Condition()
        # How many threads have a place now.
        self.waiting = 0
        self._round = 0
        self._is_watched = False
        self._seen: Seen | None = None

    @contextmanager
    def place(self, *, places: int) -> Iterator[bool]:
        """Take one of the places for the block. False: all are taken, and the caller must not wait."""
        with self._changed:
            has_place = self.waiting < places
            self.waiting += has_place
        try:
            yield has_place
        finally:
            with self._changed:
                self.waiting -= has_place

    def wait(self, *, known: Seen, seconds: float) -> bool:
        """Return True when `look` returns something other than `known`, or fails. Return False after `seconds`."""
        # The connections belong to this thread. The next statement opens a new one.
        connections.close_all()
        ADMISSION.leave()
        with self._changed:
            self._watch()
            before = self._round
            # A look from before this call may be older than what the caller knows.
            return self._changed.wait_for(lambda: self._round > before and self._seen != known, timeout=seconds)

    def _watch(self) -> None:
        if not self._is_watched:
            self._is_watched = True
            threading.Thread(target=self._run, name="waiting-room", daemon=True).start()

    def _run(self) -> None:
        try:
            while self._look_again():
                time.sleep(LOOK_SECONDS)
        finally:
            connections.close_all()

    def _look_again(self) -> bool:
        try:
            seen: Seen | None = self._look()
        except Exception as error:
            # Those who wait ask the database themselves, and answer with its outage.
            if outage_of(error) is None:
                logger.exception("Looking for changes failed.")
            seen = None
            connections.close_all()
        with self._changed:
            self._seen, self._round = seen, self._round + 1
            self._changed.notify_all()
            self._is_watched = self.waiting > 0
            return self._is_watched
