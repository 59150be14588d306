"""Read a URL that somebody entered, from an address that was checked."""

from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPException
from time import monotonic

from versioning.ops.outgoing.post import RequestFailed, connection_to, failure_of, parse_url, target_of

_PIECE = 1024 * 1024


class AnswerTooLarge(Exception):
    """The body has more bytes than the caller takes, so asking again does not help. The message is for people."""


@dataclass(frozen=True)
class Page:
    """A whole answer. The names of `headers` are in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def get(url: str, headers: Mapping[str, str], *, seconds: float, most: int) -> Page:
    """Return the answer. Redirects are not followed, because they could lead to an address that was not checked.

    After `seconds`, the connection is closed, whatever it waits for. Raises AddressRefused, RequestFailed, and
    AnswerTooLarge if the body has more than `most` bytes.
    """
    began = monotonic()
    parts = parse_url(url)
    try:
        connection = connection_to(parts, seconds=seconds)
        with connection.ended_in_time():
            connection.request("GET", target_of(parts), headers={**headers, "Connection": "close"})
            response = connection.getresponse()
            body = bytearray()
            # If the connection is closed early, the pieces end before the stated length.
            while piece := response.read(_PIECE):
                body += piece
                if len(body) > most:
                    raise AnswerTooLarge(f"The answer has more than {most:,} bytes.")
            if response.length:
                raise RequestFailed("The connection was closed in the middle of the answer.")
            return Page(response.status, {name.lower(): value for name, value in response.getheaders()}, bytes(body))
    except (OSError, HTTPException, ValueError) as error:
        raise failure_of(error, began=began, seconds=seconds) from error
