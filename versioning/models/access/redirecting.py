"""Where a browser may be sent back to after a sign-in: exactly the registered addresses (RFC 9700 section 2.1)."""

import re
from urllib.parse import SplitResult, urlsplit

from django.conf import settings

# What a URI is written with (RFC 3986), less the fragment, which no redirect URI has (RFC 6749 section 3.1.2).
WRITTEN = re.compile(r"[A-Za-z0-9\-._~:/?\[\]@!$&'()*+,;=%]{1,2000}")
LOOPBACK_ADDRESSES = ("127.0.0.1", "::1")
LOOPBACK_HOSTS = (*LOOPBACK_ADDRESSES, "localhost")
DEFAULT_PORTS = {"https": 443, "http": 80}


def can_be_registered(uri: str) -> bool:
    """An absolute https address, or, where the setting OAUTH_LOOPBACK allows it, http to this very machine."""
    parts = _parts(uri)
    if parts is None or not parts.hostname or "@" in parts.netloc or "*" in parts.netloc:
        return False
    return parts.scheme == "https" or _is_loopback(parts)


def matches(*, registered: str, asked: str) -> bool:
    """Letter for letter; of a loopback address the port may be another (RFC 8252 section 7.3)."""
    if registered == asked:
        return can_be_registered(asked)
    one, other = _parts(registered), _parts(asked)
    if one is None or other is None or one.hostname not in LOOPBACK_ADDRESSES or "@" in other.netloc:
        return False
    return _is_loopback(other) and _without_port(one) == _without_port(other)


def origin_of(uri: str) -> str:
    """As browsers write it in the header Origin (RFC 6454): no path, and no port where it is the scheme's own."""
    parts = urlsplit(uri)
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
    port = "" if parts.port in (None, DEFAULT_PORTS.get(parts.scheme)) else f":{parts.port}"
    return f"{parts.scheme}://{host}{port}"


def _parts(uri: str) -> SplitResult | None:
    if not WRITTEN.fullmatch(uri):
        return None
    try:
        parts = urlsplit(uri)
        _ = parts.port  # Raises ValueError where it is no number.
    except ValueError:
        return None
    return parts


def _is_loopback(parts: SplitResult) -> bool:
    return settings.OAUTH_LOOPBACK and parts.scheme == "http" and parts.hostname in LOOPBACK_HOSTS


def _without_port(parts: SplitResult) -> SplitResult:
    return parts._replace(netloc=parts.hostname or "")
