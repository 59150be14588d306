"""What the ledger says was acknowledged, against what the server has."""

import hashlib
import time
from typing import Any

from tests.benchmarks.wire import Answer, Connection, request
from tests.trials.writers import PAUSE_SECONDS, Ledger, Work, text_of

PATIENCE_SECONDS = 60


def compare(connection: Connection, *, token: str, ledger: Ledger) -> tuple[list[str], list[str]]:
    """Return a sentence for each acknowledged thing that is missing, and for each that is there twice."""
    lost: list[str] = []
    doubled: list[str] = []
    for document, works in ledger.works.items():
        versions = _versions(connection, token=token, document=document)
        for work in works:
            if work.number is not None:
                lost += _lost(work, versions.get(work.number))
            if work.file:
                lost += _lost_file(work, connection.exchange(request("GET", work.file, token=token)))
        # The seed made the first ones. Every fork has one key, so there cannot be more versions than keys.
        numbers = [work.number for work in works if work.number is not None]
        if len(numbers) != len(set(numbers)):
            doubled.append(f"{document}: one version for two forks")
        forked = [number for number in versions if number >= min(numbers, default=0)]
        if len(forked) > len(works):
            doubled.append(f"{document}: {len(forked)} versions of {len(works)} forks")
    return lost, doubled


def _lost(work: Work, version: dict[str, Any] | None) -> list[str]:
    if version is None:
        return [f"version {work.number} is missing"]
    if work.is_published and version["status"] != "published":
        return [f"version {work.number} is not published"]
    possible = [text_of(work, save) for save in range(max(1, work.acknowledged), work.attempted + 1)]
    if work.acknowledged and version["body"] not in possible:
        return [f"version {work.number} lost save {work.acknowledged}"]
    return []


def _read(connection: Connection, path: str, *, token: str) -> Any:
    """Return the answer in JSON. Wait if the server still refuses with 503."""
    ends = time.monotonic() + PATIENCE_SECONDS
    while True:
        answer = connection.exchange(request("GET", path, token=token))
        if answer.status == 200:
            return answer.json()
        if answer.status != 503 or time.monotonic() > ends:
            raise RuntimeError(f"GET {path}: {answer.status} {answer.body[:300]!r}")
        time.sleep(PAUSE_SECONDS)


def _lost_file(work: Work, answer: Answer) -> list[str]:
    if answer.status == 200 and hashlib.sha256(answer.body).hexdigest() == work.digest:
        return []
    return [f"the file {work.file} is missing or damaged: {answer.status}"]


def _versions(connection: Connection, *, token: str, document: str) -> dict[int, dict[str, Any]]:
    """Return all versions of the document by number, with their texts."""
    rows: list[dict[str, Any]] = []
    cursor = ""
    while True:
        path = f"/api/v1/documents/{document}/versions?page_size=100{cursor}"
        page = _read(connection, path, token=token)
        rows += page["data"]["versions"]
        if not page["pagination"]["has_more"]:
            break
        cursor = f"&cursor={page['pagination']['next_cursor']}"
    versions = {}
    for row in rows:
        path = f"/api/v1/documents/{document}/versions/{row['id']}"
        whole = _read(connection, path, token=token)["data"]["version"]
        versions[int(whole["number"])] = whole
    return versions
