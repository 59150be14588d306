"""Revalidation of published versions: ETag and If-None-Match (RFC 9110 section 13.1.2)."""

from hashlib import blake2b
from typing import Any

import msgspec
from django.conf import settings
from django.utils.http import parse_etags
from rest_framework.request import Request
from rest_framework.response import Response

from versioning.models import Version
from versioning.models.project import extensions_of
from versioning.ops.load.costly import rendering_key

# `public` lets a shared cache store the answer to a request with a token (RFC 9111 section 3.5), because the answer is
# the same for all who may read it. `no-cache` makes the cache ask here each time (section 5.2.2.4), with the token of
# the request: a token that may not read is refused here, and any other one costs a look at one row, without its text.
SHARED = "public, no-cache"
HTML = "html"


def validators(version: Version, *, listed: dict[str, Any], form: str, html: str | None = None) -> dict[str, str]:
    """Return ETag and Cache-Control for an answer with a version, or nothing if it was never published.

    `listed` is the version as in lists. `form` is the representation, such as `html`. The ETag is strong: the snapshot
    of a published version is frozen, and the ETag covers everything else in the answer. An open draft has the ETag of
    the draft instead, and a discarded draft can be reopened.

    HTML shows more than the text: the files of the project with their descriptions, and the documents that links lead
    to. So its ETag covers `html`, and there is none without it.
    """
    if not version.was_published or (form == HTML and html is None):
        return {}
    parts = (listed, form, settings.VERSION, rendering_key(extensions_of(version)), html)
    content = msgspec.json.encode(parts)
    return {"ETag": f'"{blake2b(content, digest_size=16).hexdigest()}"', "Cache-Control": SHARED}


def not_modified(request: Request, *, headers: dict[str, str]) -> Response | None:
    """Return 304 if the client has this answer already, or None if it has not."""
    sent, tag = request._request.META.get("HTTP_IF_NONE_MATCH"), headers.get("ETag")
    if sent is None or tag is None:
        return None
    etags = parse_etags(sent)
    if not ("*" in etags or tag in (one.removeprefix("W/") for one in etags)):
        return None
    return Response(status=304, headers=headers)
