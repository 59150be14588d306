"""Decide how the bytes of a file, or of a smaller copy of a picture, reach whoever may read it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from django.conf import settings

from versioning.models import File
from versioning.models.files.picture_width import MEDIA_TYPE, widths_of
from versioning.ops.files.store import MissingBytes, file_store
from versioning.services.files._steps.ask_for_widths import ask_for_widths
from versioning.services.kernel.file_bytes import key_of, key_of_width

SIGNED, APP = "signed", "app"
# Before the folder on the disk that Apache and lighttpd send files from. nginx has a path of its addresses.
SENDFILE = "sendfile:"


@dataclass(frozen=True)
class StoredBytes:
    """What is sent for a file. `tag` names the bytes. `is_final` is False if others will be sent soon."""

    key: str
    size: int
    tag: str
    name: str
    media_type: str
    is_final: bool = True


@dataclass(frozen=True)
class Delivery:
    """One of three: the pieces to send, a link of the store to redirect to, or a path for the web server to send.

    The header `path_header` tells the web server the path.
    """

    pieces: Iterator[bytes] | None = None
    link: str | None = None
    internal_path: str | None = None
    path_header: str = "X-Accel-Redirect"


def bytes_of(file: File, *, width: int | None = None) -> StoredBytes:
    """Return what to send for the file, or for its copy of this width. The caller authorizes the actor.

    If the file has no copies of this width, return the file itself. If the copy is missing, ask a worker to make it,
    and return the file itself until it is there. Raises StoreUnavailable.
    """
    whole = StoredBytes(key_of(file), file.size, tag=file.digest, name=file.name, media_type=file.media_type)
    if width is None or width not in widths_of(file):
        return whole
    key = key_of_width(file, width)
    size = file_store().size_of(key)
    if size is None:
        ask_for_widths(file)
        return replace(whole, is_final=False)
    return replace(whole, key=key, size=size, tag=f"{file.digest}-{width}", media_type=MEDIA_TYPE) if size else whole


def deliver_file(
    stored: StoredBytes,
    *,
    headers: Mapping[str, str],
    start: int = 0,
    length: int | None = None,
    always_here: bool = False,
) -> Delivery:
    """Return how to send the bytes. The caller authorizes the actor.

    A link answers with some of the `headers` only, and a web server may send some of them only. With `always_here`, the
    pieces are sent by this server, for files that are harmless only with all headers. Raises StoreUnavailable.
    """
    store, key, way = file_store(), stored.key, settings.FILES_DELIVERY
    if way == SIGNED and not always_here:
        link = store.signed_link(key, headers=dict(headers))
        if link is not None:
            return Delivery(link=link)
    if way not in (SIGNED, APP) and not always_here:
        if way.startswith(SENDFILE):
            return Delivery(internal_path=f"{way.removeprefix(SENDFILE)}{key}", path_header="X-Sendfile")
        return Delivery(internal_path=f"{way}{key}")
    if length is None and store.size_of(key) != stored.size:
        raise MissingBytes(f"the file store lacks bytes under {key}")
    return Delivery(pieces=store.read(key, start=start, length=length))
