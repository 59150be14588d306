"""Running a command as a person at a terminal does, and reading what it says."""

from io import StringIO
from typing import NamedTuple

from django.core.management import call_command


class Said(NamedTuple):
    out: str
    err: str


def run(*words: str) -> Said:
    """What the command wrote. Its refusals are raised (CommandError)."""
    out, err = StringIO(), StringIO()
    call_command(*words, stdout=out, stderr=err)
    return Said(out.getvalue(), err.getvalue())
