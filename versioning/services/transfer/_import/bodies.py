"""The texts of one batch of commits: each rests on the one before it of its document, and is written once."""

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from operator import attrgetter
from uuid import UUID

from versioning.models import Blob, Version
from versioning.models.sql.many_rows import fresh_keys, insert_rows
from versioning.services.transfer._import.counts import Former, Place, count_texts
from versioning.services.transfer._import.documents import chunks
from versioning.services.transfer._import.state import Effect
from versioning.text.compare.change_size import ChangeSize
from versioning.text.delta.chain import MAX_STEPS, BrokenText, Chain, Link
from versioning.text.delta.packing import pack

# Document and SHA-256: equal texts of a document share a blob.
Key = tuple[UUID, bytes]


@dataclass
class BatchBodies:
    """`blobs` of the `texts`, in the order of the history; those of the `known` ones are there already.

    `bases` are further ones that are there, on which these rest. `sizes` tell how much the texts changed.
    """

    texts: Mapping[Key, bytes]
    blobs: Mapping[Key, Blob]
    bases: Sequence[Blob]
    known: Set[Key]
    sizes: Mapping[Place, ChangeSize]

    def key_of(self, *, document_id: UUID, digest: bytes) -> int:
        """Of the text's blob, once it is settled."""
        return self.blobs[document_id, digest].pk

    def settle(self) -> None:
        """See, now that the documents are locked, which texts are there by now and which bases still are.

        The others get their keys, so that versions and blobs can name them before they are written.

        A text that lost its base, or whose base went further from a whole text, which takes a purge or a repack in
        this very moment, is kept as it is; `repack` will compress it.
        """
        known, depths = _known(self.texts), _depths(blob.pk for blob in self.bases)
        for base in self.bases:
            base.depth = depths.get(base.pk, MAX_STEPS)
        gone = self.known - known.keys()
        for key, blob in self.blobs.items():
            if key in known:
                blob.pk, blob.depth = known[key]
            elif key in gone or (blob.base is not None and blob.base.depth >= blob.depth):
                blob.pk, blob.base, blob.depth, blob.encoded = None, None, 0, self.texts[key]
        self.known = known.keys()
        new = self._new()
        for blob, fresh in zip(new, fresh_keys(Blob, count=len(new)), strict=True):
            blob.pk = fresh

    def write(self) -> None:
        """Document by document, so that a chain is read from few pages; what a blob rests on comes before it."""
        new = self._new()
        for blob in new:
            blob.base_id = None if blob.base is None else blob.base.pk
        insert_rows(new)

    def _new(self) -> list[Blob]:
        new = (blob for key, blob in self.blobs.items() if key not in self.known)
        return sorted(new, key=attrgetter("document_id"))


@dataclass(frozen=True)
class Newest:
    """What a document's next text may rest on; `blobs` are those of the chain's links, whether written or not.

    `words` are those of a text that a version has already, where they were counted.
    """

    chain: Chain
    blobs: tuple[Blob, ...]
    words: int | None = None

    @property
    def former(self) -> Former:
        try:
            return Former(self.chain.text(), self.words)
        except BrokenText:
            return Former(None, None)


NOTHING = Newest(chain=Chain(()), blobs=())


def pack_bodies(*, effects: Sequence[Effect], newest: Mapping[UUID, UUID]) -> BatchBodies:
    """The texts as they are to be kept; `newest` is the version by document on whose text its next one rests.

    Nothing is locked: `settle` sees under the lock whether all of it still stands.
    """
    texts = {(pk, file.digest): file.data for effect in effects for file, pk in effect.written}
    tips = _tips({pk: newest[pk] for pk, _ in texts if pk in newest})
    bases = [blob for tip in tips.values() for blob in tip.blobs]
    sizes = count_texts(effects=effects, former={pk: tip.former for pk, tip in tips.items()})
    known, blobs = _known(texts), dict[Key, Blob]()
    for key, data in texts.items():
        document_id, digest = key
        if key in known:
            blobs[key] = Blob(pk=known[key][0], document_id=document_id, sha256=digest, size=len(data))
        else:
            blobs[key], tips[document_id] = _packed(key, data=data, tip=tips.get(document_id, NOTHING))
    return BatchBodies(texts=texts, blobs=blobs, bases=bases, known=known.keys(), sizes=sizes)


def _packed(key: Key, *, data: bytes, tip: Newest) -> tuple[Blob, Newest]:
    packed = pack(data, chain=tip.chain)
    kept = () if packed.position is None else tip.blobs[: packed.position + 1]
    blob = Blob(
        document_id=key[0],
        sha256=key[1],
        size=len(data),
        base=kept[-1] if kept else None,
        depth=len(kept),
        encoded=packed.encoded,
    )
    chain = tip.chain.grown(Link(0, len(data), key[1], packed.encoded), position=packed.position, text=data)
    return blob, Newest(chain, (*kept, blob))


def _tips(versions: Mapping[UUID, UUID]) -> dict[UUID, Newest]:
    """What the bodies of these versions, given by document, rest on."""
    tips = {}
    for part in chunks(versions.values()):
        found = list(Version.objects.filter(pk__in=part).values_list("document", "body", "words"))
        shelf = Blob.objects.shelf([body for _, body, _ in found])
        for document_id, body, words in found:
            if body in shelf:
                chain = shelf.chain(body)
                tips[document_id] = Newest(chain, tuple(Blob(pk=link.key) for link in chain.links), words)
    return tips


def _known(keys: Iterable[Key]) -> dict[Key, tuple[int, int]]:
    """The texts that the documents have already: key and depth of each one's blob."""
    wanted = set(keys)
    found: dict[Key, tuple[int, int]] = {}
    for documents in chunks({document_id for document_id, _ in wanted}):
        for digests in chunks({digest for _, digest in wanted}):
            blobs = Blob.objects.filter(document__in=documents, sha256__in=digests)
            for document_id, digest, pk, depth in blobs.values_list("document", "sha256", "pk", "depth"):
                found[document_id, bytes(digest)] = pk, depth
    return found


def _depths(keys: Iterable[int]) -> dict[int, int]:
    parts = [Blob.objects.filter(pk__in=part).values_list("pk", "depth") for part in chunks(keys)]
    return dict(pair for part in parts for pair in part)
