"""Where a project of Document360 is, and the token that may read it."""

import json
import re
from base64 import urlsafe_b64encode
from dataclasses import asdict, dataclass
from hashlib import sha256

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings

from versioning.exceptions import InvalidValue, VersioningError
from versioning.models import Version
from versioning.ops.outgoing.post import check_url

API_URL = "https://apihub.document360.io"
LONGEST = 2000
# What may be in a path or a header without an escape.
_WORD = re.compile(r"[A-Za-z0-9._~-]{1,100}")
_TOKEN = re.compile(r"[!-~]{1,4000}")
_UNREADABLE = "The token can no longer be read, because SECRET_KEY was changed. Start the import again."


@dataclass(frozen=True)
class Connection:
    """`url` is that of the API, with or without `/v3`. `content_type` is what rich text becomes."""

    url: str
    project: str
    token: str
    content_type: str = Version.ContentType.WYSIWYG

    @property
    def root(self) -> str:
        """Return the address below which the API's paths are."""
        return self.url.rstrip("/").removesuffix("/v3") + "/v3"

    def sealed(self) -> bytes:
        """Return the connection as bytes that only this server reads: the token opens somebody's project."""
        return _fernet().encrypt(json.dumps(asdict(self)).encode())


def opened(data: bytes) -> Connection:
    """Return the connection that was sealed. Raises VersioningError."""
    try:
        return Connection(**json.loads(_fernet().decrypt(data)))
    except (InvalidToken, ValueError, TypeError) as error:
        raise VersioningError(_UNREADABLE) from error


def check_connection(connection: Connection) -> None:
    """Raise InvalidValue (url, source_project, token, content_type) if nothing can be read so. Sends no request."""
    if len(connection.url) > LONGEST or "?" in connection.url:
        raise InvalidValue(f"url must have at most {LONGEST} characters, and no question mark.", field="url")
    try:
        check_url(connection.url)
    except ValueError as error:
        raise InvalidValue(str(error), field="url") from error
    if not _WORD.fullmatch(connection.project):
        raise InvalidValue("Enter the id of the project in Document360.", field="source_project")
    if not _TOKEN.fullmatch(connection.token):
        raise InvalidValue("Enter the token as Document360 shows it, without spaces.", field="token")
    if connection.content_type not in (Version.ContentType.MARKDOWN, Version.ContentType.WYSIWYG):
        raise InvalidValue("content_type must be markdown or wysiwyg.", field="content_type")


def _fernet() -> Fernet:
    key = sha256(b"stemma.transfer.connection" + settings.SECRET_KEY.encode()).digest()
    return Fernet(urlsafe_b64encode(key))
