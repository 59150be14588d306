"""Read an upload from the body of a request, whose size takes no memory."""

import base64
import binascii
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from tempfile import NamedTemporaryFile
from typing import IO, Any, cast

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.http.multipartparser import MultiPartParser, MultiPartParserError
from django.http.request import UnreadablePostError
from rest_framework import serializers
from rest_framework.exceptions import ParseError, ValidationError
from rest_framework.request import Request

from versioning.api.strict_serializers import StrictSerializer
from versioning.api.validation import validated
from versioning.exceptions import FileTooLarge
from versioning.models.files.file import ALT_TEXT_LENGTH
from versioning.ops.files.store import PIECE, file_store

CUT_OFF = "The body ended before its Content-Length. Nothing was stored. Send it again."
# RFC 9530 section 2, and the header Digest that it replaces.
_CONTENT_DIGEST = re.compile(r"sha-256=:([A-Za-z0-9+/]{43}=):", re.IGNORECASE)
_DIGEST = re.compile(r"sha-256=([A-Za-z0-9+/]{43}=)", re.IGNORECASE)


class UploadSerializer(StrictSerializer):
    """What is said about an upload, in the query or in the fields of a form."""

    project = serializers.CharField(max_length=100, help_text="A project's slug or ID.")
    name = serializers.CharField(
        max_length=2000, help_text="The file's name. A form takes that of its part by default."
    )
    alt_text = serializers.CharField(
        required=False, allow_blank=True, max_length=ALT_TEXT_LENGTH, default="", help_text="What a picture shows."
    )
    sha256 = serializers.RegexField(
        r"^[0-9a-fA-F]{64}\Z",
        required=False,
        help_text="The SHA-256 of the file, in hexadecimal digits.",
    )


@dataclass(frozen=True)
class Upload:
    """The checked values of an upload, and its bytes, which are read when somebody asks for them."""

    values: dict[str, Any]
    sha256: bytes | None
    pieces: Iterator[bytes]


@contextmanager
def upload_of(request: Request) -> Iterator[Upload]:
    """Return the upload, raw or in a form. Raises ValidationError, ParseError, FileTooLarge."""
    if request.content_type.partition(";")[0].strip().lower() == "multipart/form-data":
        with _form(request) as upload:
            yield upload
    else:
        values = _checked(request.query_params.dict())
        digest = values.pop("sha256", None) or _digest_of(request)
        yield Upload(values, digest, _pieces(_Body(request)))


class _Body:
    """The body of a request as a stream that ends with an error if it is cut off."""

    def __init__(self, request: Request) -> None:
        self._request = request._request
        self._left = int(request.META.get("CONTENT_LENGTH") or 0)

    def read(self, size: int = PIECE) -> bytes:
        try:
            piece = self._request.read(min(size, self._left)) if self._left else b""
        except UnreadablePostError as error:
            raise ParseError(CUT_OFF) from error
        self._left -= len(piece)
        if not piece and self._left:
            raise ParseError(CUT_OFF)
        return piece


class _Spool(FileUploadHandler):
    """Write the only file of a form to the disk, next to the place where the store keeps it."""

    file: IO[bytes] | None = None
    size = 0

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        if self.field_name != "file" or self.file is not None:
            raise ValidationError({self.field_name: ["Send one file, in the field file."]})
        self.file = NamedTemporaryFile(dir=file_store().incoming)  # noqa: SIM115  `_form` closes it

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.size += len(raw_data)
        if self.size > settings.MAX_FILE_BYTES:
            raise FileTooLarge(f"The file has more than {settings.MAX_FILE_BYTES:,} bytes.")
        assert self.file is not None  # noqa: S101  `new_file` comes first
        self.file.write(raw_data)

    def file_complete(self, file_size: int) -> "UploadedFile[Any]":
        return UploadedFile(file=self.file, name=self.file_name, size=file_size)


@contextmanager
def _form(request: Request) -> Iterator[Upload]:
    spool = _Spool()
    try:
        fields, _ = MultiPartParser(request.META, cast(Any, _Body(request)), [spool]).parse()
        if spool.file is None:
            raise ValidationError({"file": ["Send one file, in the field file."]})
        values = _checked({"name": spool.file_name, **request.query_params.dict(), **fields.dict()})
        spool.file.seek(0)
        yield Upload(values, values.pop("sha256", None), _pieces(spool.file))
    except (MultiPartParserError, RequestDataTooBig, TooManyFieldsSent) as error:
        raise ParseError(f"The form cannot be read: {error}") from error
    finally:
        if spool.file is not None:
            spool.file.close()


def _checked(values: dict[str, Any]) -> dict[str, Any]:
    checked = dict(validated(UploadSerializer, values))
    if "sha256" in checked:
        checked["sha256"] = bytes.fromhex(checked["sha256"])
    return checked


def _pieces(stream: Any) -> Iterator[bytes]:
    while piece := stream.read(PIECE):
        yield piece


def _digest_of(request: Request) -> bytes | None:
    """Return the SHA-256 of the body that a header names, or None. Raises ValidationError if it is malformed."""
    for header, pattern in (("Content-Digest", _CONTENT_DIGEST), ("Digest", _DIGEST)):
        sent: str | None = request.META.get(f"HTTP_{header.upper().replace('-', '_')}")
        if sent is None or "sha-256" not in sent.lower():
            continue
        found = pattern.search(sent)
        try:
            return base64.b64decode(found[1], validate=True) if found else _refuse(header)
        except binascii.Error:
            _refuse(header)
    return None


def _refuse(header: str) -> Any:
    raise ValidationError({header: ["Send the SHA-256 of the body in base64, as RFC 9530 defines it."]})
