"""What a deployment may change: every value is read from the environment, with its type.

docs/operating.md lists the variables. DATABASE_URL and REPLICA_URL are read in `config.databases`.
"""

import os
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.core.management.utils import get_random_secret_key
from environs import validate

from config.environment import at_least, contact, env, network, origin, read, stop

BASE_DIR = Path(__file__).resolve().parent.parent

# Where a deployment keeps its own files: the SQLite database, the generated secret key, collected static files.
DATA_DIR: Path = read(env.path, "DATA_DIR", BASE_DIR / "var")
try:
    DATA_DIR.mkdir(parents=True, exist_ok=True)
except OSError as problem:
    stop(f"the folder in DATA_DIR cannot be created. {problem}")

DEBUG: bool = read(env.bool, "DEBUG", False)
PORT: int = read(env.int, "PORT", 8000, validate=[validate.Range(min=1, max=65535)])
HOST: str = read(env.str, "HOST", "127.0.0.1")
# Server processes. With more than one, CACHE_URL must name a shared cache (check stemma.W001).
WORKERS: int = read(env.int, "WORKERS", 1, validate=at_least(1))
THREADS: int = read(env.int, "THREADS", 4, validate=at_least(1))
# How many requests of each process may wait for changes. They have threads of their own, beside THREADS.
LONG_POLLS: int = read(env.int, "LONG_POLLS", 4, validate=at_least(0))
# Beyond THREADS, which may all be waiting for the database: these answer what needs none.
SPARE_THREADS = 2
REQUEST_THREADS = THREADS + SPARE_THREADS + LONG_POLLS
# True: `serve` runs a worker for jobs beside itself. JOB_THREADS is how many quick jobs a worker runs at once.
JOB_WORKER: bool = read(env.bool, "JOB_WORKER", True)
JOB_THREADS: int = read(env.int, "JOB_THREADS", 4, validate=at_least(1))
# How many requests to webhooks, and letters, a worker sends at once.
WEBHOOK_THREADS: int = read(env.int, "WEBHOOK_THREADS", 4, validate=at_least(1))
# Private addresses or networks that webhooks may reach, and over plain http. By default, they reach public ones only.
WEBHOOK_ALLOW_PRIVATE: list[str] = read(env.list, "WEBHOOK_ALLOW_PRIVATE", [], subcast=network)
# Seconds after which the job of a killed worker is taken up by another one.
JOB_LEASE_SECONDS: int = read(env.int, "JOB_LEASE_SECONDS", 30, validate=at_least(2))
# True if people reach Stemma over HTTPS: secure cookies, HSTS and a redirect from plain HTTP.
HTTPS: bool = read(env.bool, "HTTPS", False)
# Addresses or networks of proxies whose X-Forwarded-For is believed. By default only those on this machine.
TRUSTED_PROXIES: list[str] = read(env.list, "TRUSTED_PROXIES", ["127.0.0.1", "::1"], subcast=network)
ALLOWED_HOSTS: list[str] = read(env.list, "ALLOWED_HOSTS", ["127.0.0.1", "localhost", "[::1]"])
CSRF_TRUSTED_ORIGINS: list[str] = read(env.list, "CSRF_TRUSTED_ORIGINS", [])
# Whom to tell about a weakness, as mailto:security@example.com or https://example.com/report. Shown in security.txt.
SECURITY_CONTACT: str = read(env.str, "SECURITY_CONTACT", "", validate=[contact])


def _public_url() -> str:
    """Read PUBLIC_URL. By default it is the first of ALLOWED_HOSTS."""
    host = next(iter(ALLOWED_HOSTS), "").lstrip("*.") or "localhost"
    default = f"https://{host}" if HTTPS else f"http://{host}:{PORT}"
    url: str = read(env.str, "PUBLIC_URL", default)
    try:
        return origin(url)
    except ValueError as problem:
        stop(f"the environment variable PUBLIC_URL has a wrong value. {problem}")


