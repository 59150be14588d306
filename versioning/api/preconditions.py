"""ETag and If-Match (RFC 9110 section 13.1.1) for the revisions of documents and drafts."""

import re
from collections.abc import Iterable

from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

from versioning.models import Draft

# Weak tags are accepted, because proxies that compress an answer weaken its tag.
ETAG = re.compile(r'(?:W/)?"([^"]*)"')
_LIST = re.compile(rf"(?:[ \t]*,)*[ \t]*{ETAG.pattern}[ \t]*(?:,[ \t]*(?:{ETAG.pattern}[ \t]*)?)*")
# Revisions start at 1.
NO_REVISION = -1


def etag(revision: int) -> str:
    """Return the ETag of a document at this revision."""
    return f'"{revision}"'


def draft_etag(draft: Draft) -> str:
    """Return the ETag of a draft. It names the draft, because the next draft on a branch reaches the same revisions."""
    return f'"{draft.identifier}-{draft.revision}"'


def expected_revision(request: Request, *, present: int) -> int | None:
    """Return the revision in If-Match, or None if it is absent or `*`. Return NO_REVISION for an unknown ETag.

    Of a list, it is the present revision if the list has it.
    """
    tags = _given_tags(request)
    return None if tags is None else _among(map(_revision, tags), present=present)


def expected_draft_revision(request: Request, *, draft: Draft) -> int | None:
    """Like `expected_revision`, for a draft. The ETag of another draft never matches. A bare revision is accepted."""
    tags = _given_tags(request)
    if tags is None:
        return None
    return _among((_revision(tag.removeprefix(f"{draft.identifier}-")) for tag in tags), present=draft.revision)


def _among(revisions: Iterable[int], *, present: int) -> int:
    listed = list(revisions)
    return present if present in listed else listed[0]


def _given_tags(request: Request) -> list[str] | None:
    given = request.META.get("HTTP_IF_MATCH", "*").strip()
    if given == "*":
        return None
    if not _LIST.fullmatch(given):
        raise ValidationError({"If-Match": ['Send ETags, such as "3", or *.']})
    return ETAG.findall(given)


def _revision(tag: str) -> int:
    # The limit of digits keeps the number in the range of the column.
    return int(tag) if tag.isascii() and tag.isdecimal() and len(tag) < 10 else NO_REVISION
