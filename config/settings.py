"""All settings. Every value that a deployment may change is read from the environment, with its type.

A wrong value stops the start with a sentence that names the variable. docs/operating.md lists the variables.
"""

import os
import re
import sys
import tomllib
from collections.abc import Callable
from ipaddress import ip_network
from pathlib import Path
from typing import Any, NoReturn
from urllib.parse import urlsplit

from csp.constants import NONE, SELF
from django.core.management.utils import get_random_secret_key
from environs import Env, EnvError, validate

from versioning.ops.files.address import link_origins, storage_at

BASE_DIR = Path(__file__).resolve().parent.parent
VERSION: str = tomllib.loads((BASE_DIR / "pyproject.toml").read_text())["project"]["version"]
env = Env()


def _stop(sentence: str) -> NoReturn:
    sys.exit(f"Stemma cannot start: {sentence}")


def _read(reader: Callable[..., Any], name: str, default: Any, **options: Any) -> Any:
    """Read one variable with a typed reader of environs. An empty variable counts as not set."""
    if not os.environ.get(name):
        os.environ.pop(name, None)
    try:
        return reader(name, default, **options)
    except (EnvError, ValueError, KeyError) as error:
        _stop(f"the environment variable {name} has a wrong value. {error}")


def _at_least(minimum: int) -> list[Any]:
    return [validate.Range(min=minimum)]


def _origin(value: str) -> str:
    """Check that the value is an origin as browsers write it in the header Origin."""
    if not re.fullmatch(r"https?://[^/?#@\s]+", value):
        raise ValueError(f"{value} is not an origin. Write it like https://editor.example, without a slash at the end.")
    return value


def _network(value: str) -> str:
    """Check that the value is an address or a network, such as 10.0.0.0/8."""
    try:
        return str(ip_network(value.strip()))
    except ValueError as error:
        raise ValueError(f"{value} is neither an IP address nor a network. Write it like 10.0.0.0/8.") from error


def _contact(value: str) -> None:
    if value and not re.fullmatch(r"(mailto:|https://|tel:)\S+", value):
        raise ValueError("Write it as mailto:security@example.com or https://example.com/report.")


# Where a deployment keeps its own files: the SQLite database, the generated secret key, collected static files.
DATA_DIR: Path = _read(env.path, "DATA_DIR", BASE_DIR / "var")
try:
    DATA_DIR.mkdir(parents=True, exist_ok=True)
except OSError as problem:
    _stop(f"the folder in DATA_DIR cannot be created. {problem}")

DEBUG: bool = _read(env.bool, "DEBUG", False)
PORT: int = _read(env.int, "PORT", 8000, validate=[validate.Range(min=1, max=65535)])
HOST: str = _read(env.str, "HOST", "127.0.0.1")
# Server processes. With more than one, CACHE_URL must name a shared cache (check stemma.W001).
WORKERS: int = _read(env.int, "WORKERS", 1, validate=_at_least(1))
THREADS: int = _read(env.int, "THREADS", 4, validate=_at_least(1))
# How many requests of each process may wait for changes. They have threads of their own, beside THREADS.
LONG_POLLS: int = _read(env.int, "LONG_POLLS", 4, validate=_at_least(0))
# Beyond THREADS, which may all be waiting for the database: these answer what needs none.
SPARE_THREADS = 2
REQUEST_THREADS = THREADS + SPARE_THREADS + LONG_POLLS
# True: `serve` runs a worker for jobs beside itself. JOB_THREADS is how many quick jobs a worker runs at once.
JOB_WORKER: bool = _read(env.bool, "JOB_WORKER", True)
JOB_THREADS: int = _read(env.int, "JOB_THREADS", 4, validate=_at_least(1))
# How many requests to webhooks, and letters, a worker sends at once.
WEBHOOK_THREADS: int = _read(env.int, "WEBHOOK_THREADS", 4, validate=_at_least(1))
# Private addresses or networks that webhooks may reach, and over plain http. By default, they reach public ones only.
WEBHOOK_ALLOW_PRIVATE: list[str] = _read(env.list, "WEBHOOK_ALLOW_PRIVATE", [], subcast=_network)
# Seconds after which the job of a killed worker is taken up by another one.
JOB_LEASE_SECONDS: int = _read(env.int, "JOB_LEASE_SECONDS", 30, validate=_at_least(2))
# True if people reach Stemma over HTTPS: secure cookies, HSTS and a redirect from plain HTTP.
HTTPS: bool = _read(env.bool, "HTTPS", False)
# Addresses or networks of proxies whose X-Forwarded-For is believed. By default only those on this machine.
TRUSTED_PROXIES: list[str] = _read(env.list, "TRUSTED_PROXIES", ["127.0.0.1", "::1"], subcast=_network)
ALLOWED_HOSTS: list[str] = _read(env.list, "ALLOWED_HOSTS", ["127.0.0.1", "localhost", "[::1]"])
CSRF_TRUSTED_ORIGINS: list[str] = _read(env.list, "CSRF_TRUSTED_ORIGINS", [])
# Whom to tell about a weakness, as mailto:security@example.com or https://example.com/report. Shown in security.txt.
SECURITY_CONTACT: str = _read(env.str, "SECURITY_CONTACT", "", validate=[_contact])


