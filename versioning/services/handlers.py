"""Import every module that registers a handler of jobs, so that each process knows all kinds.

A module with a handler is added here.
"""

from versioning.services.people import letters
from versioning.services.transfer import run_transfer
from versioning.services.webhooks import dispatch_changes, send_deliveries

__all__ = ("dispatch_changes", "letters", "run_transfer", "send_deliveries")
