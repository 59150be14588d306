"""Requests that people cause reach public addresses only, however a host is written and whatever DNS answers."""

import socket
import ssl
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from ipaddress import ip_address
from threading import Event
from typing import Any

import pytest
from pytest_django.fixtures import Settings

from tests.jobs import PATIENCE
from tests.receivers import THIS_MACHINE, Receiver, receiving, status
from versioning.ops.outgoing import post as module
from versioning.ops.outgoing.addresses import AddressRefused, is_public
from versioning.ops.outgoing.post import RequestFailed, check_url, post


def words(text: str) -> list[str]:
    return text.split()


REFUSED = words("""
0.0.0.0 0.1.2.3 10.0.0.1 10.255.255.255 100.64.0.1 100.100.100.200 127.0.0.1 127.1.2.3 169.254.0.1 169.254.169.254
172.16.0.1 172.31.255.255 192.0.0.1 192.0.0.192 192.0.2.1 192.88.99.1 192.168.0.1 198.18.0.1 198.51.100.1 203.0.113.1
224.0.0.1 239.255.255.255 240.0.0.1 255.255.255.255 168.63.129.16
:: ::1 ::7f00:1 ::127.0.0.1 ::ffff:10.0.0.1 ::ffff:127.0.0.1 ::ffff:169.254.169.254 ::ffff:0:127.0.0.1
64:ff9b::10.0.0.1 64:ff9b::127.0.0.1 64:ff9b::169.254.169.254 64:ff9b:1::1 64:ff9b:1::127.0.0.1
100::1 2001::1 2001:0:7f00:1::1 2001:10::1 2001:20::1 2001:db8::1 2002:7f00:1:: 2002:a00:1:: 2002:a9fe:a9fe::
2a00:1450::5efe:10.0.0.1 2a00:1450:1:2:200:5efe:127.0.0.1 2a00:1450::5efe:a9fe:a9fe
3fff::1 5f00::1 fc00::1 fd00:ec2::254 fd12:3456:789a::1 fe80::1 fec0::1 ff02::1 ff0e::1
""")
PUBLIC = words("""
1.1.1.1 8.8.8.8 93.184.215.14 100.63.255.255 100.128.0.0 172.15.255.255 172.32.0.0 192.0.1.0 198.17.0.1 198.20.0.1
223.255.255.255 2606:4700:4700::1111 2a00:1450:4001:82b::200e ::ffff:8.8.8.8 64:ff9b::8.8.8.8
2a00:1450::5efe:8.8.8.8 2a00:1450::5eff:10.0.0.1
""")
# Ways to write 127.0.0.1 and 169.254.169.254. Those that are no addresses at all are refused as well.
FORMS = words("""
127.0.0.1 127.1 127.0.1 2130706433 0x7f000001 0x7f.0.0.1 0x7f.1 017700000001 0177.0.0.1 0177.0.0.01 127.0.0.1.
0 0.0.0.0 localhost localhost. LOCALHOST [::1] [::] [0:0:0:0:0:0:0:1] [::ffff:127.0.0.1] [::ffff:7f00:1] [::127.0.0.1]
[64:ff9b::7f00:1] [2002:7f00:1::] [fe80::1] [fe80::1%25lo] 2852039166 0xa9fea9fe 0251.0376.0251.0376 169.254.43518
[::ffff:a9fe:a9fe] [fd00:ec2::254] 10.0.0.1 0xa.0.0.1 012.0.0.1 192.168.1.1
127.0.0.1%00.example.com 127.0.0.1%2f.example.com 127.0.0.1%25 127%2e0%2e0%2e1
""")
CONNECTED: list[Any] = []


def _note(event: str, arguments: tuple[Any, ...]) -> None:
    if event == "socket.connect":
        CONNECTED.append(arguments[1])


@pytest.fixture(scope="module", autouse=True)
def _watched() -> None:
    # Python has no way to take it out again.
    sys.addaudithook(_note)