def _public_url() -> str:
    """Read PUBLIC_URL. By default it is the first of ALLOWED_HOSTS."""
    host = next(iter(ALLOWED_HOSTS), "").lstrip("*.") or "localhost"
    default = f"https://{host}" if HTTPS else f"http://{host}:{PORT}"
    url: str = _read(env.str, "PUBLIC_URL", default)
    try:
        return _origin(url)
    except ValueError as problem:
        _stop(f"the environment variable PUBLIC_URL has a wrong value. {problem}")


# The address of this server in mail, such as https://docs.example. Jobs send the mail, so no request tells the address.
PUBLIC_URL = _public_url()
# submission://user:password@mail.example (port 587, STARTTLS) or smtp://mail.example:25. If it is not set, messages are
# written to the log.
SENDS_EMAIL = bool(os.environ.get("EMAIL_URL"))
_mail: dict[str, Any] = _read(env.dj_email_url, "EMAIL_URL", "dummy://")
if "EMAIL_BACKEND" not in _mail:
    _stop("the environment variable EMAIL_URL has a wrong value. Begin it with submission:// or smtp://.")
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
DEFAULT_FROM_EMAIL: str = _read(env.str, "EMAIL_FROM", f"Stemma <stemma@{urlsplit(PUBLIC_URL).hostname}>")

# How long an invitation can be accepted, and for how many seconds a link to set a new password works.
INVITATION_DAYS: int = _read(env.int, "INVITATION_DAYS", 7, validate=_at_least(1))
PASSWORD_RESET_TIMEOUT = 3600

# Origins such as https://editor.example whose pages may call the API from a browser. The origins of registered
# applications may call it anyway.
CORS_ALLOWED_ORIGINS: list[str] = _read(env.list, "CORS_ALLOWED_ORIGINS", [], subcast=_origin)
# How long an OAuth 2 access token lasts, and for how long after that its refresh token can be used.
OAUTH_ACCESS_MINUTES: int = _read(env.int, "OAUTH_ACCESS_MINUTES", 60, validate=_at_least(1))
OAUTH_REFRESH_DAYS: int = _read(env.int, "OAUTH_REFRESH_DAYS", 30, validate=_at_least(1))
# True lets applications register http://127.0.0.1 and http://localhost, for editors under development.
OAUTH_LOOPBACK: bool = _read(env.bool, "OAUTH_LOOPBACK", not HTTPS)


def _rate_limit() -> tuple[int, int]:
    """Read `600` for reads and writes alike, or `600/120` for reads and writes."""
    reads, _, writes = _read(env.str, "API_RATE_LIMIT", "600").partition("/")
    if not (reads.isdecimal() and (writes or reads).isdecimal()):
        _stop("the environment variable API_RATE_LIMIT has a wrong value. Give one number, or two: reads/writes.")
    return int(reads), int(writes or reads)


