"""Read a file from the body of a request, whose size takes no memory."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from io import BytesIO
from typing import Any, cast

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.http import QueryDict
from django.http.multipartparser import MultiPartParser, MultiPartParserError
from django.http.request import UnreadablePostError
from django.utils.datastructures import MultiValueDict
from rest_framework.exceptions import ParseError, ValidationError
from rest_framework.request import Request

from versioning.ops.files.store import PIECE
from versioning.services.files.receive_file import IncomingFile, ReceivedFile, receive_file

CUT_OFF = "The body ended before its Content-Length. Nothing was stored. Send it again."
ONE_FILE = "Send one file, in the field file."
# The other parts of a form.
FORM_BYTES = 100_000


@dataclass(frozen=True)
class FileForm:
    """A form with one file, which is on the disk until the block ends."""

    fields: dict[str, str]
    name: str
    file: ReceivedFile


def leave_body_unread(request: Request) -> None:
    """Let nobody but the view read the body.

    Otherwise the protection against forged requests reads a whole form, before it is known who sends it, and refuses
    other bodies. The header X-CSRFToken takes the place of the form's field.
    """
    request._request._post, request._request._files = QueryDict(), MultiValueDict()  # type: ignore[attr-defined]
    vars(request).update(_data=QueryDict(), _full_data=QueryDict(), _files=MultiValueDict())


def pieces_of(request: Request) -> Iterator[bytes]:
    """Yield the body of the request. Raises ParseError if it is cut off."""
    body = _Body(request)
    while piece := body.read(PIECE):
        yield piece


def is_form(request: Request) -> bool:
    return bool(request.content_type.partition(";")[0].strip().lower() == "multipart/form-data")


@contextmanager
def receive_form(request: Request) -> Iterator[FileForm]:
    """Yield the form in the body. Raises ValidationError, ParseError, FileTooLarge."""
    with ExitStack() as kept:
        handler = _Handler(kept)
        try:
            fields, _ = MultiPartParser(request.META, cast(Any, _Body(request)), [handler]).parse()
        except (MultiPartParserError, RequestDataTooBig, TooManyFieldsSent) as error:
            raise ParseError(f"The form cannot be read: {error}") from error
        if handler.incoming is None:
            raise ValidationError({"file": [ONE_FILE]})
        yield FileForm(
            {name: str(value) for name, value in fields.items()}, str(handler.file_name), handler.incoming.complete()
        )


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


class _Handler(FileUploadHandler):
    """Write the only file of a form to the place from which the store takes it, while the form is read."""

    def __init__(self, kept: ExitStack) -> None:
        super().__init__()
        self._kept = kept
        self.incoming: IncomingFile | None = None

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        if self.field_name != "file" or self.incoming is not None:
            raise ValidationError({str(self.field_name): [ONE_FILE]})
        self.incoming = self._kept.enter_context(receive_file())

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        assert self.incoming is not None  # noqa: S101  `new_file` comes first
        self.incoming.write(raw_data)

    def file_complete(self, file_size: int) -> "UploadedFile[Any]":
        # The parser closes what it got if the form is refused.
        return UploadedFile(file=BytesIO(), name=self.file_name, size=file_size)
