"""Whether this process defers work to a worker, because people wait for its answers.

The server defers the texts of search entries. Commands, jobs and tests write them at once.
"""

_are_deferred = False


def defer_search_texts() -> None:
    """Let a worker write the texts of search entries from now on."""
    global _are_deferred  # noqa: PLW0603  set once, when the process starts
    _are_deferred = True


def are_search_texts_deferred() -> bool:
    return _are_deferred
