import pytest

from versioning.ops.proxies import address_group, client_address


@pytest.mark.parametrize(
    ("peer", "forwarded", "address"),
    [
        ("127.0.0.1", "203.0.113.9", "203.0.113.9"),
        ("127.0.0.1", "198.51.100.1, 203.0.113.9", "203.0.113.9"),
        ("127.0.0.1", "203.0.113.9, 127.0.0.1", "203.0.113.9"),
        ("203.0.113.9", "198.51.100.1", "203.0.113.9"),
        ("127.0.0.1", "unknown", "127.0.0.1"),
        ("127.0.0.1", "2001:db8::1", "2001:db8::1"),
        ("::1", "203.0.113.9", "203.0.113.9"),
        ("127.0.0.1", ",", "127.0.0.1"),
    ],
)
def test_the_client_is_the_rightmost_address_that_no_trusted_proxy_has(peer: str, forwarded: str, address: str) -> None:
    assert client_address(peer, forwarded=forwarded) == address


def test_a_limit_counts_the_addresses_of_one_ipv6_network_as_one() -> None:
    assert address_group("2001:db8::1") == address_group("2001:db8::ffff:2") == "2001:db8::/64"
    assert address_group("203.0.113.9") == "203.0.113.9"
