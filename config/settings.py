"""The settings of Django and of the libraries. Those that a deployment may change are in `config.deployment`."""

import tomllib
from typing import Any

from csp.constants import NONE, SELF

from config.databases import databases
from config.deployment import *
from config.environment import stop
from config.openapi import OPENAPI
from versioning.ops.files.address import link_origins, storage_at

VERSION: str = tomllib.loads((BASE_DIR / "pyproject.toml").read_text())["project"]["version"]

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


DATABASES = databases()
DATABASE_ROUTERS = ["versioning.ops.replica.routing.ReplicaRouter"] if "replica" in DATABASES else []
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "versioning.User"

CACHES = {
    "default": CACHE,
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
        stop(f"the environment variable FILES_STORAGE has a wrong value. {error}")


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

SPECTACULAR_SETTINGS = {**OPENAPI, "VERSION": VERSION}

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
