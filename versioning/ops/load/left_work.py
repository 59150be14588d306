"""Whether this process leaves work to a worker, because people wait for its answers."""

_is_left = False


def leave_work() -> None:
    """Let a worker do from now on what nobody waits for. The server calls this.

    Commands, jobs and tests do all their work themselves.
    """
    global _is_left  # noqa: PLW0603  set once, when the process starts
    _is_left = True


def is_left() -> bool:
    return _is_left
