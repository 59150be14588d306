"""Filters for log records, which the setting LOGGING names."""

import logging


class WithoutTraceback(logging.Filter):
    """Leaves the traceback out. For refusals that Django logs as errors: its own frames tell nobody anything."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.exc_info = record.exc_text = None
        return True
