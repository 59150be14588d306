"""Refuse what would pass a limit of a project, or of a person in it.

The quota was read by a statement of the same transaction that reads or locks other rows. It has everything that was
committed by then, and what this transaction wrote. Two writers at the same moment do not see each other, so each may
take the last room: a limit is passed by what the writers beside each other add with one call each, and by no more.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

from django.conf import settings

from versioning.exceptions import QuotaExceeded
from versioning.models import File, FileCount
from versioning.models.quotas.usage import KINDS, PERSON, PROJECT, Amounts, Quota, in_words

# The fields of a snapshot that take room in the row of the version.
BESIDE_BODY = ("description", "fields")
NOUNS = {
    "bytes": "stored text",
    "versions": "versions",
    "drafts": "open drafts",
    "jobs": "jobs that wait or run",
    "file_bytes": "stored files",
}
WHOM = {PERSON: "one person in this project", PROJECT: "this project"}


def refuse_excess(quota: Quota, *, adding: Amounts) -> None:
    """Raise QuotaExceeded if this change adds something and a limit would be passed. 0 is no limit."""
    more = dict(zip(KINDS, adding, strict=True))
    for of, kind, limit, used in _limits(quota):
        refuse_above(limit, of=of, kind=kind, used=used, adding=more[kind])


def refuse_passed(quota: Quota) -> None:
    """Raise QuotaExceeded if a limit is passed by what this transaction wrote before the quota was read."""
    for of, kind, limit, used in _limits(quota):
        if limit and used > limit:
            raise _exceeded(of, kind, limit=limit, used=used)


def refuse_above(limit: int, *, of: str, kind: str, used: int, adding: int) -> None:
    """Raise QuotaExceeded if something is added and the limit would be passed. 0 is no limit."""
    if adding > 0 and limit and used + adding > limit:
        raise _exceeded(of, kind, limit=limit, used=used)


def refuse_file_bytes(*, project_id: UUID, user_id: UUID | None = None, adding: int) -> None:
    """Raise QuotaExceeded if so many more bytes of files would pass the limit of the project, or of the person in it.

    If the caller holds the project's lock, nobody adds files meanwhile. The sum of a person reads each of their files,
    so a caller that holds locks names nobody, and only the limit of the project counts.
    """
    most, own = settings.QUOTA_PROJECT_FILE_BYTES, 0 if user_id is None else settings.QUOTA_PERSON_FILE_BYTES
    if not most and not own:
        return
    used = FileCount.objects.stored_bytes(project_id)
    if most and used + adding > most:
        raise _exceeded(PROJECT, "file_bytes", limit=most, used=used)
    # Nobody has more than the whole project, whose sum is cheap.
    if user_id is not None and own and used + adding > own:
        used = File.objects.stored_bytes_of(user_id, project_id=project_id)
        if used + adding > own:
            raise _exceeded(PERSON, "file_bytes", limit=own, used=used)


def _limits(quota: Quota) -> Iterator[tuple[str, str, int, int]]:
    """Yield each limit: whose it is, of what, how much is allowed, and how much is used."""
    used = {PERSON: quota.person, PROJECT: quota.project}
    for of, limits in quota.limits.items():
        for kind, limit, amount in zip(KINDS, limits, used[of], strict=True):
            yield of, kind, limit, amount


def _exceeded(of: str, kind: str, *, limit: int, used: int) -> QuotaExceeded:
    message = _sentence(of, kind, limit=limit, used=used)
    return QuotaExceeded(message, of=of, kind=kind, limit=limit, used=used)


def bytes_beside_body(snapshot: Mapping[str, Any]) -> int:
    """Return about how many bytes a version takes beside its body. The database counts exactly."""
    fields = snapshot["fields"]
    return len(snapshot["description"].encode()) + (len(json.dumps(fields)) if fields else 2)


def _sentence(of: str, kind: str, *, limit: int, used: int) -> str:
    return (
        f"This would exceed the limit of {NOUNS[kind]} for {WHOM[of]}: "
        f"{in_words(kind, used)} of {in_words(kind, limit)} used. An administrator of this server can raise it "
        f"{_place(of, kind)}."
    )


def _place(of: str, kind: str) -> str:
    """Say where the limit is raised. A project may have limits of its own, which come before the settings."""
    if of == PROJECT and kind in KINDS:
        return "in the back office, under Projects"
    return f"with the setting QUOTA_{of.upper()}_{kind.upper()}"
