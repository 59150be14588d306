"""Send requests to the API of Document360, as slowly as it asks for."""

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from http import HTTPStatus
from typing import Any
from urllib.parse import quote, urlencode, urljoin, urlsplit

from versioning.exceptions import VersioningError
from versioning.ops.outgoing.addresses import AddressRefused
from versioning.ops.outgoing.get import AnswerTooLarge, Page, get
from versioning.ops.outgoing.post import RequestFailed
from versioning.services.transfer._document360.connection import Connection

SECONDS = 60.0
LARGEST_ANSWER = 50_000_000
PAGE_SIZE = 100
# A list that goes on for longer is a mistake of the server.
MOST_PAGES = 10_000
ATTEMPTS, LONGEST_PAUSE = 5, 60.0
# Files of one server for which it fails.
MOST_FAILURES = 3
_BUSY = frozenset({429, 500, 502, 503, 504})
REFUSED = "Document360 refuses the token. Make one that may read this project, and start the import again."

Row = Mapping[str, Any]


class SourceUnavailable(Exception):
    """The server does not answer, or asks to come back later. Trying again may succeed. The message is for people."""


class NoAnswer(SourceUnavailable):
    """No answer came at all."""


class ServerFailing(SourceUnavailable):
    """The server answers that it fails."""


class TokenRefused(VersioningError):
    """The server does not take the token, so that no other text can be read either."""


class Client:
    """The API of one project. `wait` is called with seconds to pause, and may raise to stop."""

    def __init__(self, connection: Connection, *, wait: Callable[[float], None]) -> None:
        self.connection, self._wait = connection, wait
        self._origin = urlsplit(connection.root)[:2]
        # Why servers of pictures are not asked again.
        self._silent: dict[tuple[str, str], str] = {}
        self._failures = Counter[tuple[str, str]]()

    def one(self, path: str, **query: Any) -> Row | None:
        """Return what is at the path below the project, or None if there is nothing. Raises as `read` does."""
        answer = self.read(self._url(path, query))
        if answer.status == 404:
            return None
        data = _json(answer).get("data")
        return data if isinstance(data, dict) else None

    def many(self, path: str, **query: Any) -> Iterator[Row]:
        """Yield the rows of all pages of a list. Raises as `read` does."""
        cursor = None
        for number in range(1, MOST_PAGES + 1):
            place = {"page": number} if cursor is None else {"cursor": cursor}
            answer = self.read(self._url(path, {**query, **place, "page_size": PAGE_SIZE}))
            if answer.status == 404:
                return
            whole = _json(answer)
            rows = whole.get("data")
            yield from (row for row in (rows if isinstance(rows, list) else []) if isinstance(row, dict))
            pagination = whole.get("pagination")
            if not isinstance(pagination, dict) or not pagination.get("has_more") or not rows:
                return
            cursor = pagination.get("next_cursor") or None

    def file(self, address: str) -> bytes | None:
        """Return the bytes at an address that a text has, or None. Only this project's server gets the token.

        Raises as `read` does. If another server than the project's does not answer, that is a VersioningError: texts do
        not wait for it. A file for which a server fails is a VersioningError, too, and after some of them the server is
        not asked for others.
        """
        url = urljoin(f"{self.connection.root}/", address)
        server = urlsplit(url)[:2]
        if server in self._silent:
            raise VersioningError(self._silent[server])
        try:
            answer = self.read(url)
        except NoAnswer as error:
            if server == self._origin:
                raise
            self._silent[server] = str(error)
            raise VersioningError(str(error)) from error
        except ServerFailing as error:
            self._failures[server] += 1
            if self._failures[server] >= MOST_FAILURES:
                self._silent[server] = str(error)
            raise VersioningError(str(error)) from error
        return answer.body if answer.status == 200 else None

    def read(self, url: str) -> Page:
        """Return the answer, which is of status 200 or 404.

        Raises SourceUnavailable, TokenRefused, and VersioningError if the server refuses in another way, must not be
        connected to, or sends too much.
        """
        headers = {"Accept": "application/json, image/*", "User-Agent": "Stemma"}
        is_own = urlsplit(url)[:2] == self._origin
        if is_own:
            headers["Authorization"] = f"Bearer {self.connection.token}"
        problem = ""
        failure: type[SourceUnavailable] = SourceUnavailable
        for attempt in range(1, ATTEMPTS + 1):
            pause = min(2.0**attempt, LONGEST_PAUSE)
            try:
                answer = get(url, headers, seconds=SECONDS, most=LARGEST_ANSWER)
            except (AddressRefused, AnswerTooLarge, ValueError) as error:
                raise VersioningError(f"{urlsplit(url).netloc} can't be read: {error}") from error
            except RequestFailed as error:
                problem, failure = str(error), NoAnswer
            else:
                if is_own and answer.status in (401, 403):
                    raise TokenRefused(REFUSED) if answer.status == 401 else VersioningError(REFUSED)
                failure = SourceUnavailable if answer.status == HTTPStatus.TOO_MANY_REQUESTS else ServerFailing
                if answer.status not in _BUSY:
                    return _expected(answer, url=url)
                problem, pause = f"It answers with status {answer.status}.", _pause_of(answer, otherwise=pause)
            if attempt < ATTEMPTS:
                self._wait(pause)
        raise failure(f"{urlsplit(url).netloc} can't be reached. {problem}")

    def _url(self, path: str, query: Mapping[str, Any]) -> str:
        parts = "/".join(quote(part, safe="") for part in path.split("/") if part)
        values = urlencode({name: value for name, value in query.items() if value is not None})
        address = f"{self.connection.root}/projects/{quote(self.connection.project, safe='')}/{parts}".rstrip("/")
        return f"{address}?{values}" if values else address


def _expected(answer: Page, *, url: str) -> Page:
    if answer.status not in (200, 404):
        raise VersioningError(
            f"{urlsplit(url).netloc} answers with status {answer.status} instead of the API of Document360."
        )
    return answer


def _pause_of(answer: Page, *, otherwise: float) -> float:
    """Return the seconds that the server asks to wait (RFC 9110 section 10.2.3), within limits."""
    stated = answer.headers.get("retry-after", "")
    return min(float(stated), LONGEST_PAUSE) if stated.isascii() and stated.isdigit() else otherwise


def _json(answer: Page) -> Row:
    try:
        whole = json.loads(answer.body)
    except (ValueError, RecursionError) as error:
        raise VersioningError("The server's answer is not JSON. Is the URL that of the API?") from error
    if not isinstance(whole, dict):
        raise VersioningError("The server's answer has another form than the API of Document360 has.")
    return whole
