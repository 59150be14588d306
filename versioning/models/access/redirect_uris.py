"""Redirect URIs of OAuth 2: only the registered addresses are allowed (RFC 9700 section 2.1)."""

import re
from urllib.parse import SplitResult, urlsplit

from django.conf import settings

# The characters of a URI (RFC 3986) without `#`: a redirect URI has no fragment (RFC 6749 section 3.1.2).
WRITTEN = re.compile(r"[A-Za-z0-9\-._~:/?\[\]@!$&'()*+,;=%]{1,2000}")
LOOPBACK_ADDRESSES = ("127.0.0.1", "::1")
LOOPBACK_HOSTS = (*LOOPBACK_ADDRESSES, "localhost")
DEFAULT_PORTS = {"https": 443, "http": 80}


def is_allowed_redirect_uri(uri: str) -> bool:
    """Return whether the URI is absolute https, or http to this machine if OAUTH_LOOPBACK allows it."""
    parts = _parts(uri)
    if parts is None or not parts.hostname or "@" in parts.netloc or "*" in parts.netloc:
        return False
    return parts.scheme == "https" or _is_loopback(parts)


def redirect_uri_matches(*, registered: str, requested: str) -> bool:
    """Return whether the URIs are equal. The port of a loopback address may differ (RFC 8252 section 7.3)."""
    if registered == requested:
        return is_allowed_redirect_uri(requested)
    # Native applications listen on a free port, which they do not know when they register.
    one, other = _parts(registered), _parts(requested)
    if one is None or other is None or one.hostname not in LOOPBACK_ADDRESSES or "@" in other.netloc:
        return False
    return _is_loopback(other) and _without_port(one) == _without_port(other)


def origin_of(uri: str) -> str:
    """Return the origin as browsers send it (RFC 6454): without path, and without the default port."""
    parts = urlsplit(uri)
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
    port = "" if parts.port in (None, DEFAULT_PORTS.get(parts.scheme)) else f":{parts.port}"
    return f"{parts.scheme}://{host}{port}"


def _parts(uri: str) -> SplitResult | None:
    if not WRITTEN.fullmatch(uri):
        return None
    try:
        parts = urlsplit(uri)
        _ = parts.port  # Raises ValueError if it is not a number.
    except ValueError:
        return None
    return parts


def _is_loopback(parts: SplitResult) -> bool:
    return settings.OAUTH_LOOPBACK and parts.scheme == "http" and parts.hostname in LOOPBACK_HOSTS


def _without_port(parts: SplitResult) -> SplitResult:
    return parts._replace(netloc=parts.hostname or "")
