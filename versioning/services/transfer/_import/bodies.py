"""The texts of one batch of commits. Each is stored once, as a difference from the text before it."""

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from operator import attrgetter
from uuid import UUID

from versioning.models import Blob, User, Version
from versioning.models.sql.fresh_keys import fresh_keys
from versioning.models.sql.rows import insert_rows
from versioning.services.kernel.file_sets import keep_file_set
from versioning.services.transfer._import.counts import ChangeKey, Former, count_texts
from versioning.services.transfer._import.documents import chunks
from versioning.services.transfer._import.state import Effect
from versioning.text.compare.change_size import ChangeSize
from versioning.text.delta.chain import MAX_STEPS, BrokenText, Chain, ChainLink
from versioning.text.delta.packing import pack
from versioning.text.file_addresses import files_in

# Document and SHA-256: equal texts of a document share a blob.
TextKey = tuple[UUID, bytes]


@dataclass
class BatchBodies:
    """The texts to write and their blobs, in the order of the history.

    Blobs of `known` texts exist already. `bases` are further existing blobs that these rest on. `sizes` say how much
    each text changed.
    """

    texts: Mapping[TextKey, bytes]
    blobs: Mapping[TextKey, Blob]
    bases: Sequence[Blob]
    known: Set[TextKey]
    sizes: Mapping[ChangeKey, ChangeSize]
    importer: User

    def key_of(self, *, document_id: UUID, digest: bytes) -> int:
        """Return the key of the blob of this text. Call `settle` first."""
        return self.blobs[document_id, digest].pk

    def settle(self) -> None:
        """Check which texts and bases exist, now that the documents are locked, and give the other blobs keys.

        Versions and blobs can refer to these keys before they are written. A text is stored whole if its base was
        purged or moved deeper since it was packed. `repack` will compress it.
        """
        known, depths = _known(self.texts), _depths(blob.pk for blob in self.bases)
        for base in self.bases:
            base.depth = depths.get(base.pk, MAX_STEPS)
        gone = self.known - known.keys()
        for key, blob in self.blobs.items():
            if key in known:
                blob.pk, blob.depth = known[key]
            # A blob must lie deeper than its base. One whose base moved, or is gone, stands alone.
            elif key in gone or (blob.base is not None and blob.base.depth >= blob.depth):
                blob.pk, blob.base, blob.depth, blob.encoded = None, None, 0, self.texts[key]
        self.known = known.keys()
        new = self._new()
        for blob, fresh in zip(new, fresh_keys(Blob, count=len(new)), strict=True):
            blob.pk = fresh

    def write(self, *, project_id: UUID) -> None:
        """Insert the new blobs document by document, so that a chain is read from few pages.

        A base comes before the blobs that rest on it. The documents belong to the project.
        """
        new = self._new()
        for blob in new:
            blob.base_id = None if blob.base is None else blob.base.pk
            text = self.texts[blob.document_id, bytes(blob.sha256)].decode()
            blob.file_set_id = keep_file_set(project_id=project_id, mentioned=files_in(text))
            blob.stored_by_id = self.importer.pk
        insert_rows(new)

    def added_bytes(self) -> int:
        """Return how many bytes `write` will store. Call `settle` first."""
        return sum(len(blob.encoded) for blob in self._new())

    def _new(self) -> list[Blob]:
        new = (blob for key, blob in self.blobs.items() if key not in self.known)
        return sorted(new, key=attrgetter("document_id"))


@dataclass(frozen=True)
class Newest:
    """What the next text of a document may rest on.

    `blobs` belong to the links of the chain, written or not. `words` is the word count of a text that a version has
    already, or None if it was not counted.
    """

    chain: Chain
    blobs: tuple[Blob, ...]
    words: int | None = None

    @property
    def former(self) -> Former:
        """Return the text itself. Its fields are None if it is damaged."""
        try:
            return Former(self.chain.text(), self.words)
        except BrokenText:
            return Former(None, None)


NOTHING = Newest(chain=Chain(()), blobs=())


def pack_bodies(*, effects: Sequence[Effect], newest: Mapping[UUID, UUID], importer: User) -> BatchBodies:
    """Encode the texts as they are to be stored, by the importer.

    `newest` maps each document to the version whose text the next one rests on. Nothing is locked: `settle` checks
    later, under the lock, that all of it still holds.
    """
    texts = {(pk, file.digest): file.data for effect in effects for file, pk in effect.written}
    tips = _tips({pk: newest[pk] for pk, _ in texts if pk in newest})
    bases = [blob for tip in tips.values() for blob in tip.blobs]
    sizes = count_texts(effects=effects, former={pk: tip.former for pk, tip in tips.items()})
    known, blobs = _known(texts), dict[TextKey, Blob]()
    for key, data in texts.items():
        document_id, digest = key
        if key in known:
            blobs[key] = Blob(pk=known[key][0], document_id=document_id, sha256=digest, size=len(data))
        else:
            blobs[key], tips[document_id] = packed_after(key, data=data, tip=tips.get(document_id, NOTHING))
    return BatchBodies(texts=texts, blobs=blobs, bases=bases, known=known.keys(), sizes=sizes, importer=importer)


def packed_after(key: TextKey, *, data: bytes, tip: Newest) -> tuple[Blob, Newest]:
    """Return the blob of the text that follows this one in its document, and what the next text may rest on."""
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
    chain = tip.chain.extended(ChainLink(0, len(data), key[1], packed.encoded), position=packed.position, text=data)
    return blob, Newest(chain, (*kept, blob))


def _tips(versions: Mapping[UUID, UUID]) -> dict[UUID, Newest]:
    """Return what the next text may rest on, for each document. `versions` maps documents to versions."""
    tips = {}
    for part in chunks(versions.values()):
        rows = list(Version.objects.filter(pk__in=part).values_list("document", "body", "words"))
        shelf = Blob.objects.delta_store([body for _, body, _ in rows])
        for document_id, body, words in rows:
            # A purged text has no chain. The text after it is stored whole.
            if body in shelf:
                chain = shelf.chain(body)
                tips[document_id] = Newest(chain, tuple(Blob(pk=link.key) for link in chain.links), words)
    return tips


def _known(keys: Iterable[TextKey]) -> dict[TextKey, tuple[int, int]]:
    """Return the key and the depth of the blob of each text that its document has already."""
    wanted = set(keys)
    stored: dict[TextKey, tuple[int, int]] = {}
    for documents in chunks({document_id for document_id, _ in wanted}):
        # The ORM has no IN for pairs. Two lists find a few blobs too many, which do no harm.
        for digests in chunks({digest for _, digest in wanted}):
            blobs = Blob.objects.filter(document__in=documents, sha256__in=digests)
            for document_id, digest, pk, depth in blobs.values_list("document", "sha256", "pk", "depth"):
                stored[document_id, bytes(digest)] = pk, depth
    return stored


def _depths(keys: Iterable[int]) -> dict[int, int]:
    parts = [Blob.objects.filter(pk__in=part).values_list("pk", "depth") for part in chunks(keys)]
    return dict(pair for part in parts for pair in part)
