"""ETag and If-Match (RFC 9110 section 13.1.1) over revisions."""

import re

from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

from versioning.models import Draft

ETAG = re.compile(r'(?:W/)?"([^"]*)"')
NO_REVISION = -1


def etag(revision: int) -> str:
    return f'"{revision}"'


def draft_etag(draft: Draft) -> str:
    """Names the draft too: the next draft in the same place comes to the same revisions."""
    return f'"{draft.identifier}-{draft.revision}"'


def expected_revision(request: Request) -> int | None:
    """The revision that If-Match names; None where it is absent or `*`. One that we never gave matches nothing."""
    tag = _given_tag(request)
    return None if tag is None else _revision(tag)


def expected_draft_revision(request: Request, *, draft: Draft) -> int | None:
    """As `expected_revision`; the tag of another draft matches nothing. A revision alone is taken at its word."""
    tag = _given_tag(request)
    return None if tag is None else _revision(tag.removeprefix(f"{draft.identifier}-"))


def _given_tag(request: Request) -> str | None:
    given = request.META.get("HTTP_IF_MATCH", "*").strip()
    if given == "*":
        return None
    found = ETAG.fullmatch(given)
    if found is None:
        raise ValidationError({"If-Match": ['It must be one ETag, such as "3", or *.']})
    return found.group(1)


def _revision(tag: str) -> int:
    return int(tag) if tag.isascii() and tag.isdecimal() and len(tag) < 10 else NO_REVISION
