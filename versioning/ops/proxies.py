"""Who the client is, behind a proxy: counted from the right of X-Forwarded-For, through proxies that are trusted."""

from collections.abc import Callable
from functools import cache, lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

# What a proxy says about the client, as WSGI names it.
FORWARDED = ("HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO", "HTTP_X_FORWARDED_HOST", "HTTP_X_FORWARDED_PORT")

Handler = Callable[[HttpRequest], HttpResponseBase]


class ProxyMiddleware:
    """Set REMOTE_ADDR to the address of the client, so that throttles and logs know people apart behind a proxy.

    The headers are read only if the connection comes from one of TRUSTED_PROXIES. From all others they are dropped, in
    every spelling: the server gives `X-Forwarded-Proto` and `X_Forwarded_Proto` the same name. A client can put
    anything into the left of X-Forwarded-For, and nothing to the right of what the first trusted proxy adds.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        peer = request.META.get("REMOTE_ADDR", "")
        if not _is_trusted(peer):
            for name in FORWARDED:
                request.META.pop(name, None)
        elif forwarded := request.META.get("HTTP_X_FORWARDED_FOR"):
            request.META["REMOTE_ADDR"] = client_address(peer, forwarded=forwarded)
        return self.get_response(request)


def client_address(peer: str, *, forwarded: str) -> str:
    """Return the rightmost address that is no trusted proxy. `peer` is the other end of the connection."""
    address = peer
    for named in reversed(forwarded.split(",")):
        if not _is_trusted(address):
            return address
        named = named.strip()
        if _parse(named) is None:
            return address
        address = named
    return address


def _is_trusted(address: str) -> bool:
    parsed = _parse(address)
    return parsed is not None and any(parsed in network for network in _networks())


@lru_cache(maxsize=256)
def _parse(address: str) -> IPv4Address | IPv6Address | None:
    try:
        parsed = ip_address(address)
    except ValueError:
        return None
    # A server that listens on :: sees IPv4 addresses in this form.
    return (parsed.ipv4_mapped or parsed) if isinstance(parsed, IPv6Address) else parsed


def is_loopback(address: str) -> bool:
    """Return whether the address is of this machine itself."""
    parsed = _parse(address)
    return parsed is not None and parsed.is_loopback


def address_group(address: str) -> str:
    """Return what a limit counts as one address: of IPv6 the /64, because whoever has one address has all of these."""
    parsed = _parse(address)
    if isinstance(parsed, IPv6Address):
        return str(IPv6Network((parsed, 64), strict=False))
    return address


@cache
def _networks() -> tuple[IPv4Network | IPv6Network, ...]:
    return tuple(ip_network(each) for each in settings.TRUSTED_PROXIES)
