"""How many requests of one client a process works on at once, while other clients ask too."""

import threading
import time
from collections import Counter, OrderedDict
from collections.abc import Sequence

# A client is alone if nobody else has asked for this long.
ALONE_SECONDS = 1.0
# For a client that has half of the threads, and for all others.
SHORT_WAIT_SECONDS = 0.1
LONG_WAIT_SECONDS = 1.0


class Shares:
    """The requests of each client. There is no limit by default, and none for a client that is alone.

    A client has half of the places, and waits for one of its own requests to end if it wants more. Whoever waits has a
    thread, so a client that already has half of the threads soon gives up.

    A client is named by all that it shows, such as a token and a session. So it gains nothing from showing one more.
    """

    def __init__(self) -> None:
        # In requests of one client: in work, and in threads.
        self._share: int | None = None
        self._most = 0
        self._in_work: Counter[str] = Counter()
        self._waiting: Counter[str] = Counter()
        self._asked: OrderedDict[str, float] = OrderedDict()
        self._changed = threading.Condition(threading.Lock())

    def limit(self, *, places: int, threads: int) -> None:
        """Set what is shared. Call it once, before the first request."""
        self._share, self._most = max(1, places // 2), max(1, threads // 2)

    def enter(self, clients: Sequence[str]) -> bool:
        """Begin a request, and wait for a share if others ask too. Return False if it must be refused."""
        if self._share is None:
            return True
        with self._changed:
            is_alone = self._note(clients)
            if not is_alone and not self._has_share(clients, self._share) and not self._wait(clients, self._share):
                return False
            _add(self._in_work, clients)
        return True

    def resume(self, clients: Sequence[str]) -> None:
        """Go on with a request that has left, without a wait."""
        with self._changed:
            _add(self._in_work, clients)

    def leave(self, clients: Sequence[str]) -> None:
        """Leave the work to others, at the end of a request or for a while."""
        with self._changed:
            _subtract(self._in_work, clients)
            self._changed.notify_all()

    def _note(self, clients: Sequence[str]) -> bool:
        """Note that the client asks. Return whether nobody else does."""
        now = time.monotonic()
        for client in clients:
            self._asked[client] = now
            self._asked.move_to_end(client)
        while next(iter(self._asked.values())) < now - ALONE_SECONDS:
            self._asked.popitem(last=False)
        return len(self._asked) == len(clients)

    def _has_share(self, clients: Sequence[str], share: int) -> bool:
        return all(self._in_work[client] < share for client in clients)

    def _wait(self, clients: Sequence[str], share: int) -> bool:
        """Wait for another request of the client to end. Return whether this one may begin."""
        is_modest = all(self._in_work[client] + self._waiting[client] < self._most for client in clients)
        self._waiting.update(clients)
        try:
            seconds = LONG_WAIT_SECONDS if is_modest else SHORT_WAIT_SECONDS
            return self._changed.wait_for(lambda: self._has_share(clients, share), timeout=seconds) or is_modest
        finally:
            _subtract(self._waiting, clients)


def _add(counts: Counter[str], clients: Sequence[str]) -> None:
    # `Counter.update` takes several times as long for one key.
    for client in clients:
        counts[client] += 1


def _subtract(counts: Counter[str], clients: Sequence[str]) -> None:
    """Count one less for each. Clients without a request must not stay in memory."""
    for client in clients:
        counts[client] -= 1
        if not counts[client]:
            del counts[client]