# Requests per minute, per token and project: reads, writes. 0 turns a limit off.
API_RATE_LIMIT = _rate_limit()
# How v3 writes `status` and `content_type`: as in its schema (strings), or as in its examples (integers).
V3_ENUM_STYLE: str = _read(env.str, "V3_ENUM_STYLE", "string", validate=[validate.OneOf(("string", "integer"))])
# The largest request body, in bytes. A larger one is answered with 413.
MAX_REQUEST_BYTES: int = _read(env.int, "MAX_REQUEST_BYTES", 5_000_000, validate=_at_least(1024))
# The largest zip or git bundle for an import, in bytes. Each text in a zip is limited by MAX_REQUEST_BYTES.
MAX_IMPORT_BYTES: int = _read(env.int, "MAX_IMPORT_BYTES", 200_000_000, validate=_at_least(1024))
# Where the bytes of files are: file:///folder, or s3://bucket/prefix?endpoint=https://s3.example.
FILES_STORAGE: str = _read(env.str, "FILES_STORAGE", (DATA_DIR.resolve() / "files").as_uri())
# The largest file, in bytes.
MAX_FILE_BYTES: int = _read(env.int, "MAX_FILE_BYTES", 200_000_000, validate=_at_least(1024))
# How many bytes the files of one person in a project, and all files of a project, may take. 0 sets no limit.
QUOTA_PERSON_FILE_BYTES: int = _read(env.int, "QUOTA_PERSON_FILE_BYTES", 10_000_000_000, validate=_at_least(0))
QUOTA_PROJECT_FILE_BYTES: int = _read(env.int, "QUOTA_PROJECT_FILE_BYTES", 20_000_000_000, validate=_at_least(0))
# The largest picture, as width times height. A small file can unpack to an enormous picture.
MAX_PICTURE_PIXELS: int = _read(env.int, "MAX_PICTURE_PIXELS", 100_000_000, validate=_at_least(1))
# The media types that may be uploaded, such as image/*, application/pdf. Empty allows all.
FILE_MEDIA_TYPES: list[str] = _read(env.list, "FILE_MEDIA_TYPES", [])
# How the bytes of a file reach the reader: `app` sends them itself, `signed` redirects to a link of the bucket that
# works for minutes, and a path such as /protected/ lets nginx send them (X-Accel-Redirect). With sendfile:/folder/,
# Apache and lighttpd do (X-Sendfile).
_DELIVERY = validate.Regexp(r"^(app|signed|(sendfile:)?/.*/)$")
FILES_DELIVERY: str = _read(env.str, "FILES_DELIVERY", "app", validate=[_DELIVERY])
# A second origin of this server that only files are read from, such as https://files.example.
FILES_ORIGIN: str = _read(env.str, "FILES_ORIGIN", "", validate=[lambda value: value and _origin(value)])
# How many bytes of recently rebuilt texts each process keeps in memory.
TEXT_CACHE_BYTES: int = _read(env.int, "TEXT_CACHE_BYTES", 32_000_000, validate=_at_least(0))
# Processes that render, compare and merge long texts, for each worker, and the seconds after which they give up.
TEXT_PROCESSES: int = _read(env.int, "TEXT_PROCESSES", 1, validate=_at_least(1))
TEXT_SECONDS: int = _read(env.int, "TEXT_SECONDS", 10, validate=_at_least(1))
# How long discarded drafts, trashed documents, unused texts and idempotency keys are kept before `purge`.
KEEP_DISCARDED_DAYS: int = _read(env.int, "KEEP_DISCARDED_DAYS", 30, validate=_at_least(0))
KEEP_TRASHED_DAYS: int = _read(env.int, "KEEP_TRASHED_DAYS", 30, validate=_at_least(0))
# For how many days the change feed hands out changes. 0: for ever.
KEEP_CHANGES_DAYS: int = _read(env.int, "KEEP_CHANGES_DAYS", 0, validate=_at_least(0))
# For how many days deliveries to webhooks are kept after they ended.
KEEP_DELIVERIES_DAYS: int = _read(env.int, "KEEP_DELIVERIES_DAYS", 30, validate=_at_least(1))
KEEP_IDEMPOTENCY_KEYS_HOURS: int = _read(env.int, "KEEP_IDEMPOTENCY_KEYS_HOURS", 24, validate=_at_least(1))
# For how many days ended jobs are shown. The last results of monthly maintenance are among them.
KEEP_JOBS_DAYS: int = _read(env.int, "KEEP_JOBS_DAYS", 90, validate=_at_least(32))
# True: workers purge, count, verify and repack by themselves, from this hour in UTC on.
UPKEEP: bool = _read(env.bool, "UPKEEP", True)
UPKEEP_HOUR: int = _read(env.int, "UPKEEP_HOUR", 3, validate=[validate.Range(min=0, max=23)])
# The most that one person in a project, and a whole project, may store. 0 turns a limit off. Bytes are those of texts
# as they are stored: compressed, as differences. Administrators can give a project limits of its own.
QUOTA_PERSON_BYTES: int = _read(env.int, "QUOTA_PERSON_BYTES", 2_000_000_000, validate=_at_least(0))
QUOTA_PERSON_VERSIONS: int = _read(env.int, "QUOTA_PERSON_VERSIONS", 1_000_000, validate=_at_least(0))
QUOTA_PERSON_DRAFTS: int = _read(env.int, "QUOTA_PERSON_DRAFTS", 5_000, validate=_at_least(0))
QUOTA_PROJECT_BYTES: int = _read(env.int, "QUOTA_PROJECT_BYTES", 10_000_000_000, validate=_at_least(0))
QUOTA_PROJECT_VERSIONS: int = _read(env.int, "QUOTA_PROJECT_VERSIONS", 5_000_000, validate=_at_least(0))
QUOTA_PROJECT_DRAFTS: int = _read(env.int, "QUOTA_PROJECT_DRAFTS", 50_000, validate=_at_least(0))
# Jobs that people asked for and that wait or run: imports, exports, schedules, invitations.
QUOTA_PERSON_JOBS: int = _read(env.int, "QUOTA_PERSON_JOBS", 20_000, validate=_at_least(0))
QUOTA_PROJECT_JOBS: int = _read(env.int, "QUOTA_PROJECT_JOBS", 100_000, validate=_at_least(0))


