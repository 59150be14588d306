"""ETag and If-Match (RFC 9110 section 13.1.1) over revisions."""

import re

from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

ETAG = re.compile(r'(?:W/)?"([^"]*)"')
NO_REVISION = -1


def etag(revision: int) -> str:
    return f'"{revision}"'


def expected_revision(request: Request) -> int | None:
    """The revision that If-Match names; None where it is absent or `*`. One that we never gave matches nothing."""
    given = request.headers.get("If-Match", "*").strip()
    if given == "*":
        return None
    found = ETAG.fullmatch(given)
    if found is None:
        raise ValidationError({"If-Match": ['It must be one ETag, such as "3", or *.']})
    tag = found.group(1)
    return int(tag) if tag.isascii() and tag.isdecimal() and len(tag) < 10 else NO_REVISION
