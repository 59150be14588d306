"""Read an upload from the body of a request: the file, and what is said about it."""

import base64
import binascii
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

from versioning.api.file_upload import is_form, pieces_of, receive_form
from versioning.api.strict_serializers import StrictSerializer
from versioning.api.validation import validated
from versioning.models.files.file import ALT_TEXT_LENGTH
from versioning.services.files.receive_file import ReceivedFile

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
    """The checked values of an upload, and its bytes. A raw body is read when somebody asks for its pieces."""

    values: dict[str, Any]
    sha256: bytes | None
    pieces: Iterator[bytes] | ReceivedFile


@contextmanager
def upload_of(request: Request) -> Iterator[Upload]:
    """Return the upload, raw or in a form. Raises ValidationError, ParseError, FileTooLarge."""
    if is_form(request):
        with receive_form(request) as form:
            values = _checked({"name": form.name, **request.query_params.dict(), **form.fields})
            yield Upload(values, values.pop("sha256", None), form.file)
    else:
        values = _checked(request.query_params.dict())
        digest = values.pop("sha256", None) or _digest_of(request)
        yield Upload(values, digest, pieces_of(request))


def _checked(values: dict[str, Any]) -> dict[str, Any]:
    checked = dict(validated(UploadSerializer, values))
    if "sha256" in checked:
        checked["sha256"] = bytes.fromhex(checked["sha256"])
    return checked


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