def _secret_key() -> str:
    """Return SECRET_KEY, or a key generated once into DATA_DIR that only the owner can read."""
    given: str = _read(env.str, "SECRET_KEY", "")
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
SECRET_KEY_FALLBACKS: list[str] = _read(env.list, "SECRET_KEY_FALLBACKS", [])

INSTALLED_APPS = [
    # Before our app, whose back office unregisters the pages of this library.
    "oauth2_provider",
    "versioning",
    "config.apps.BackOfficeConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    # Its table is not used. A server of the former version needs it while this one is being rolled out, or rolled back.
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "corsheaders",
    "csp",
    "rest_framework",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
]

MIDDLEWARE = [
    "versioning.ops.security_headers.SecurityHeadersMiddleware",
    "versioning.ops.health.HealthMiddleware",
    "versioning.ops.metrics.middleware.MetricsMiddleware",
    "versioning.ops.proxies.ProxyMiddleware",
    "versioning.api.request_id.RequestIdMiddleware",
    "versioning.ops.access_log.AccessLogMiddleware",
    "versioning.ops.load.owner.OwnerMiddleware",
    "versioning.api.cors.ApplicationCorsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "versioning.ops.replica.middleware.ReplicaMiddleware",
    # API calls go from here directly to their view.
    "versioning.api.api_bypass.ApiBypassMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "versioning.ops.compression.CompressionMiddleware",
    "versioning.web.session_middleware.BrowserSessionMiddleware",
    "versioning.ops.no_store.NoStoreMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "versioning.ops.documentation.DocumentationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]


# Set to False behind a connection pooler in transaction mode, such as PgBouncer.
PREPARED_STATEMENTS: bool = _read(env.bool, "PREPARED_STATEMENTS", True)


# Seconds after which a request that waits for the database is answered with 503.
DATABASE_TIMEOUT: int = _read(env.int, "DATABASE_TIMEOUT", 10, validate=_at_least(1))


def _database_url(name: str) -> dict[str, Any]:
    """Read one variable, which may name several PostgreSQL servers: postgresql://user:password@a:5432,b:5432/name."""
    url = os.environ.get(name) or ""
    hosts = re.search(r"(?<=[/@])[^/@?]*,[^/@?]*(?=/|$)", url)
    if hosts is None:
        return _read(env.dj_db_url, name, f"sqlite:///{DATA_DIR / 'stemma.sqlite3'}")  # type: ignore[no-any-return]
    # No reader of URLs takes a list of hosts. libpq does, in the same form as its HOST and PORT.
    first, *_ = servers = [host.rpartition(":") if ":" in host else (host, "", "5432") for host in hosts[0].split(",")]
    os.environ[name] = url.replace(hosts[0], f"{first[0]}:{first[2]}")
    try:
        database: dict[str, Any] = _read(env.dj_db_url, name, "")
    finally:
        os.environ[name] = url
    names, ports = [host for host, _, _ in servers], [port for _, _, port in servers]
    return {**database, "HOST": ",".join(names), "PORT": ",".join(ports)}


