"""Reading a published version again: ETag and If-None-Match (RFC 9110 section 13.1.2)."""

from hashlib import blake2b
from typing import Any

import msgspec
from django.conf import settings
from django.utils.http import parse_etags
from rest_framework.request import Request
from rest_framework.response import Response

from versioning.models import Version
from versioning.text.render.render import RENDERER_VERSION

# A cache between us and the readers may keep the answer, though it was asked for with a token (RFC 9111 section 3.5),
# for it is the same to all who may read it. But `no-cache` has the cache ask here each time (section 5.2.2.4), with the
# token of who asks it: who may not read is refused here, and whoever may costs a look at one row, no text.
SHARED = "public, no-cache"


def validators(version: Version, *, shown: dict[str, Any], form: str) -> dict[str, str]:
    """The headers by which the answer can be asked for again.

    `shown` is what lists show of the version, and `form` tells its representations apart.

    Strong: the snapshot of what was ever published is frozen, and the tag is made of all else that an answer shows. An
    open draft has none here, as its ETag is that of the draft, and a discarded one may be opened again.
    """
    if not version.was_published:
        return {}
    told = msgspec.json.encode((shown, form, settings.VERSION, RENDERER_VERSION))
    return {"ETag": f'"{blake2b(told, digest_size=16).hexdigest()}"', "Cache-Control": SHARED}


def not_modified(request: Request, *, headers: dict[str, str]) -> Response | None:
    """304 where the reader has the answer already; None where it has not."""
    known = parse_etags(request.META.get("HTTP_IF_NONE_MATCH", ""))
    tag = headers.get("ETag")
    if tag is None or not ("*" in known or tag in (one.removeprefix("W/") for one in known)):
        return None
    return Response(status=304, headers=headers)
