"""Store one body. All text comes into the database by this module.

`pack_body` compresses the body before the lock is taken. `store_body` writes it under the lock.
"""

from collections.abc import Set
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from versioning.models import Blob, Version
from versioning.models.history.blob import cache_text, text_digest
from versioning.models.sql.rows import insert_row
from versioning.services.kernel.file_sets import digest_of_numbers, keep_file_set
from versioning.services.kernel.locking import LockedDocument
from versioning.services.kernel.reencoding import reencode
from versioning.text.delta.chain import MAX_STEPS, Chain, ChainLink
from versioning.text.delta.packing import PlacedText, pack
from versioning.text.file_addresses import file_numbers_in

# A draft is near the text that it came from if its last delta against that text is not larger.
NEAR_BYTES = 1_000
# The most deltas between the text that a draft came from and its last save.
MAX_STEPS_OF_SAVES = 8


@dataclass(frozen=True)
class PackedBody:
    """A body as it is to be stored: whole, or as a delta.

    `bases` are the links that the delta needs, from a whole text to the direct base. `sound_blob` is the key of a blob
    that was just read and holds this very text. `files` are the identifiers of the files whose addresses are in it, as
    numbers, and `files_digest` is the digest of the set of them, if there are any.
    """

    data: bytes
    digest: bytes
    encoded: bytes
    bases: tuple[ChainLink, ...] = ()
    sound_blob: int | None = None
    files: Set[int] = frozenset()
    files_digest: bytes = b""

    def whole(self) -> "PackedBody":
        """Return the body to be stored whole and uncompressed. It costs no time, so it suits a locked document."""
        return replace(self, encoded=self.data, bases=())

    @property
    def base_id(self) -> int | None:
        return self.bases[-1].key if self.bases else None

    @property
    def depth(self) -> int:
        return len(self.bases)


def pack_body(*, data: bytes, successor_of: Version | None = None) -> PackedBody:
    """Pack a text that replaces the version's, or the first text of a document if no version is given.

    One delta is tried, because the next autosave soon replaces this one. `repack` tries more.
    """
    if successor_of is None:
        return _packed(data, chain=Chain(()), base=None)
    chain = successor_of.body_chain
    return _packed(data, chain=chain, base=_base_of_save(successor_of, chain=chain))


def pack_body_of_fork(*, data: bytes, source: Version) -> PackedBody:
    """Pack a text that replaces the source's text in a fork of it. The source's text will stay."""
    chain = source.body_chain
    return _packed(data, chain=chain, base=None)


def store_body(
    held: LockedDocument, *, packed: PackedBody, base_depth: int | None, file_set_id: int | None = None
) -> Blob:
    """Insert the blob. The document must have no blob of this text yet.

    `base_depth` is the depth of the delta's base, read under the lock, or None if the base is gone. If a purge or a
    repack changed the base since the text was packed, the text is stored whole. `repack` will compress it.

    `file_set_id` is the set of the text's files, if another text of the document has it, which keeps it from a purge.
    """
    # The depth bounds the steps to a whole text. The database refuses a base that is not nearer to one.
    if packed.base_id is not None and (base_depth is None or base_depth >= packed.depth):
        packed = packed.whole()
    if file_set_id is None:
        mentioned = [UUID(int=number) for number in packed.files]
        file_set_id = keep_file_set(project_id=held.document.project_id, mentioned=mentioned)
    blob = insert_row(
        Blob(
            document_id=held.document.pk,
            sha256=packed.digest,
            size=len(packed.data),
            stored_by_id=held.actor.user.pk,
            base_id=packed.base_id,
            depth=packed.depth,
            encoded=packed.encoded,
            file_set_id=file_set_id,
        )
    )
    link = ChainLink(blob.pk, blob.size, packed.digest, packed.encoded)
    # Whoever shows what was just written need not read it again.
    blob.chain = Chain((*packed.bases, link), tip=packed.data)
    cache_text(held.document.pk, digest=packed.digest, data=packed.data)
    return blob


def repair_body(held: LockedDocument, *, blob_id: int, packed: PackedBody) -> None:
    """Replace the bytes of the document's blob of this text if they are damaged.

    Without this, saving a text again to replace a damaged one would succeed and leave the text unreadable. Blobs that
    are encoded against it become readable again, too.
    """
    # Mostly the text was just read, and proved by its hash. Else it is read here, under the lock, but that is rare.
    if blob_id == packed.sound_blob or Blob.objects.chain_of(blob_id).ends_with(packed.digest):
        return
    reencode(document_id=held.document.pk, placed=(PlacedText(blob_id, None, 0, packed.data),), depths={})


def _files(data: bytes) -> dict[str, Any]:
    files = file_numbers_in(data.decode())
    return {"files": files, "files_digest": digest_of_numbers(files)} if files else {}


def _packed(data: bytes, *, chain: Chain, base: int | None) -> PackedBody:
    digest, files = text_digest(data), _files(data)
    # The same text again, as when only other fields change. There is nothing to compress.
    if chain.ends_with(digest):
        return PackedBody(data=data, digest=digest, encoded=data, sound_blob=chain.links[-1].key, **files)
    packed = pack(data, chain=chain, base=base)
    bases = () if packed.position is None else chain.links[: packed.position + 1]
    return PackedBody(data=data, digest=digest, encoded=packed.encoded, bases=bases, **files)


def _base_of_save(version: Version, *, chain: Chain) -> int | None:
    """Return the position of the link that the next text of a draft is encoded against.

    It is the text that the draft came from, because `purge` deletes the texts that a draft passes through. If the draft
    is far from it, it is the text that is replaced, except once in MAX_STEPS_OF_SAVES saves.
    """
    lasting = _lasting(version, chain=chain)
    if lasting is None or lasting + 1 >= len(chain):
        return lasting
    is_near, tip = len(chain.links[lasting + 1].encoded) <= NEAR_BYTES, len(chain) - 1
    return lasting if is_near or tip >= min(lasting + MAX_STEPS_OF_SAVES, MAX_STEPS) else tip


def _lasting(version: Version, *, chain: Chain) -> int | None:
    """Return the position in the chain of the source's text, else of the text that the version's is encoded against."""
    keys = [link.key for link in chain.links]
    if version.source is not None and version.source.body_id in keys:
        return keys.index(version.source.body_id)
    return len(keys) - 2 if len(keys) > 1 else None
