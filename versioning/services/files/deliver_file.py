"""Decide how the bytes of a file reach whoever may read it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.conf import settings

from versioning.models import File
from versioning.ops.files.store import MissingBytes, file_store
from versioning.services.kernel.file_bytes import key_of

SIGNED, APP = "signed", "app"


@dataclass(frozen=True)
class Delivery:
    """One of three: the pieces to send, a link of the store to redirect to, or a path for the web server to send."""

    pieces: Iterator[bytes] | None = None
    link: str | None = None
    internal_path: str | None = None


def deliver_file(
    file: File, *, headers: Mapping[str, str], start: int = 0, length: int | None = None, always_here: bool = False
) -> Delivery:
    """Return how to send the file. The caller authorizes the actor.

    A link answers with some of the `headers` only, and a web server may send some of them only. With `always_here`, the
    pieces are sent by this server, for files that are harmless only with all headers. Raises StoreUnavailable.
    """
    store, key, way = file_store(), key_of(file), settings.FILES_DELIVERY
    if way == SIGNED and not always_here:
        link = store.signed_link(key, headers=dict(headers))
        if link is not None:
            return Delivery(link=link)
    if way not in (SIGNED, APP) and not always_here:
        return Delivery(internal_path=f"{way}{key}")
    if length is None and store.size_of(key) != file.size:
        raise MissingBytes(f"the file store lacks bytes of file {file.pk}")
    return Delivery(pieces=store.read(key, start=start, length=length))