def _keep_to_owner(file: Path) -> None:
    """Make the SQLite file unreadable for other users of the machine. SQLite gives its log the same mode."""
    if file.name == ":memory:":
        return
    try:
        os.close(os.open(file, os.O_RDONLY | os.O_CREAT, 0o600))
        if file.stat().st_uid == os.geteuid():
            file.chmod(0o600)
    except OSError:
        # On a read-only disk, for example. What is wrong with it is said when the database is opened.
        pass


def _database(name: str) -> dict[str, Any]:
    """Return a database in the form of Django, with the options that make each engine safe under races."""
    database = _database_url(name)
    if database["ENGINE"] == "django.db.backends.sqlite3":
        # Django's own backend, with a limit to how many threads wait for the one that writes.
        database["ENGINE"] = "versioning.ops.sqlite"
        # IMMEDIATE: a transaction that will write takes the lock when it begins. The default, DEFERRED, fails
        # with "database is locked" when two readers both try to become the writer.
        database["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            # The rest of the time is for what comes before and after the wait.
            "timeout": 0.8 * DATABASE_TIMEOUT,
            # FULL: with NORMAL, a power failure could undo saves that were already confirmed.
            "init_command": "PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
        }
        _keep_to_owner(Path(database["NAME"]))
        # Opening the file and setting its pragmas costs more than most requests do.
        database["CONN_MAX_AGE"] = None
        # An in-memory test database is shared between threads without waiting for locks; a file waits.
        database["TEST"] = {"NAME": str(DATA_DIR / "test.sqlite3")}
    elif database["ENGINE"] == "django.db.backends.postgresql":
        # Django's own backend, with a limit to how long it waits.
        database["ENGINE"] = "versioning.ops.postgresql"
        database["CONN_MAX_AGE"] = 600
        database["CONN_HEALTH_CHECKS"] = True
        # PostgreSQL parses a repeated statement once per connection and, if that pays, plans it once.
        database.setdefault("OPTIONS", {})["prepare_threshold"] = 1 if PREPARED_STATEMENTS else None
    else:
        _stop(f"the environment variable {name} must name a sqlite or a postgresql database.")
    return database


def _databases() -> dict[str, Any]:
    """The primary, and the replica that REPLICA_URL names for reads."""
    databases = {"default": _database("DATABASE_URL")}
    if os.environ.get("REPLICA_URL"):
        databases["replica"] = _database("REPLICA_URL")
        if any(database["ENGINE"] != "versioning.ops.postgresql" for database in databases.values()):
            _stop("with REPLICA_URL, both DATABASE_URL and REPLICA_URL must name a postgresql database.")
        databases["replica"]["TEST"] = {"MIRROR": "default"}
    return databases


DATABASES = _databases()
DATABASE_ROUTERS = ["versioning.ops.replica.routing.ReplicaRouter"] if "replica" in DATABASES else []
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "versioning.User"

# locmem:// (one process), redis://host:6379/0 or db://cache_table (after `manage.py createcachetable`).
CACHES = {
    "default": _read(env.dj_cache_url, "CACHE_URL", "locmem://"),
    # Where wrong passwords are counted while Redis does not answer: each process would count for itself.
    "sign_ins": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "versioning_signincount",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    },
}
if CACHES["default"]["BACKEND"].endswith(".RedisCache"):
    CACHES["default"]["BACKEND"] = "versioning.ops.cache.ResilientRedisCache"
# With Django's 300 entries, anybody could push out the counter of their own password guesses. Redis has its own limits.
if CACHES["default"]["BACKEND"].endswith((".LocMemCache", ".DatabaseCache")):
    CACHES["default"].setdefault("OPTIONS", {}).setdefault("MAX_ENTRIES", 100_000)