# The address of this server in mail, such as https://docs.example. Jobs send the mail, so no request tells the address.
PUBLIC_URL = _public_url()
# submission://user:password@mail.example (port 587, STARTTLS) or smtp://mail.example:25. If it is not set, messages are
# written to the log.
SENDS_EMAIL = bool(os.environ.get("EMAIL_URL"))
_mail: dict[str, Any] = read(env.dj_email_url, "EMAIL_URL", "dummy://")
if "EMAIL_BACKEND" not in _mail:
    stop("the environment variable EMAIL_URL has a wrong value. Begin it with submission:// or smtp://.")
EMAIL_BACKEND: str = _mail["EMAIL_BACKEND"] if SENDS_EMAIL else "versioning.ops.mail.LogBackend"
EMAIL_HOST: str = _mail["EMAIL_HOST"]
EMAIL_PORT: int = _mail["EMAIL_PORT"]
EMAIL_HOST_USER: str = _mail["EMAIL_HOST_USER"]
EMAIL_HOST_PASSWORD: str = _mail["EMAIL_HOST_PASSWORD"]
EMAIL_USE_TLS: bool = _mail["EMAIL_USE_TLS"]
EMAIL_USE_SSL: bool = _mail["EMAIL_USE_SSL"]
EMAIL_FILE_PATH: str = _mail["EMAIL_FILE_PATH"]
# A mail server that does not answer in these seconds is given up. The job tries again later.
EMAIL_TIMEOUT: int = _mail["EMAIL_TIMEOUT"] or 10
# The sender of all messages, as `Stemma <stemma@docs.example>`.
DEFAULT_FROM_EMAIL: str = read(env.str, "EMAIL_FROM", f"Stemma <stemma@{urlsplit(PUBLIC_URL).hostname}>")

# How long an invitation can be accepted, and for how many seconds a link to set a new password works.
INVITATION_DAYS: int = read(env.int, "INVITATION_DAYS", 7, validate=at_least(1))
PASSWORD_RESET_TIMEOUT = 3600

# Origins such as https://editor.example whose pages may call the API from a browser. The origins of registered
# applications may call it anyway.
CORS_ALLOWED_ORIGINS: list[str] = read(env.list, "CORS_ALLOWED_ORIGINS", [], subcast=origin)
# How long an OAuth 2 access token lasts, and for how long after that its refresh token can be used.
OAUTH_ACCESS_MINUTES: int = read(env.int, "OAUTH_ACCESS_MINUTES", 60, validate=at_least(1))
OAUTH_REFRESH_DAYS: int = read(env.int, "OAUTH_REFRESH_DAYS", 30, validate=at_least(1))
# True lets applications register http://127.0.0.1 and http://localhost, for editors under development.
OAUTH_LOOPBACK: bool = read(env.bool, "OAUTH_LOOPBACK", not HTTPS)


def _rate_limit() -> tuple[int, int]:
    """Read `600` for reads and writes alike, or `600/120` for reads and writes."""
    reads, _, writes = read(env.str, "API_RATE_LIMIT", "600").partition("/")
    if not (reads.isdecimal() and (writes or reads).isdecimal()):
        stop("the environment variable API_RATE_LIMIT has a wrong value. Give one number, or two: reads/writes.")
    return int(reads), int(writes or reads)


