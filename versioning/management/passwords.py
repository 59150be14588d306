"""Ask for a new password."""

import sys
from getpass import getpass

from django.core.management.base import CommandError


def ask_for_password(*, from_stdin: bool, otherwise: str) -> str:
    """Read a password from standard input, or ask for it twice at the terminal.

    `otherwise` names the options to use if there is no terminal. Raises CommandError.
    """
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    # A script would wait forever.
    if not sys.stdin.isatty():
        raise CommandError(f"There is no terminal to ask for a password. Use {otherwise}.")
    password = getpass("Password: ")
    if getpass("Password (again): ") != password:
        raise CommandError("The passwords do not match.")
    return password
