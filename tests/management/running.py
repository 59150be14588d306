"""Run a command as a person at a terminal does, and read what it prints."""

from io import StringIO
from typing import NamedTuple

from django.core.management import call_command


class Printed(NamedTuple):
    out: str
    err: str


def run(*words: str) -> Printed:
    """Return what the command printed. Its refusals are raised (CommandError)."""
    out, err = StringIO(), StringIO()
    call_command(*words, stdout=out, stderr=err)
    return Printed(out.getvalue(), err.getvalue())
