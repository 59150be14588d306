"""A file store in a bucket of Amazon S3, or of any service that speaks its protocol."""

import logging
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import wraps
from io import BytesIO
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.conf import settings
from storages.backends.s3 import S3Storage

from versioning.ops.files.store import MissingBytes, Pieces, StoreUnavailable, UnfinishedUpload, note_outcome

LINK_SECONDS = 300
CONNECT_SECONDS, READ_SECONDS, ATTEMPTS = 3, 20, 2
# An upload of any size takes one part of this many bytes in memory, because no threads read ahead.
PART_BYTES = 8 * 1024 * 1024
PROBE = "stemma-check"
# The key may lack the right to list unfinished uploads, or the service may not have this call.
_NOT_OFFERED = frozenset({403, 405, 501})
log = logging.getLogger(__name__)

P = ParamSpec("P")
R = TypeVar("R")


def _reaching_the_bucket(method: Callable[P, R]) -> Callable[P, R]:
    """Raise StoreUnavailable if the service cannot be reached or refuses."""

    @wraps(method)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            answer = method(*args, **kwargs)
        except (BotoCoreError, ClientError) as error:
            if isinstance(error, ClientError) and _status(error) == 404:
                raise MissingBytes(f"the file store lacks it: {error}") from error
            note_outcome(failed=True)
            raise StoreUnavailable(f"the file store failed: {error}") from error
        note_outcome(failed=False)
        return answer

    return wrapped


class BucketFiles(S3Storage):  # type: ignore[misc]  # the library has no types
    """Files as objects. An upload that is cut off leaves no object."""

    def __init__(self, **options: Any) -> None:
        addressing = options.pop("addressing_style", "auto")
        config = Config(
            connect_timeout=CONNECT_SECONDS,
            read_timeout=READ_SECONDS,
            retries={"max_attempts": ATTEMPTS},
            signature_version="s3v4",
            s3={"addressing_style": addressing},
        )
        super().__init__(
            client_config=config,
            transfer_config=TransferConfig(
                use_threads=False, multipart_threshold=PART_BYTES, multipart_chunksize=PART_BYTES
            ),
            file_overwrite=True,
            # What its own `open` reads goes to the disk beyond this.
            max_memory_size=PART_BYTES,
            **options,
        )

    @property
    def incoming(self) -> Path:
        folder = Path(settings.DATA_DIR, "incoming")
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return folder

    @_reaching_the_bucket
    def put(self, key: str, source: Path) -> None:
        with source.open("rb") as file:
            self._object(key).upload_fileobj(file, Config=self.transfer_config)

    @_reaching_the_bucket
    def size_of(self, key: str) -> int | None:
        try:
            return int(self._object(key).content_length)
        except ClientError as error:
            if _status(error) == 404:
                return None
            raise

    @_reaching_the_bucket
    def read(self, key: str, *, start: int = 0, length: int | None = None) -> Iterator[bytes]:
        if length == 0:
            return iter(())
        end = "" if length is None else start + length - 1
        # An empty object has no range.
        wanted = {"Range": f"bytes={start}-{end}"} if start or length is not None else {}
        return Pieces(_Body(self._object(key).get(**wanted)["Body"]))

    @_reaching_the_bucket
    def touch(self, key: str) -> None:
        found = self._object(key)
        try:
            # The service refuses to copy an object to itself unless something changes.
            found.copy_from(CopySource={"Bucket": self.bucket_name, "Key": found.key}, MetadataDirective="REPLACE")
        except ClientError as error:
            if _status(error) != 404:
                raise

    @_reaching_the_bucket
    def remove(self, key: str) -> None:
        self._object(key).delete()

    def entries(self) -> Iterator[tuple[str, datetime]]:
        return ((key, item.last_modified) for key, item in self._listed(""))

    def unfinished(self) -> Iterator[UnfinishedUpload]:
        try:
            for upload in self.bucket.multipart_uploads.filter(Prefix=self._location):
                key = upload.object_key.removeprefix(self._location)
                yield UnfinishedUpload(key, upload.initiated, _reaching_the_bucket(upload.abort))
        except ClientError as error:
            if _status(error) not in _NOT_OFFERED:
                raise StoreUnavailable(f"the file store failed: {error}") from error
            log.warning("The bucket does not list unfinished uploads, so they are not removed: %s", error)
        except BotoCoreError as error:
            raise StoreUnavailable(f"the file store failed: {error}") from error

    def sizes(self, prefix: str) -> Iterator[tuple[str, int]]:
        return ((key, item.size) for key, item in self._listed(prefix))

    def _listed(self, prefix: str) -> Iterator[tuple[str, Any]]:
        try:
            # A thousand keys for each call.
            for item in self.bucket.objects.filter(Prefix=f"{self._location}{prefix}"):
                yield item.key.removeprefix(self._location), item
        except (BotoCoreError, ClientError) as error:
            raise StoreUnavailable(f"the file store failed: {error}") from error

    def signed_link(self, key: str, *, headers: dict[str, str]) -> str | None:
        names = {"Content-Type": "ResponseContentType", "Content-Disposition": "ResponseContentDisposition",
                 "Cache-Control": "ResponseCacheControl"}  # fmt: skip
        parameters = {names[name]: value for name, value in headers.items() if name in names}
        link: str = self.bucket.meta.client.generate_presigned_url(
            "get_object",
            Params={"Bucket": self.bucket_name, "Key": self._object(key).key, **parameters},
            ExpiresIn=LINK_SECONDS,
        )
        return link

    def fault(self) -> str | None:
        try:
            self._object(PROBE).upload_fileobj(BytesIO(b"stemma"), Config=self.transfer_config)
            b"".join(self.read(PROBE))
            self.remove(PROBE)
        except (BotoCoreError, ClientError, StoreUnavailable, ValueError) as error:
            return f"The bucket {self.bucket_name} cannot be written to and read from: {error}"
        return None

    def _object(self, key: str) -> Any:
        return self.bucket.Object(f"{self._location}{key}")

    @property
    def _location(self) -> str:
        return f"{self.location}/" if self.location else ""


def _status(error: ClientError) -> int:
    return int(error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0))


class _Body:
    """The body of an answer of the service."""

    def __init__(self, body: Any) -> None:
        self._body = body
        self.close = body.close

    @_reaching_the_bucket
    def read(self, size: int) -> bytes:
        piece: bytes = self._body.read(size)
        return piece
