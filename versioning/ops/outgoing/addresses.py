"""Which addresses a request may connect to.

The checks are on the addresses that the resolver returned, so that it does not matter how a host is written: as a name,
with decimal, octal or hexadecimal numbers, or as IPv6.
"""

import socket
from collections.abc import Callable, Iterable, Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from queue import Empty, SimpleQueue
from threading import Thread

from django.conf import settings

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

# https://www.iana.org/assignments/iana-ipv4-special-registry
REFUSED_V4 = tuple(
    map(
        IPv4Network,
        (
            *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12"),
            *("192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15"),
            *("198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4"),
            # Not special, but the metadata service of Azure.
            "168.63.129.16/32",
        ),
    )
)
# https://www.iana.org/assignments/ipv6-unicast-address-assignments: all public addresses are in here ...
PUBLIC_V6 = IPv6Network("2000::/3")
# ... but these: Teredo and other protocols, documentation, and 6to4, whose addresses contain one of IPv4.
REFUSED_V6 = tuple(map(IPv6Network, ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")))
# In networks without IPv4, DNS answers with such an address if a host has IPv4 only (RFC 6052).
NAT64 = IPv6Network("64:ff9b::/96")
# What comes before an address of IPv4 in the lower half of one of a tunnel, in any network (RFC 5214 section 6.1).
ISATAP = frozenset({0x0000_5EFE, 0x0200_5EFE})


class AddressRefused(Exception):
    """The host cannot be resolved, or one of its addresses must not be connected to. The message is for people."""


def resolve(host: str, port: int, *, seconds: float) -> Sequence[Address]:
    """Return the addresses of the host, in the order of the resolver.

    Raises AddressRefused, and TimeoutError if no name server answers within so many seconds.

    The caller connects to one of these addresses and never resolves the name again. Otherwise a name server could
    answer the check with a public address and the connection with a private one.
    """
    addresses = _in_time(lambda: _look_up(host, port), seconds=seconds)
    if not addresses:
        raise AddressRefused("The host name cannot be resolved.")
    check_all(addresses)
    return addresses


def _in_time(look_up: Callable[[], list[Address]], *, seconds: float) -> list[Address]:
    """Return what the function returns. Raises TimeoutError. Its thread goes on until the resolver gives up."""
    answers: SimpleQueue[list[Address]] = SimpleQueue()
    Thread(target=lambda: answers.put(look_up()), name="resolver", daemon=True).start()
    try:
        return answers.get(timeout=seconds)
    except Empty as error:
        raise TimeoutError from error


def check_numeric(host: str) -> None:
    """Raise AddressRefused if the host is written as an address that is not allowed. Asks no name server."""
    check_all(_look_up(host, None, flags=socket.AI_NUMERICHOST))


def check_all(addresses: Iterable[Address]) -> None:
    """Raise AddressRefused unless all of these addresses are allowed."""
    if not all(map(is_allowed, addresses)):
        raise AddressRefused("The host has an address that this server must not connect to, such as a private one.")


def _look_up(host: str, port: int | None, *, flags: int = 0) -> list[Address]:
    """Return the addresses of the host, none if it has none."""
    try:
        rows = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=flags)
    # UnicodeError: a label of the name is empty or too long. ValueError: the name contains NUL.
    except (OSError, UnicodeError, ValueError):
        return []
    # An IPv6 address may name a network interface after a percent sign. Only link-local ones need it.
    addresses = (_unmapped(ip_address(str(row[4][0]).partition("%")[0])) for row in rows)
    return list(dict.fromkeys(addresses))


def is_allowed(address: Address) -> bool:
    """Return whether the address is public, or in a network that WEBHOOK_ALLOW_PRIVATE names."""
    return is_public(address) or is_named(address)


def is_named(address: Address) -> bool:
    """Return whether the address is in a network that WEBHOOK_ALLOW_PRIVATE names."""
    return _is_in(_unmapped(address), map(ip_network, settings.WEBHOOK_ALLOW_PRIVATE))


def is_public(address: Address) -> bool:
    """Return whether the address belongs to the public internet. Of embedded IPv4 addresses, that one counts."""
    address = _unmapped(address)
    if isinstance(address, IPv4Address):
        return not _is_in(address, REFUSED_V4)
    embedded = IPv4Address(int(address) & 0xFFFFFFFF)
    if address in NAT64:
        return is_public(embedded)
    if int(address) >> 32 & 0xFFFFFFFF in ISATAP and not is_public(embedded):
        return False
    return address in PUBLIC_V6 and not _is_in(address, REFUSED_V6)


def _unmapped(address: Address) -> Address:
    """Return the IPv4 address of `::ffff:a.b.c.d`. Connections to both go to the same host."""
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return address if mapped is None else mapped


def _is_in(address: Address, networks: Iterable[Network]) -> bool:
    return any(address.version == network.version and address in network for network in networks)
