"""Settings of a server whose clock is ahead by the seconds in the file that CLOCK_FILE names. For trials only."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.utils import timezone

from config.settings import *  # noqa: F403

_FILE = Path(os.environ["CLOCK_FILE"])


def _shifted_now() -> datetime:
    return datetime.now(tz=UTC) + timedelta(seconds=float(_FILE.read_text()))


# Everything that is due at some time, or too old, asks this function.
timezone.now = _shifted_now
