"""One line for each request that an outage failed. Tracebacks are for faults of our own."""

import logging

from versioning.resilience.outages import outage_of


class OutageFilter(logging.Filter):
    """Take the traceback off a record whose exception comes from an ill dependency."""

    def filter(self, record: logging.LogRecord) -> bool:
        error = record.exc_info[1] if isinstance(record.exc_info, tuple) else None
        if error is not None and outage_of(error) is not None:
            record.msg, record.args = f"{record.getMessage()} failed: {str(error).strip()}", None
            record.exc_info = record.exc_text = None
        return True