# Requests per minute, per token and project: reads, writes. 0 turns a limit off.
API_RATE_LIMIT = _rate_limit()
# How v3 writes `status` and `content_type`: as in its schema (strings), or as in its examples (integers).
V3_ENUM_STYLE: str = read(env.str, "V3_ENUM_STYLE", "string", validate=[validate.OneOf(("string", "integer"))])
# The largest request body, in bytes. A larger one is answered with 413.
MAX_REQUEST_BYTES: int = read(env.int, "MAX_REQUEST_BYTES", 5_000_000, validate=at_least(1024))
# The largest zip or git bundle for an import, in bytes. Each text in a zip is limited by MAX_REQUEST_BYTES.
MAX_IMPORT_BYTES: int = read(env.int, "MAX_IMPORT_BYTES", 200_000_000, validate=at_least(1024))
# Where the bytes of files are: file:///folder, or s3://bucket/prefix?endpoint=https://s3.example.
FILES_STORAGE: str = read(env.str, "FILES_STORAGE", (DATA_DIR.resolve() / "files").as_uri())
# The largest file, in bytes.
MAX_FILE_BYTES: int = read(env.int, "MAX_FILE_BYTES", 200_000_000, validate=at_least(1024))
# How many bytes the files of one person in a project, and all files of a project, may take. 0 sets no limit.
QUOTA_PERSON_FILE_BYTES: int = read(env.int, "QUOTA_PERSON_FILE_BYTES", 10_000_000_000, validate=at_least(0))
QUOTA_PROJECT_FILE_BYTES: int = read(env.int, "QUOTA_PROJECT_FILE_BYTES", 20_000_000_000, validate=at_least(0))
# The largest picture, as width times height. A small file can unpack to an enormous picture.
MAX_PICTURE_PIXELS: int = read(env.int, "MAX_PICTURE_PIXELS", 100_000_000, validate=at_least(1))
# The media types that may be uploaded, such as image/*, application/pdf. Empty allows all.
FILE_MEDIA_TYPES: list[str] = read(env.list, "FILE_MEDIA_TYPES", [])
# How the bytes of a file reach the reader: `app` sends them itself, `signed` redirects to a link of the bucket that
# works for minutes, and a path such as /protected/ lets nginx send them (X-Accel-Redirect). With sendfile:/folder/,
# Apache and lighttpd do (X-Sendfile).
_DELIVERY = validate.Regexp(r"^(app|signed|(sendfile:)?/.*/)$")
FILES_DELIVERY: str = read(env.str, "FILES_DELIVERY", "app", validate=[_DELIVERY])
# A second origin of this server that only files are read from, such as https://files.example.
FILES_ORIGIN: str = read(env.str, "FILES_ORIGIN", "", validate=[lambda value: value and origin(value)])
# How many bytes of recently rebuilt texts each process keeps in memory.
TEXT_CACHE_BYTES: int = read(env.int, "TEXT_CACHE_BYTES", 32_000_000, validate=at_least(0))
# Processes that render, compare and merge long texts, for each worker, and the seconds after which they give up.
TEXT_PROCESSES: int = read(env.int, "TEXT_PROCESSES", 1, validate=at_least(1))
TEXT_SECONDS: int = read(env.int, "TEXT_SECONDS", 10, validate=at_least(1))
# How long discarded drafts, trashed documents, unused texts and idempotency keys are kept before `purge`.
KEEP_DISCARDED_DAYS: int = read(env.int, "KEEP_DISCARDED_DAYS", 30, validate=at_least(0))
KEEP_TRASHED_DAYS: int = read(env.int, "KEEP_TRASHED_DAYS", 30, validate=at_least(0))
# For how many days the change feed hands out changes. 0: for ever.
KEEP_CHANGES_DAYS: int = read(env.int, "KEEP_CHANGES_DAYS", 0, validate=at_least(0))
# For how many days deliveries to webhooks are kept after they ended.
KEEP_DELIVERIES_DAYS: int = read(env.int, "KEEP_DELIVERIES_DAYS", 30, validate=at_least(1))
KEEP_IDEMPOTENCY_KEYS_HOURS: int = read(env.int, "KEEP_IDEMPOTENCY_KEYS_HOURS", 24, validate=at_least(1))
# For how many days ended jobs are shown. The last results of monthly maintenance are among them.
KEEP_JOBS_DAYS: int = read(env.int, "KEEP_JOBS_DAYS", 90, validate=at_least(32))
# True: workers purge, count, verify and repack by themselves, from this hour in UTC on.
UPKEEP: bool = read(env.bool, "UPKEEP", True)
UPKEEP_HOUR: int = read(env.int, "UPKEEP_HOUR", 3, validate=[validate.Range(min=0, max=23)])
# The most that one person in a project, and a whole project, may store. 0 turns a limit off. Bytes are those of texts
# as they are stored: compressed, as differences. Administrators can give a project limits of its own.
QUOTA_PERSON_BYTES: int = read(env.int, "QUOTA_PERSON_BYTES", 2_000_000_000, validate=at_least(0))
QUOTA_PERSON_VERSIONS: int = read(env.int, "QUOTA_PERSON_VERSIONS", 1_000_000, validate=at_least(0))
QUOTA_PERSON_DRAFTS: int = read(env.int, "QUOTA_PERSON_DRAFTS", 5_000, validate=at_least(0))
QUOTA_PROJECT_BYTES: int = read(env.int, "QUOTA_PROJECT_BYTES", 10_000_000_000, validate=at_least(0))
QUOTA_PROJECT_VERSIONS: int = read(env.int, "QUOTA_PROJECT_VERSIONS", 5_000_000, validate=at_least(0))
QUOTA_PROJECT_DRAFTS: int = read(env.int, "QUOTA_PROJECT_DRAFTS", 50_000, validate=at_least(0))
# Jobs that people asked for and that wait or run: imports, exports, schedules, invitations.
QUOTA_PERSON_JOBS: int = read(env.int, "QUOTA_PERSON_JOBS", 20_000, validate=at_least(0))
QUOTA_PROJECT_JOBS: int = read(env.int, "QUOTA_PROJECT_JOBS", 100_000, validate=at_least(0))


