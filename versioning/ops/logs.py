"""What log lines look like: plain or JSON, one line for each request that an outage failed, slow statements."""

import json
import logging
import re
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.db.backends.base.base import BaseDatabaseWrapper

from versioning.ops.outages import outage_of


class OutageFilter(logging.Filter):
    """Take the traceback off a record whose exception comes from an ill dependency."""

    def filter(self, record: logging.LogRecord) -> bool:
        error = record.exc_info[1] if isinstance(record.exc_info, tuple) else None
        if error is not None and outage_of(error) is not None:
            record.msg, record.args = f"{record.getMessage()} failed: {str(error).strip()}", None
            record.exc_info = record.exc_text = None
        return True


class WithoutTraceback(logging.Filter):
    """Leave the traceback out. For refusals that Django logs as errors: its frames tell nobody anything."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.exc_info = record.exc_text = None
        return True


# What Django signs, and the token of a link to set a password. Whoever has one can do what its link does.
# A long word of a path is looked through once, not once from each of its letters.
_SECRET = re.compile(r"(?<![\w.=-])[\w.=-]++:[0-9A-Za-z]{4,8}:[\w-]{43}(?![\w-])|\b[0-9a-z]{5,8}-[0-9a-f]{32}\b")


def without_secrets(line: str) -> str:
    """Return the line without the secret parts of links, which paths of requests and messages have."""
    return _SECRET.sub("[secret]", line)


class LineFormatter(logging.Formatter):
    """Plain lines, without secrets."""

    def format(self, record: logging.LogRecord) -> str:
        return without_secrets(super().format(record))


class JsonFormatter(logging.Formatter):
    """One JSON object a line: time (RFC 3339, UTC), level, logger, message, request_id, and what `extra` adds.

    Secrets are left out.
    """

    # What every record has. All else was added by whoever logged.
    STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "request_id", "taskName"}

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            "request_id": getattr(record, "request_id", "-"),
        }
        line |= {name: value for name, value in vars(record).items() if name not in self.STANDARD}
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        return without_secrets(json.dumps(line, default=str, ensure_ascii=False))


slow_queries = logging.getLogger("versioning.slow_query")


def watch_statements(connection: BaseDatabaseWrapper, **_: Any) -> None:
    """Log each statement of a new connection that takes SLOW_QUERY_MS or longer. Its values are not logged."""
    connection.execute_wrappers.append(_time_statement)


def _time_statement(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
    began = time.monotonic()
    try:
        return execute(sql, params, many, context)
    finally:
        milliseconds = round((time.monotonic() - began) * 1000)
        if milliseconds >= settings.SLOW_QUERY_MS:
            slow_queries.warning("%d ms: %s", milliseconds, sql, extra={"milliseconds": milliseconds})