# For every way to set a password: the desk, the setup, the back office and the commands.
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 8}},
    *(
        {"NAME": f"versioning.ops.passwords.{name}"}
        for name in (
            "VariedCommonPasswordValidator",
            "ContextWordsValidator",
            "PatternValidator",
        )
    ),
]
PASSWORD_HASHERS = ["versioning.ops.hashing.BoundedPBKDF2PasswordHasher"]
LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "desk:library"
LOGOUT_REDIRECT_URL = "sign-in"

LANGUAGE_CODE = "en"
TIME_ZONE = "UTC"
USE_I18N = True
USE_TZ = True


def _files_storage() -> dict[str, Any]:
    try:
        return storage_at(FILES_STORAGE)
    except ValueError as error:
        _stop(f"the environment variable FILES_STORAGE has a wrong value. {error}")


STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
# Files served without a prefix, because browsers request them by name: /favicon.ico.
WHITENOISE_ROOT = BASE_DIR / "static" / "root"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
    "files": _files_storage(),
}

# A session ends this many hours after its last request, and this many days after the password was entered.
SESSION_IDLE_HOURS: int = _read(env.int, "SESSION_IDLE_HOURS", 72, validate=_at_least(1))
SESSION_MAX_DAYS: int = _read(env.int, "SESSION_MAX_DAYS", 30, validate=_at_least(1))
# Minutes for which the password counts as just entered. After that, changes of access ask for it again.
PASSWORD_AGAIN_MINUTES: int = _read(env.int, "PASSWORD_AGAIN_MINUTES", 30, validate=_at_least(1))
SESSION_ENGINE = "versioning.models.access.session_store"
# The browser keeps the cookie as long as the session can last. The server ends idle sessions before that.
SESSION_COOKIE_AGE = 86_400 * SESSION_MAX_DAYS
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
# Browsers take a cookie with this prefix from this host alone, over HTTPS alone, and for all paths (RFC 6265bis).
COOKIE_PREFIX = "__Host-" if HTTPS else ""
SESSION_COOKIE_NAME = f"{COOKIE_PREFIX}sessionid"
CSRF_COOKIE_NAME = f"{COOKIE_PREFIX}csrftoken"
MESSAGE_STORAGE = "versioning.web.toasts.MessageStorage"
SESSION_COOKIE_HTTPONLY = True
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
# Only a proxy that sets the header itself may be trusted with it: see docs/operating.md.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
# False: pages load pictures from this server alone, and pictures of other origins are links. Whoever serves a picture
# learns who reads the text, and when.
FOREIGN_IMAGES: bool = _read(env.bool, "FOREIGN_IMAGES", False)


def _file_origins() -> list[str]:
    """Return the origins that `/files/` redirects to. Browsers apply the policy to redirects as well."""
    bucket = link_origins(FILES_STORAGE) if FILES_DELIVERY == "signed" else []
    return [*([FILES_ORIGIN] if FILES_ORIGIN else []), *bucket]


CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", *_file_origins(), *(["https:"] if FOREIGN_IMAGES else [])],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

# versioning.api.parsers enforces MAX_REQUEST_BYTES for API calls. Django's own limit covers forms.
DATA_UPLOAD_MAX_MEMORY_SIZE = MAX_REQUEST_BYTES
# A form has two fields for each conflict in a text. With Django's 1,000, 500 conflicts could not be resolved.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000

# What other origins may call, without cookies: the APIs, and the OAuth endpoints that an editor in a browser needs.
CORS_URLS_REGEX = r"/(api/|v3/|(oauth|connect)/token$|oauth/revoke$|\.well-known/oauth-authorization-server$)"
CORS_ALLOW_CREDENTIALS = False
CORS_ALLOW_HEADERS = [
    *("Accept", "Authorization", "X-API-Key", "Content-Type"),
    *("If-Match", "If-None-Match", "Idempotency-Key"),
]
CORS_ALLOW_METHODS = ["GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"]
CORS_EXPOSE_HEADERS = [
    "Link",
    "ETag",
    "Location",
    "X-Request-ID",
    "X-RateLimit-Limit",
    "X-RateLimit-Remaining",
    "X-RateLimit-Reset",
    "Retry-After",
    "Idempotent-Replayed",
    "WWW-Authenticate",
]
if "replica" in DATABASES:
    # Where the caller's last write is, to be sent back with reads.
    CORS_ALLOW_HEADERS.append("Stemma-Position")
    CORS_EXPOSE_HEADERS.append("Stemma-Position")

