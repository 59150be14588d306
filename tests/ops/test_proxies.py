import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from versioning.ops.proxies import FORWARDED, ProxyMiddleware, address_group, client_address


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


def _passed(rf: RequestFactory, *, peer: str) -> HttpRequest:
    request = rf.get("/", REMOTE_ADDR=peer)
    request.META.update(dict.fromkeys(FORWARDED, "198.51.100.1"))
    ProxyMiddleware(lambda _: HttpResponse())(request)
    return request


def test_what_a_stranger_says_of_itself_is_dropped(rf: RequestFactory) -> None:
    request = _passed(rf, peer="203.0.113.9")

    assert request.META["REMOTE_ADDR"] == "203.0.113.9"
    assert not set(FORWARDED) & set(request.META)


def test_what_a_trusted_proxy_says_stays(rf: RequestFactory) -> None:
    request = _passed(rf, peer="127.0.0.1")

    assert request.META["REMOTE_ADDR"] == "198.51.100.1"
    assert set(FORWARDED) <= set(request.META)
