"""Import every module that registers a handler of jobs, so that each process knows all kinds.

A module with a handler is added here.
"""

from versioning.services.notices import follow_changes, send_notices
from versioning.services.people import letters
from versioning.services.transfer import run_transfer

__all__ = ("follow_changes", "letters", "run_transfer", "send_notices")