OAUTH2_PROVIDER_APPLICATION_MODEL = "versioning.Application"
OAUTH2_PROVIDER_GRANT_MODEL = "versioning.Grant"
OAUTH2_PROVIDER = {
    # Authorization codes and refresh tokens only: no implicit, no password, no device grant.
    "OAUTH2_SERVER_CLASS": "oauthlib.oauth2.WebApplicationServer",
    "OAUTH2_BACKEND_CLASS": "versioning.api.oauth.library.RequestReader",
    "OAUTH2_VALIDATOR_CLASS": "versioning.api.oauth.validator.StemmaValidator",
    "SCOPES_BACKEND_CLASS": "versioning.api.oauth.scopes.StemmaScopes",
    "ACCESS_TOKEN_EXPIRE_SECONDS": 60 * OAUTH_ACCESS_MINUTES,
    "AUTHORIZATION_CODE_EXPIRE_SECONDS": 60,
    "REFRESH_TOKEN_EXPIRE_SECONDS": 86_400 * OAUTH_REFRESH_DAYS,
    "REFRESH_TOKEN_REUSE_PROTECTION": True,
    "ROTATE_REFRESH_TOKEN": True,
    "PKCE_REQUIRED": True,
    "ALLOWED_REDIRECT_URI_SCHEMES": ["https", "http"] if OAUTH_LOOPBACK else ["https"],
    "COMPLIANT_BCP_RFC9700_IMPLICIT_GRANT": True,
    "COMPLIANT_BCP_RFC9700_PASSWORD_GRANT": True,
    "COMPLIANT_BCP_RFC9700_PKCE_METHOD": True,
    "COMPLIANT_BCP_RFC9700_ACCESS_TOKEN_TRANSPORT": True,
    "COMPLIANT_BCP_RFC9700_AUTHZ_RESPONSE_ISS": True,
    "COMPLIANT_BCP_RFC9700_TOKEN_STORAGE": True,
    "COMPLIANT_BCP_RFC9700_REFRESH_TOKEN": True,
    "COMPLIANT_BCP_RFC9700_REDIRECT_URI_MATCHING": True,
    "COMPLIANT_BCP_RFC9700_PKCE_REQUIRED": True,
    # `check --deploy` warns of OAUTH_LOOPBACK in production. It is not an error.
    "COMPLIANT_BCP_RFC9700_REDIRECT_URI_SCHEME": not OAUTH_LOOPBACK,
}

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "versioning.api.authentication.ApplicationAuthentication",
        "versioning.api.authentication.TokenAuthentication",
        "versioning.api.authentication.BrowserSessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["versioning.api.renderers.MsgspecRenderer"],
    "DEFAULT_PARSER_CLASSES": ["versioning.api.parsers.StrictJSONParser"],
    "DEFAULT_SCHEMA_CLASS": "versioning.api.schema.StemmaSchema",
    "EXCEPTION_HANDLER": "versioning.api.errors.handle",
    "URL_FORMAT_OVERRIDE": None,
}