def _secret_key() -> str:
    """Return SECRET_KEY, or a key generated once into DATA_DIR that only the owner can read."""
    given: str = read(env.str, "SECRET_KEY", "")
    if given:
        return given
    kept = DATA_DIR / "secret_key"
    # Two processes may start at once on a new machine. The first one to link its file wins, and both read that file.
    draft = DATA_DIR / f"secret_key.{os.getpid()}"
    if not kept.exists():
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(get_random_secret_key())
        try:
            os.link(draft, kept)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return kept.read_text().strip()


SECRET_KEY = _secret_key()
# Former keys: what they signed is still valid, and nothing new is signed with them.
SECRET_KEY_FALLBACKS: list[str] = read(env.list, "SECRET_KEY_FALLBACKS", [])

# Set to False behind a connection pooler in transaction mode, such as PgBouncer.
PREPARED_STATEMENTS: bool = read(env.bool, "PREPARED_STATEMENTS", True)
# Seconds after which a request that waits for the database is answered with 503.
DATABASE_TIMEOUT: int = read(env.int, "DATABASE_TIMEOUT", 10, validate=at_least(1))
# locmem:// (one process), redis://host:6379/0 or db://cache_table (after `manage.py createcachetable`).
CACHE: dict[str, Any] = read(env.dj_cache_url, "CACHE_URL", "locmem://")

# A session ends this many hours after its last request, and this many days after the password was entered.
SESSION_IDLE_HOURS: int = read(env.int, "SESSION_IDLE_HOURS", 72, validate=at_least(1))
SESSION_MAX_DAYS: int = read(env.int, "SESSION_MAX_DAYS", 30, validate=at_least(1))
# Minutes for which the password counts as just entered. After that, changes of access ask for it again.
PASSWORD_AGAIN_MINUTES: int = read(env.int, "PASSWORD_AGAIN_MINUTES", 30, validate=at_least(1))
# False: pages load pictures from this server alone, and pictures of other origins are links. Whoever serves a picture
# learns who reads the text, and when.
FOREIGN_IMAGES: bool = read(env.bool, "FOREIGN_IMAGES", False)

# How log lines are written: as plain lines, or as one JSON object each.
LOG_FORMAT: str = read(env.str, "LOG_FORMAT", "line", validate=[validate.OneOf(("line", "json"))])
# What Prometheus sends as a bearer token to ask for /metrics. Without it, only processes of this machine may ask.
METRICS_TOKEN: str = read(env.str, "METRICS_TOKEN", "")
# True: one line for each request, on the logger versioning.access.
ACCESS_LOG: bool = read(env.bool, "ACCESS_LOG", False)
# Statements that take this many milliseconds or more are logged. 0 logs none.
SLOW_QUERY_MS: int = read(env.int, "SLOW_QUERY_MS", 0, validate=at_least(0))
LOG_LEVEL: int = read(env.log_level, "LOG_LEVEL", "INFO")
