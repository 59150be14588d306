"""Import every module that registers a handler of jobs, so that each process knows all kinds.

A module with a handler is added here.
"""

from versioning.services.documents import replace_file
from versioning.services.drafts import follow_drafts
from versioning.services.files import make_widths
from versioning.services.links import follow_links
from versioning.services.maintenance import _upkeep
from versioning.services.notices import follow_changes, send_notices
from versioning.services.people import letters
from versioning.services.schedules import run_schedule
from versioning.services.transfer import run_transfer
from versioning.services.versions import follow_promotions
from versioning.services.webhooks import dispatch_changes, send_deliveries

__all__ = (
    "_upkeep",
    "dispatch_changes",
    "follow_changes",
    "follow_drafts",
    "follow_links",
    "follow_promotions",
    "letters",
    "make_widths",
    "replace_file",
    "run_schedule",
    "run_transfer",
    "send_deliveries",
    "send_notices",
)
