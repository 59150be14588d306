"""`/files/<id>/<name>`: the bytes of a file, for whoever may read its project."""

import re
import time
from collections.abc import Sequence
from typing import NamedTuple
from urllib.parse import urlencode, urlsplit
from uuid import UUID

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, StreamingHttpResponse
from django.utils.http import content_disposition_header, parse_etags
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import NotFound
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from versioning.api.authentication import (
    ApplicationAuthentication,
    BrowserSessionAuthentication,
    TokenAuthentication,
    authorization_of,
)
from versioning.api.v3.authentication import ApiKeyAuthentication
from versioning.api.views import ApiViewSet
from versioning.models import File
from versioning.models.files.picture_width import PARAMETER, WIDTHS
from versioning.models.sql.get_or_none import get_or_none
from versioning.services.files.deliver_file import StoredBytes, bytes_of, deliver_file
from versioning.services.lookups import find_file

SALT = "stemma.file"
SIGNATURE = "signature"
# Links of one hour to a file of the second origin are the same, so that a browser asks for the bytes once an hour.
SAME_SECONDS = 3600
# How long a browser keeps the redirect to such a link, and how long the link works. It may be as old as the hour.
KEPT_SECONDS, LINK_SECONDS = 240, SAME_SECONDS + 300
# The address of other bytes is another one.
FOR_EVER = "private, max-age=31536000, immutable"
# While a worker makes the smaller copy that was asked for.
A_MOMENT = "private, max-age=30"
INLINE = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp", "image/avif", "application/pdf"})
INLINE_KINDS = ("audio/", "video/")
PDF, SVG = "application/pdf", "image/svg+xml"
_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})\s*")


