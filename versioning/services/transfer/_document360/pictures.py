"""Make the pictures of a text files of the project, and write their new addresses into the text."""

import posixpath
import re
from dataclasses import dataclass, field
from html import unescape
from urllib.parse import unquote, urlsplit

from versioning.exceptions import VersioningError
from versioning.models import Actor, File, Project
from versioning.services.files.import_file import import_file
from versioning.services.transfer._document360.client import Client
from versioning.services.transfer._sources.pages import split_address

# Where Document360 keeps the files of its projects.
_HOSTS = re.compile(r"(?:[a-z0-9-]+\.)*document360\.(?:io|net|com)", re.IGNORECASE)
_OWN = re.compile(r"/files/[0-9a-fA-F-]{36}/")
_ADDRESS = re.compile(r"""(?:https?://[^\s"'<>()\[\]\\]{1,1500}|(?<![\w/.:])/files/[^\s"'<>()\[\]\\]{36,600})""")
_FILES = re.compile(r"\.(?:png|jpe?g|gif|webp|svg|avif|bmp|ico|pdf|docx?|xlsx?|pptx?|zip|csv|txt|mp4|webm|mp3)\Z", re.I)


@dataclass
class Pictures:
    """The files of one import, by the addresses that texts have for them, or None if there are none."""

    actor: Actor
    project: Project
    client: Client
    refusals: list[tuple[str, str]] = field(default_factory=list)
    stored: dict[str, File | None] = field(default_factory=dict)

    def localized(self, text: str) -> str:
        """Return the text with the addresses of this project's files. Raises SourceUnavailable, StoreUnavailable."""
        return _ADDRESS.sub(lambda match: self._address(match[0]), text)

    def _address(self, written: str) -> str:
        address = unescape(written)
        if not self._is_file(address):
            return written
        if address not in self.stored:
            self.stored[address] = self._fetch(address)
        file = self.stored[address]
        return written if file is None else file.url

    def _is_file(self, address: str) -> bool:
        parts = split_address(address)
        if _OWN.match(parts.path) and (not parts.netloc or address.startswith(self._origin)):
            return True
        return _HOSTS.fullmatch(parts.hostname or "") is not None and _FILES.search(parts.path) is not None

    @property
    def _origin(self) -> str:
        parts = urlsplit(self.client.connection.root)
        return f"{parts.scheme}://{parts.netloc}/"

    def _fetch(self, address: str) -> File | None:
        name = unquote(posixpath.basename(split_address(address).path)) or "file"
        try:
            data = self.client.file(address)
            if data is None:
                raise VersioningError("The server doesn't have this file.")
            return import_file(actor=self.actor, project=self.project, name=name, pieces=[data])
        except VersioningError as refusal:
            self.refusals.append((address, refusal.message))
            return None