@pytest.fixture(autouse=True)
def _no_name_servers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ask none about names: tests send nothing to other machines."""
    real = socket.getaddrinfo

    def numeric(host: Any, port: Any, *args: Any, **options: Any) -> Any:
        if host.rstrip(".").lower() != "localhost":
            options["flags"] = socket.AI_NUMERICHOST
        return real(host, port, *args, **options)

    monkeypatch.setattr(socket, "getaddrinfo", numeric)


@pytest.fixture
def connected() -> list[Any]:
    """Return every address that this process tried to connect to."""
    CONNECTED.clear()
    return CONNECTED


def _send(url: str, **options: Any) -> int:
    return post(url, b"{}", {}, **{"seconds": 3.0, "most": 100, **options}).status


@pytest.mark.parametrize("address", REFUSED)
def test_a_special_address_is_not_public(address: str) -> None:
    assert not is_public(ip_address(address))


@pytest.mark.parametrize("address", PUBLIC)
def test_other_addresses_are_public(address: str) -> None:
    assert is_public(ip_address(address))


@pytest.mark.parametrize("scheme", ["http", "https"])
@pytest.mark.parametrize("host", FORMS)
def test_no_way_to_write_a_private_address_makes_a_connection(connected: list[Any], scheme: str, host: str) -> None:
    with pytest.raises((AddressRefused, ValueError)):
        _send(f"{scheme}://{host}:9/")

    assert connected == []


@pytest.mark.parametrize("host", ["127.0.0.2", "127.2", "2130706434", "[::1]", "[::ffff:127.0.0.2]", "10.0.0.1"])
def test_a_named_network_allows_no_other(connected: list[Any], settings: Settings, host: str) -> None:
    settings.WEBHOOK_ALLOW_PRIVATE = THIS_MACHINE

    with pytest.raises(AddressRefused):
        _send(f"http://{host}:9/")

    assert connected == []


@pytest.mark.parametrize("form", ["127.0.0.1", "127.1", "0x7f000001", "[::ffff:127.0.0.1]"])
def test_a_named_address_is_reached_in_all_its_forms(settings: Settings, form: str) -> None:
    settings.WEBHOOK_ALLOW_PRIVATE = THIS_MACHINE
    with receiving() as receiver:
        assert _send(receiver.url.replace("127.0.0.1", form)) == 204


class Resolver:
    """Name servers that answer a name with other addresses each time. Numeric hosts are resolved as ever."""

    def __init__(self, *answers: list[str]) -> None:
        self.answers, self.asked, self.real = list(answers), 0, socket.getaddrinfo

    def __call__(self, host: Any, port: Any, *args: Any, **options: Any) -> Any:
        if host != "receiver.example":
            return self.real(host, port, *args, **options)
        answer = self.answers[min(self.asked, len(self.answers) - 1)]
        self.asked += 1
        return [row for address in answer for row in self.real(address, port, *args, **options)]


@pytest.fixture
def two(settings: Settings) -> Iterator[tuple[Receiver, Receiver]]:
    """Yield an allowed receiver, and one beside it on the same port that must not be reached."""
    settings.WEBHOOK_ALLOW_PRIVATE = THIS_MACHINE
    with ExitStack() as stack:
        allowed = stack.enter_context(receiving())
        port = int(allowed.url.rpartition(":")[2].partition("/")[0])
        yield allowed, stack.enter_context(receiving("127.0.0.2", port))


def test_dns_that_changes_its_answer_reaches_the_address_that_was_checked(
    monkeypatch: pytest.MonkeyPatch, two: tuple[Receiver, Receiver]
) -> None:
    allowed, other = two
    resolver = Resolver(["127.0.0.1"], ["127.0.0.2"])
    monkeypatch.setattr(socket, "getaddrinfo", resolver)

    _send(allowed.url.replace("127.0.0.1", "receiver.example"))

    assert (resolver.asked, len(allowed.received), len(other.received)) == (1, 1, 0)
    port = allowed.url.rpartition(":")[2].partition("/")[0]
    assert allowed.received[0].headers["host"] == f"receiver.example:{port}"


@pytest.mark.parametrize("addresses", [["127.0.0.1", "127.0.0.2"], ["127.0.0.2", "127.0.0.1"], ["127.0.0.1", "::1"]])
def test_one_refused_address_among_others_refuses_the_host(
    monkeypatch: pytest.MonkeyPatch, two: tuple[Receiver, Receiver], connected: list[Any], addresses: list[str]
) -> None:
    allowed, _ = two
    monkeypatch.setattr(socket, "getaddrinfo", Resolver(addresses))

    with pytest.raises(AddressRefused):
        _send(allowed.url.replace("127.0.0.1", "receiver.example"))

    assert connected == []


@pytest.mark.parametrize("code", [301, 302, 303, 307, 308])
def test_redirects_are_not_followed(two: tuple[Receiver, Receiver], code: int) -> None:
    allowed, other = two
    allowed.answer = status(code, Location=other.url)

    assert _send(allowed.url) == code
    assert (len(allowed.received), other.received) == (1, [])


def test_proxies_of_the_environment_are_not_asked(
    monkeypatch: pytest.MonkeyPatch, two: tuple[Receiver, Receiver]
) -> None:
    allowed, other = two
    for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "all_proxy"):
        monkeypatch.setenv(name, other.url)

    _send(allowed.url)

    assert (len(allowed.received), other.received) == (1, [])


def test_a_certificate_must_be_that_of_the_host_and_trusted(
    monkeypatch: pytest.MonkeyPatch, settings: Settings, tmp_path: Any
) -> None:
    settings.WEBHOOK_ALLOW_PRIVATE = THIS_MACHINE
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
         "-keyout", key, "-out", certificate, "-subj", "/CN=receiver.example",
         "-addext", "subjectAltName=DNS:receiver.example"],
        check=True, capture_output=True,
    )  # fmt: skip
    names: list[str | None] = []
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    context.sni_callback = lambda sock, name, original: names.append(name)
    monkeypatch.setattr(socket, "getaddrinfo", Resolver(["127.0.0.1"]))
    with receiving(context=context) as receiver:
        url = receiver.url.replace("http:", "https:")
        with pytest.raises(RequestFailed, match="TLS"):
            _send(url.replace("127.0.0.1", "receiver.example"))
        monkeypatch.setattr(module, "_context", lambda: ssl.create_default_context(cafile=str(certificate)))
        with pytest.raises(RequestFailed, match="TLS"):
            _send(url)
        assert receiver.received == []

        assert _send(url.replace("127.0.0.1", "receiver.example")) == 204
    assert names[-1] == "receiver.example"


def test_a_receiver_that_never_ends_its_handshake_is_left() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        connection = module.PinnedConnection(
            "127.0.0.1", port, addresses=[ip_address("127.0.0.1")], is_secure=True, seconds=0.3
        )
        with pytest.raises((OSError, ssl.SSLError)), connection.ended_in_time():
            connection.connect()


def test_name_servers_that_do_not_answer_take_no_more_than_the_time_of_a_request(
    monkeypatch: pytest.MonkeyPatch, connected: list[Any]
) -> None:
    answers = Event()

    def wait(*args: Any, **options: Any) -> list[Any]:
        answers.wait(PATIENCE)
        return []

    monkeypatch.setattr(socket, "getaddrinfo", wait)

    with pytest.raises(RequestFailed, match="No answer came"):
        _send("https://receiver.example/", seconds=0.2)

    assert not answers.is_set()
    assert connected == []
    answers.set()


@pytest.mark.parametrize(
    "url",
    [
        *("", "example.com", "//example.com/", "ftp://example.com/", "file:///etc/passwd", "gopher://example.com/"),
        *("https://", "https:///path", "https://user@example.com/", "https://user:password@example.com/"),
        *("https://example.com/#part", "https://example.com:0/", "https://example.com:70000/", "https://exa mple.com/"),
        *("https://example.com/\r\nHost: other", "https://[::1", "https://täst.example/", "https://１２７.0.0.1/"),
        *("https://127.0.0.1/", "https://0x7f.1/", "https://[::ffff:10.0.0.1]/", "http://example.com/"),
        f"https://{'a' * 64}.example/",
    ],
)
def test_an_unusable_url_is_refused_before_it_is_stored(url: str) -> None:
    with pytest.raises(ValueError, match=r"\.$"):
        check_url(url)


@pytest.mark.parametrize("url", ["https://example.com", "https://example.com:8443/a?b=c%20d", "https://8.8.8.8/"])
def test_a_usable_url_is_accepted(url: str) -> None:
    check_url(url)


def test_the_path_and_query_are_sent_as_they_are(settings: Settings) -> None:
    settings.WEBHOOK_ALLOW_PRIVATE = THIS_MACHINE
    with receiving() as receiver:
        base = receiver.url.partition("/hook")[0]
        for path in ("/a/../b?c=%20d&e=/", "?only=query", ""):
            _send(f"{base}{path}")

    assert [each.path for each in receiver.received] == ["/a/../b?c=%20d&e=/", "/?only=query", "/"]