class _HourlySigner(signing.TimestampSigner):
    """Signs as if the hour had just begun."""

    def timestamp(self) -> str:
        return signing.b62_encode(int(time.time()) // SAME_SECONDS * SAME_SECONDS)


class ByteRange(NamedTuple):
    """The bytes to send. `length` 0 means that the range lies outside of the file."""

    start: int
    length: int


class FileBytesView(ApiViewSet):
    """The bytes, by a session, a bearer token or an API key. Without any of them, a person is asked to sign in."""

    schema = None
    authentication_classes: Sequence[type[BaseAuthentication]] = (
        ApiKeyAuthentication,
        ApplicationAuthentication,
        TokenAuthentication,
        BrowserSessionAuthentication,
    )

    def check_throttles(self, request: Request) -> None:
        # A page with many pictures is one page. Guesses of tokens count.
        if authorization_of(request) or "HTTP_X_API_KEY" in request.META:
            super().check_throttles(request)

    def retrieve(self, request: Request, pk: UUID, name: str) -> HttpResponseBase:
        file = find_file(actor=self.actor, pk=pk)
        if file.is_trashed:
            raise NotFound
        width = _width_of(request)
        return _redirect_to_origin(file, width) if settings.FILES_ORIGIN else _answer(file, width, request=request)

    def handle_exception(self, exc: Exception) -> Response:
        response = super().handle_exception(exc)
        response.headers["Cache-Control"] = "private, no-store"
        return response


class SignedFileView(FileBytesView):
    """The bytes on the second origin, which has no sessions, by a link that the first origin signed."""

    authentication_classes = ()
    permission_classes = (AllowAny,)

    def retrieve(self, request: Request, pk: UUID, name: str) -> HttpResponseBase:
        try:
            signed = signing.loads(request.query_params.get(SIGNATURE, ""), salt=SALT, max_age=LINK_SECONDS)
        except signing.BadSignature as error:
            raise NotFound from error
        file = get_or_none(File.objects.present().filter(pk=pk))
        if file is None or signed != str(pk):
            raise NotFound
        return _answer(file, _width_of(request), request=request)


_on_app = FileBytesView.as_view({"get": "retrieve"})
_on_files_origin = SignedFileView.as_view({"get": "retrieve"})


def serve_file(request: HttpRequest, pk: UUID, name: str) -> HttpResponseBase:
    """Send a file. Which credentials count depends on the origin that is asked."""
    origin = settings.FILES_ORIGIN
    if origin and request.get_host() == urlsplit(origin).netloc:
        return _on_files_origin(request, pk=pk, name=name)
    response = _on_app(request, pk=pk, name=name)
    # A person who follows a link to an attachment, not a picture in a page.
    if response.status_code == 401 and request.META.get("HTTP_SEC_FETCH_DEST") == "document":
        return redirect_to_login(request.get_full_path())
    return response


def _width_of(request: Request) -> int | None:
    """Return the width of the copy of a picture that is asked for. Raises NotFound if there are none of this width."""
    asked = request.query_params.get(PARAMETER)
    if asked is None:
        return None
    if asked not in map(str, WIDTHS):
        raise NotFound
    return int(asked)


def _answer(file: File, width: int | None, *, request: Request) -> HttpResponseBase:
    return answer_with(bytes_of(file, width=width), request=request)


def answer_with(file: StoredBytes, *, request: Request) -> HttpResponseBase:
    """Return 200, 206, 304 or 416 (RFC 9110 sections 13 and 14), or how the file comes another way."""
    headers = headers_of(file)
    if _is_known(request, tag=headers["ETag"]):
        del headers["Content-Type"]
        return HttpResponse(status=304, headers=headers)
    wanted = _range_of(request, file)
    if wanted is not None and wanted.length == 0:
        return HttpResponse(status=416, headers={**headers, "Content-Range": f"bytes */{file.size}"})
    part = wanted or ByteRange(0, file.size)
    delivery = deliver_file(
        file,
        headers=headers,
        start=part.start,
        length=None if wanted is None else part.length,
        always_here=_is_active(file),
    )
    if delivery.link is not None:
        return HttpResponseRedirect(delivery.link, headers={"Cache-Control": f"private, max-age={KEPT_SECONDS}"})
    if delivery.internal_path is not None:
        return HttpResponse(headers={**headers, delivery.path_header: delivery.internal_path})
    headers["Content-Length"] = str(part.length)
    if wanted is not None:
        headers["Content-Range"] = f"bytes {part.start}-{part.start + part.length - 1}/{file.size}"
    status = 200 if wanted is None else 206
    if request.method == "HEAD":
        getattr(delivery.pieces, "close", lambda: None)()
        return HttpResponse(status=status, headers=headers)
    return StreamingHttpResponse(delivery.pieces or (), status=status, headers=headers)


def headers_of(file: StoredBytes) -> dict[str, str]:
    """Return the headers of every answer with the file. They let nothing in it run on the origin that serves it."""
    return {
        "Content-Type": file.media_type,
        "Content-Disposition": content_disposition_header(not _is_inline(file), file.name) or "inline",
        "Cache-Control": FOR_EVER if file.is_final else A_MOMENT,
        "ETag": f'"{file.tag}"',
        "Accept-Ranges": "bytes",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": _policy(file),
        "Cross-Origin-Resource-Policy": "cross-origin" if settings.FILES_ORIGIN else "same-origin",
    }


def _policy(file: StoredBytes) -> str:
    # Chromium shows no PDF in a sandbox. Its viewer has an origin of its own.
    if file.media_type == PDF:
        return "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'none'"
    return "default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'none'"


def _is_inline(file: StoredBytes) -> bool:
    """Return whether a browser may show the file on a page of its own. Pictures in pages are shown anyway, also SVG."""
    return file.media_type in INLINE or file.media_type.startswith(INLINE_KINDS)


def _is_active(file: StoredBytes) -> bool:
    """Return whether the file could run scripts. A link of the store could not send the headers that prevent it."""
    return not _is_inline(file)


def _redirect_to_origin(file: File, width: int | None) -> HttpResponse:
    parameters = {
        SIGNATURE: _HourlySigner(salt=SALT).sign_object(str(file.pk)),
        **({PARAMETER: width} if width else {}),
    }
    address = f"{settings.FILES_ORIGIN}{file.url}?{urlencode(parameters)}"
    return HttpResponseRedirect(address, headers={"Cache-Control": f"private, max-age={KEPT_SECONDS}"})


def _is_known(request: Request, *, tag: str) -> bool:
    sent = parse_etags(request.META.get("HTTP_IF_NONE_MATCH", ""))
    return "*" in sent or tag in (each.removeprefix("W/") for each in sent)


def _range_of(request: Request, file: StoredBytes) -> ByteRange | None:
    """Return the one range that is asked for, or None for the whole file. Several ranges get the whole file."""
    found = _RANGE.fullmatch(request.META.get("HTTP_RANGE", ""))
    condition = request.META.get("HTTP_IF_RANGE")
    if found is None or found[0].strip() == "bytes=-" or condition not in (None, f'"{file.tag}"'):
        return None
    first, last = found[1], found[2]
    if not first:
        length = min(int(last), file.size)
        return ByteRange(file.size - length, length)
    if last and int(last) < int(first):
        return None
    end = min(int(last), file.size - 1) if last else file.size - 1
    return ByteRange(int(first), max(0, end - int(first) + 1))
