"""Where a text stops being JSON."""

from json import JSONDecodeError

# What may be between a value and the mistake after it.
_BETWEEN = " \t\r\n,"


def mistake_place(error: JSONDecodeError) -> tuple[int, int]:
    """Return the line and the column, both from 1, that follow the last part that could be read.

    They are the same on every Python. The error's own position is not: Python 3.13 reports a trailing comma at the
    comma, older ones report it at the bracket that follows. Python's messages differ as well, so they are not shown.
    """
    readable = error.doc[: error.pos].rstrip(_BETWEEN)
    return readable.count("\n") + 1, len(readable) - readable.rfind("\n")
