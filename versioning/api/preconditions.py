"""ETag and If-Match (RFC 9110 section 13.1.1) for the revisions of documents and drafts."""

import re

from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

from versioning.models import Draft

# Weak tags are accepted, because proxies that compress an answer weaken its tag.
ETAG = re.compile(r'(?:W/)?"([^"]*)"')
# Revisions start at 1.
NO_REVISION = -1


def etag(revision: int) -> str:
    """Return the ETag of a document at this revision."""
    return f'"{revision}"'


def draft_etag(draft: Draft) -> str:
    """Return the ETag of a draft. It names the draft, because the next draft on a branch reaches the same revisions."""
    return f'"{draft.identifier}-{draft.revision}"'


def expected_revision(request: Request) -> int | None:
    """Return the revision in If-Match, or None if it is absent or `*`. Return NO_REVISION for an unknown ETag."""
    tag = _given_tag(request)
    return None if tag is None else _revision(tag)


def expected_draft_revision(request: Request, *, draft: Draft) -> int | None:
    """Like `expected_revision`, for a draft. The ETag of another draft never matches. A bare revision is accepted."""
    tag = _given_tag(request)
    return None if tag is None else _revision(tag.removeprefix(f"{draft.identifier}-"))


def _given_tag(request: Request) -> str | None:
    given = request.META.get("HTTP_IF_MATCH", "*").strip()
    if given == "*":
        return None
    match = ETAG.fullmatch(given)
    if match is None:
        raise ValidationError({"If-Match": ['Send one ETag, such as "3", or *.']})
    return match.group(1)


def _revision(tag: str) -> int:
    # The limit of digits keeps the number in the range of the column.
    return int(tag) if tag.isascii() and tag.isdecimal() and len(tag) < 10 else NO_REVISION
