"""Send one POST request to a URL that somebody entered, to an address that was checked."""

import ssl
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from http.client import HTTPConnection, HTTPException, HTTPResponse, RemoteDisconnected
from io import BufferedReader
from socket import SHUT_RDWR, create_connection, socket
from threading import Timer
from time import monotonic
from typing import Any
from urllib.parse import SplitResult, urlsplit

from django.conf import settings

from versioning.ops.outgoing.addresses import Address, AddressRefused, check_numeric, is_named, resolve

PORTS = {"http": 80, "https": 443}
# Beyond what is not printable. http.client would refuse some of these, and pass on others.
UNUSABLE = frozenset('"<>\\^`{|}')
# A timeout of zero would mean something else to a socket.
LEAST_SECONDS = 0.001
INSECURE = "Use https. Plain http is only for the networks in WEBHOOK_ALLOW_PRIVATE."


class RequestFailed(Exception):
    """No answer came. The message is for people."""


@dataclass(frozen=True)
class Answer:
    """The status, and the first bytes of the body."""

    status: int
    body: bytes


def parse_url(url: str) -> SplitResult:
    """Return the parts of the URL. Raises ValueError, with a sentence for people, if it cannot be used."""
    if any(not "!" <= character <= "~" or character in UNUSABLE for character in url):
        raise ValueError("Write the URL in ASCII, with percent encoding, and the host name in Punycode.")
    try:
        parts = urlsplit(url)
        port, host = parts.port, parts.hostname or ""
        host.encode("idna")
    except ValueError as error:
        raise ValueError("This is not a valid URL.") from error
    if parts.scheme not in PORTS or not host or port == 0:
        raise ValueError("Enter a URL that begins with https:// and has a host.")
    if "@" in parts.netloc or "#" in url:
        raise ValueError("The URL must not contain a username, a password or a fragment (#).")
    return parts


def check_url(url: str) -> None:
    """Raise ValueError, with a sentence, if no request will ever be sent to this URL. Asks no name server."""
    parts = parse_url(url)
    if parts.scheme == "http" and not settings.WEBHOOK_ALLOW_PRIVATE:
        raise ValueError(INSECURE)
    try:
        check_numeric(str(parts.hostname))
    except AddressRefused as error:
        raise ValueError(str(error)) from error


def post(url: str, body: bytes, headers: Mapping[str, str], *, seconds: float, most: int) -> Answer:
    """Send the body and return the answer. Redirects are not followed.

    At most `most` bytes of the answer are read. After `seconds`, the connection is closed, whatever it waits for. The
    time of the name servers counts.

    Raises AddressRefused, RequestFailed.
    """
    began = monotonic()
    parts = parse_url(url)
    try:
        connection = connection_to(parts, seconds=seconds)
        with connection.ended_in_time():
            connection.request("POST", target_of(parts), body, {**headers, "Connection": "close"})
            response = connection.getresponse()
            answer = b""
            # The status is the answer, even if the receiver closes the connection in the middle of the body.
            with suppress(OSError, HTTPException, ValueError):
                answer = response.read(most)
            return Answer(response.status, answer)
    except (OSError, HTTPException) as error:
        raise failure_of(error, began=began, seconds=seconds) from error


def failure_of(error: Exception, *, began: float, seconds: float) -> RequestFailed:
    """Return what to tell people about the error of a request that began at this moment."""
    if isinstance(error, ssl.SSLError):
        return RequestFailed(f"The TLS connection failed: {error.reason or 'it was closed'}.")
    if monotonic() - began >= seconds:
        return RequestFailed(f"No answer came within {seconds:.0f} seconds.")
    return RequestFailed("The connection failed or was closed before an answer came.")


def target_of(parts: SplitResult) -> str:
    """Return the path and query for the request line."""
    return f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"


def connection_to(parts: SplitResult, *, seconds: float) -> "PinnedConnection":
    """Return a connection, not opened yet, for what the name servers leave of the time.

    Raises AddressRefused, and TimeoutError if they leave nothing.
    """
    began = monotonic()
    host, port, is_secure = str(parts.hostname), parts.port or PORTS[parts.scheme], parts.scheme == "https"
    addresses = resolve(host, port, seconds=seconds)
    if not is_secure and not all(map(is_named, addresses)):
        raise AddressRefused(INSECURE)
    left = max(seconds - (monotonic() - began), LEAST_SECONDS)
    return PinnedConnection(host, port, addresses=addresses, is_secure=is_secure, seconds=left)


class _WholeLines(BufferedReader):
    """Lines of an answer. Raises RemoteDisconnected if the connection ends in the middle of a line or before it."""

    def readline(self, size: int | None = -1, /) -> bytes:
        line = super().readline(size)
        if not line.endswith(b"\n") and len(line) != size:
            raise RemoteDisconnected("The connection was closed in the middle of the answer.")
        return line


class _Response(HTTPResponse):
    """A response whose head has to be whole (RFC 9112 section 8). http.client takes a head that was cut off for one."""

    def __init__(self, sock: socket, *args: Any, **options: Any) -> None:
        super().__init__(sock, *args, **options)
        self.fp.close()
        self.fp = _WholeLines(sock.makefile("rb", buffering=0))


class PinnedConnection(HTTPConnection):
    """A connection to one of these addresses. The header Host and the certificate are those of the URL's host."""

    response_class = _Response

    def __init__(self, host: str, port: int, *, addresses: Sequence[Address], is_secure: bool, seconds: float) -> None:
        super().__init__(host, port, timeout=seconds)
        # The header Host has a port only if it is not that of the scheme.
        self.default_port = PORTS["https" if is_secure else "http"]
        self._addresses, self._is_secure, self._seconds = addresses, is_secure, seconds
        self._raw: socket | None = None
        self._is_over = False

    def connect(self) -> None:
        opened = self._open()
        # The TLS layer takes over the socket. The copy can still end the connection, also during the handshake.
        self._raw = opened.dup()
        if self._is_over:
            opened.close()
            raise TimeoutError
        self.sock = _context().wrap_socket(opened, server_hostname=self.host) if self._is_secure else opened

    def _open(self) -> socket:
        """Return a socket that is connected to the first address that accepts it. Raises OSError."""
        problem: OSError | None = None
        for address in self._addresses:
            try:
                opened = create_connection((str(address), self.port), self._seconds / len(self._addresses))
                opened.settimeout(self._seconds)
                return opened
            except OSError as error:
                problem = error
        raise problem or OSError("There is no address.")

    @contextmanager
    def ended_in_time(self) -> Iterator[None]:
        """Shut the connection down when the time is over: a receiver could send one byte every few seconds."""
        timer = Timer(self._seconds, self._end)
        timer.start()
        try:
            yield
        finally:
            timer.cancel()
            self.close()
            if self._raw is not None:
                self._raw.close()

    def _end(self) -> None:
        self._is_over = True
        if self._raw is not None:
            with suppress(OSError):
                self._raw.shutdown(SHUT_RDWR)


@cache
def _context() -> ssl.SSLContext:
    return ssl.create_default_context()
