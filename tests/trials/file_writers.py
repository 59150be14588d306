"""Writers that also upload the files of their texts, and let schedules promote every second version."""

import hashlib
import random
from datetime import UTC, datetime, timedelta

from tests.benchmarks.databases import PROJECT
from tests.benchmarks.wire import request
from tests.trials.writers import Work, Writer, with_header

# Some are sent in several pieces.
FILE_BYTES = (100, 2_000, 20_000, 200_000)
SOON = timedelta(seconds=1)


class FileWriter(Writer):
    """Uploads a file for each draft. Its texts use it."""

    def _prepare(self, work: Work) -> None:
        data = work.key.encode() * (random.choice(FILE_BYTES) // len(work.key) + 1)
        answer = self._send(upload_request(name=f"{work.key}.txt", data=data, token=self.token))
        # 200 if an upload that was not acknowledged had arrived.
        if answer is not None and answer.status in (200, 201):
            work.file, work.digest = answer.json()["data"]["file"]["url"], hashlib.sha256(data).hexdigest()
            self.ledger.acknowledge("uploads")
        elif answer is not None:
            self.ledger.fault(f"An upload was refused: {answer.status} {answer.body[:200]!r}")

    def _promote(self, work: Work) -> None:
        if len(self.works) % 2:
            super()._promote(work)
            return
        moment = datetime.now(UTC) + SOON
        body = {"action": "promote", "target": {"version": work.version}, "at": moment.isoformat()}
        sent = request("POST", "/api/v1/schedules", token=self.token, body=body)
        answer = self._send(with_header(sent, f"Idempotency-Key: {work.key}-schedule"))
        if answer is not None and answer.status == 201:
            self.ledger.acknowledge("schedules")
        elif answer is not None:
            self.ledger.count(f"schedules refused with {answer.status}")


def upload_request(*, name: str, data: bytes, token: str) -> bytes:
    head = request("POST", f"/api/v1/files?project={PROJECT}&name={name}", token=token)
    typed = with_header(head, "Content-Type: application/octet-stream")
    return with_header(typed, f"Content-Length: {len(data)}") + data