SPECTACULAR_SETTINGS = {
    "TITLE": "Stemma",
    "DESCRIPTION": (
        "Create documents, fork and edit drafts, compare and merge versions, publish and promote them. "
        "[Using the API](/docs/api/) explains authentication, safe saves and repeated requests with examples. "
        "Every error is a problem document (RFC 9457) with a page under [Errors](/docs/errors/)."
    ),
    "VERSION": VERSION,
    # Each server has its own documentation, for its users to turn to.
    "CONTACT": {"name": "The documentation of this server", "url": "/docs/"},
    "LICENSE": {"name": "BSD 3-Clause License", "identifier": "BSD-3-Clause"},
    # Relative to the address of the document (OpenAPI 3.1 section 4.8.5), so that it is right behind every proxy.
    "SERVERS": [{"url": "/", "description": "The server that this document comes from."}],
    # In the order of docs/api.md.
    "TAGS": [
        {"name": "tokens", "description": "Create, list and revoke the tokens that authenticate requests."},
        {"name": "documents", "description": "Documents, their versions, their draft on a branch and their history."},
        {"name": "drafts", "description": "Any open draft by its identifier, whichever document or branch it is on."},
        {"name": "events", "description": "The activity in all projects that a token can read."},
        {"name": "changes", "description": "The change feed: every event, in the order of the commits."},
        {"name": "schedules", "description": "Publish, promote and archive at a moment."},
        {"name": "jobs", "description": "Imports, exports, schedules and maintenance, which run in the background."},
        {"name": "imports", "description": "Import a zip, a git bundle or a project file, also as a dry run."},
        {"name": "exports", "description": "Export a git bundle or a project file."},
        {"name": "transfers", "description": "Follow, cancel and resume imports and exports, and download the files."},
        {"name": "files", "description": "Pictures and attachments. Texts name them by an address that never changes."},
        {"name": "projects", "description": "Projects, each with its members, branches and workspaces."},
        {"name": "workspaces", "description": "Workspaces divide the documents of a project."},
        {"name": "branches", "description": "Branches collect drafts of many documents for one purpose."},
        {"name": "members", "description": "The roles of people in projects."},
        {"name": "invitations", "description": "Invite people to projects by email."},
        {"name": "notices", "description": "What concerns you: the inbox of the desk."},
        {"name": "watches", "description": "The documents and projects of whose publications you get notices."},
        {"name": "webhooks", "description": "Requests to your own server about what happens in a project."},
    ],
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    # It would treat both APIs as one. `make lint` validates each document.
    "ENABLE_DJANGO_DEPLOY_CHECK": False,
    "COMPONENT_SPLIT_REQUEST": True,
    # Each PATCH has a serializer of its own that says what is optional. None is used as a partial one.
    "COMPONENT_SPLIT_PATCH": False,
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "ENUM_NAME_OVERRIDES": {
        "StatusEnum": "versioning.models.version.Version.Status",
        "WorkStatusEnum": "versioning.models.transfer.transfer.Transfer.Status",
        "WebhookStatusEnum": "versioning.models.delivery.webhook.Webhook.Status",
        "DocumentKindEnum": "versioning.models.document.Document.Kind",
        "ChangeKindEnum": ["equal", "insert", "delete"],
        "EdgeKindEnum": ["fork", "merge"],
        "MarkdownExtensionEnum": "versioning.text.render.dialects.extensions.NAMES",
        "OmniStatusEnum": ["active", "archived"],
        "TokenKindEnum": "versioning.models.access.token.Token.Kind",
        "VerbEnum": "versioning.models.event.Verb",
        "TranslationEnum": ["none", "needTranslation", "translated", "inProgress"],
    },
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "SWAGGER_UI_SETTINGS": {"deepLinking": True, "persistAuthorization": False},
}

# How log lines are written: as plain lines, or as one JSON object each.
LOG_FORMAT: str = _read(env.str, "LOG_FORMAT", "line", validate=[validate.OneOf(("line", "json"))])
# What Prometheus sends as a bearer token to ask for /metrics. Without it, only processes of this machine may ask.
METRICS_TOKEN: str = _read(env.str, "METRICS_TOKEN", "")
# True: one line for each request, on the logger versioning.access.
ACCESS_LOG: bool = _read(env.bool, "ACCESS_LOG", False)
# Statements that take this many milliseconds or more are logged. 0 logs none.
SLOW_QUERY_MS: int = _read(env.int, "SLOW_QUERY_MS", 0, validate=_at_least(0))
LOG_LEVEL: int = _read(env.log_level, "LOG_LEVEL", "INFO")
LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {
        "request_id": {"()": "versioning.api.request_id.RequestIdFilter"},
        "outages": {"()": "versioning.ops.logs.OutageFilter"},
        "without_traceback": {"()": "versioning.ops.logs.WithoutTraceback"},
    },
    "formatters": {
        "line": {
            "()": "versioning.ops.logs.LineFormatter",
            "format": "{asctime} {levelname} {request_id} {name}: {message}",
            "style": "{",
        },
        "json": {"()": "versioning.ops.logs.JsonFormatter"},
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": LOG_FORMAT,
            "filters": ["request_id", "outages"],
            # On the handler: records that propagate from other loggers skip the level of the root logger.
            "level": LOG_LEVEL,
        },
    },
    # Whoever asks for a host that ALLOWED_HOSTS does not name gets 400, and one line in the log.
    "loggers": {"django.security.DisallowedHost": {"filters": ["without_traceback"]}},
    "root": {"handlers": ["console"], "level": LOG_LEVEL},
}
