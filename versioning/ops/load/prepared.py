"""Results of costly functions that were computed before a transaction began, for those who want them within it.

A request with an Idempotency-Key does all its work in one transaction. On SQLite that holds the lock of every writer.
So nothing waits for the pool in there: the transaction ends without a trace, the result is computed, and the work
starts again and finds it.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

# Whoever changes the texts again and again cannot keep a request at it for longer.
MOST = 8
_results: ContextVar["Prepared | None"] = ContextVar("prepared", default=None)


class Unprepared(BaseException):
    """The work needs a result that is not computed yet. No handler of errors may take this for one."""

    def __init__(self, compute: Callable[[], Any], *, key: Any) -> None:
        super().__init__()
        self.compute, self.key = compute, key


class Prepared:
    """The results so far, for one request. Refusals are results as well."""

    def __init__(self) -> None:
        self._outcomes: dict[Any, tuple[bool, Any]] = {}

    @contextmanager
    def used(self) -> Iterator[None]:
        """Raise Unprepared for each result within the block that is not here."""
        token = _results.set(self)
        try:
            yield
        finally:
            _results.reset(token)

    def add(self, wanted: Unprepared, *, refusal: type[Exception]) -> None:
        """Compute what was wanted. A `refusal` is raised to whoever asks for it again. Raises all other errors."""
        try:
            self._outcomes[wanted.key] = True, wanted.compute()
        except refusal as error:
            self._outcomes[wanted.key] = False, error

    def take(self, compute: Callable[[], Any], *, key: Any) -> Any:
        """Return the result with this key. Raises Unprepared if there is none, unless there are MOST others."""
        if key not in self._outcomes and len(self._outcomes) < MOST:
            raise Unprepared(compute, key=key)
        if key not in self._outcomes:
            return compute()
        succeeded, outcome = self._outcomes[key]
        if not succeeded:
            raise outcome
        return outcome


def prepared(compute: Callable[[], Any], *, key: Any) -> Any:
    """Return the result that was prepared for this request, or compute it if this request prepares nothing."""
    results = _results.get()
    return compute() if results is None else results.take(compute, key=key)
