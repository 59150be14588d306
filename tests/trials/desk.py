"""Forms of the desk, sent by somebody who is not signed in."""

import time
from dataclasses import dataclass, field
from itertools import count
from urllib.parse import urlencode

from tests.benchmarks.wire import Answer, Connection, request
from tests.trials.writers import with_header

CSRF = "c" * 32
# Several threads may take the next one at once.
_NUMBERS = count(1)


@dataclass
class Stranger:
    """Sends calls from ever new addresses, and notes the answer and the seconds of the last one."""

    port: int
    seconds: float = 0.0
    connection: Connection | None = field(default=None, repr=False)

    def post(self, path: str, **fields: str) -> Answer:
        payload = urlencode({"csrfmiddlewaretoken": CSRF, **fields}).encode()
        sent = with_header(request("POST", path), "Content-Type: application/x-www-form-urlencoded")
        sent = with_header(with_header(sent, f"Cookie: csrftoken={CSRF}"), f"Content-Length: {len(payload)}")
        return self.send(with_header(sent, f"X-Forwarded-For: {_next_address()}") + payload)

    def send(self, sent: bytes) -> Answer:
        if self.connection is None:
            self.connection = Connection(self.port)
        began = time.perf_counter()
        answer = self.connection.exchange(sent)
        self.seconds = time.perf_counter() - began
        return answer


def _next_address() -> str:
    """Return another address for every call, of RFC 2544, so that no limit of one address is reached."""
    number = next(_NUMBERS)
    return f"198.{18 + number // 65536 % 2}.{number // 256 % 256}.{number % 256}"
