"""Keeping one body: the only way by which text comes into the database.

It is compressed before any lock is taken (`pack_body`); under the lock it is only seen that what it rests on is still
there, and written (`keep_body`).
"""

from dataclasses import dataclass, replace
from uuid import UUID

from versioning.models import Blob, Version
from versioning.models.history.blob import sha256_of
from versioning.models.sql.rows import insert_row
from versioning.services.kernel.reencoding import reencode
from versioning.text.delta.chain import Chain, ChainLink
from versioning.text.delta.packing import Placement, pack


@dataclass(frozen=True)
class PackedBody:
    """A body as it is to be kept. `bases` are the links that it rests on, from a whole text to its neighbour.

    `sound_blob` is the key of a blob that was just seen to hold this very text.
    """

    data: bytes
    digest: bytes
    encoded: bytes
    bases: tuple[ChainLink, ...] = ()
    sound_blob: int | None = None

    def as_it_is(self) -> "PackedBody":
        """To be kept whole, and not compressed: that takes its time, and a lock is held."""
        return replace(self, encoded=self.data, bases=())

    @property
    def base_id(self) -> int | None:
        return self.bases[-1].key if self.bases else None

    @property
    def depth(self) -> int:
        return len(self.bases)


def pack_body(*, data: bytes, successor_of: Version | None = None) -> PackedBody:
    """The body of a new text that is to take the place of the version's; without one, the first of a document.

    It rests on the text that it replaces or, at a small price, on one that will stay: the bodies that a draft passes
    through will go.
    """
    if successor_of is None:
        return _packed(data, chain=Chain(()), lasting=None)
    chain = successor_of.body_chain
    return _packed(data, chain=chain, lasting=_lasting(successor_of, chain=chain))


def pack_body_of_fork(*, data: bytes, source: Version) -> PackedBody:
    """The body that is to take the place of the source's in a fork of it: the source's will stay."""
    chain = source.body_chain
    return _packed(data, chain=chain, lasting=len(chain) - 1 if len(chain) else None)


def _packed(data: bytes, *, chain: Chain, lasting: int | None) -> PackedBody:
    digest = sha256_of(data)
    if chain.ends_with(digest):
        return PackedBody(data=data, digest=digest, encoded=data, sound_blob=chain.links[-1].key)
    packed = pack(data, chain=chain, lasting=lasting)
    bases = () if packed.position is None else chain.links[: packed.position + 1]
    return PackedBody(data=data, digest=digest, encoded=packed.encoded, bases=bases)


def _lasting(version: Version, *, chain: Chain) -> int | None:
    """Where in the chain the text is that the version was forked from or, failing that, what its own text rests on."""
    keys = [link.key for link in chain.links]
    if version.source is not None and version.source.body_id in keys:
        return keys.index(version.source.body_id)
    return len(keys) - 2 if len(keys) > 1 else None


def keep_body(*, document_id: UUID, packed: PackedBody, base_depth: int | None) -> Blob:
    """The new blob. The caller holds the document's lock and knows that the document has no blob of this text.

    `base_depth` is what the caller read of the base under the lock; None where there is none. A text whose base went
    away or further from a whole text, which takes a purge or a repack in this very moment, is kept as it is; `repack`
    will compress it.
    """
    if packed.base_id is not None and (base_depth is None or base_depth >= packed.depth):
        packed = packed.as_it_is()
    blob = insert_row(
        Blob(
            document_id=document_id,
            sha256=packed.digest,
            size=len(packed.data),
            base_id=packed.base_id,
            depth=packed.depth,
            encoded=packed.encoded,
        )
    )
    link = ChainLink(blob.pk, blob.size, packed.digest, packed.encoded)
    # Who shows what was just written need not read it again.
    blob.chain = Chain((*packed.bases, link), tip=packed.data)
    return blob


def keep_again(*, blob_id: int, document_id: UUID, packed: PackedBody) -> None:
    """Mend the blob of this text where its bytes were damaged; what rests on it can then be read again.

    The caller holds the document's lock. Without this, a text that was saved again to replace the damaged one would be
    acknowledged, and could not be read either.
    """
    if blob_id == packed.sound_blob or Blob.objects.chain_of(blob_id).ends_with(packed.digest):
        return
    reencode(document_id=document_id, placed=(Placement(blob_id, None, 0, packed.data),), depths={})
