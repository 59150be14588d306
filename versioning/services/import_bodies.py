"""The texts of one batch of commits: each rests on the one before it of its document, and is written once."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from uuid import UUID

from versioning.models import Blob, Version
from versioning.services.import_documents import chunks
from versioning.services.import_reading import FileText
from versioning.text.chain import Chain, Link
from versioning.text.packing import pack


@dataclass(frozen=True)
class Newest:
    """What a document's next text may rest on; `blobs` are those of the chain's links, whether written or not."""

    chain: Chain
    blobs: tuple[Blob, ...]


NOTHING = Newest(chain=Chain(()), blobs=())


@dataclass
class BatchBodies:
    """`known` are the blobs that the documents have, by document and hash: equal texts share one."""

    known: dict[tuple[UUID, bytes], Blob] = field(default_factory=dict)
    newest: dict[UUID, Newest] = field(default_factory=dict)
    created: list[Blob] = field(default_factory=list)

    def load_newest(self, versions: Mapping[UUID, UUID]) -> None:
        """Read what the bodies of these versions, given by document, rest on. The documents are locked."""
        for part in chunks(versions.items()):
            rows = Version.objects.filter(pk__in=[version_id for _, version_id in part])
            bodies = dict(rows.values_list("document", "body"))
            shelf = Blob.objects.shelf(bodies.values())
            for document_id, blob_id in bodies.items():
                chain = shelf.chain(blob_id)
                self.newest[document_id] = Newest(chain, tuple(Blob(pk=link.key) for link in chain.links))

    def blob_of(self, file: FileText, *, document_id: UUID) -> Blob:
        """The document's blob of this text, to be written where it is new."""
        key = (document_id, file.digest)
        if key not in self.known:
            self.known[key] = self._create(file, document_id=document_id)
        return self.known[key]

    def _create(self, file: FileText, *, document_id: UUID) -> Blob:
        newest = self.newest.get(document_id, NOTHING)
        packed = pack(file.data, chain=newest.chain)
        kept = () if packed.position is None else newest.blobs[: packed.position + 1]
        blob = Blob(
            document_id=document_id,
            sha256=file.digest,
            size=len(file.data),
            base=kept[-1] if kept else None,
            depth=len(kept),
            encoded=packed.encoded,
        )
        link = Link(0, len(file.data), file.digest, packed.encoded)
        chain = newest.chain.grown(link, position=packed.position, text=file.data)
        self.newest[document_id] = Newest(chain, (*kept, blob))
        self.created.append(blob)
        return blob

    def write(self) -> None:
        """The bases first, as a row needs the key of the one that it rests on."""
        for _, blobs in groupby(sorted(self.created, key=_depth), key=_depth):
            Blob.objects.bulk_create(blobs)


def _depth(blob: Blob) -> int:
    return blob.depth


def known_blobs(*, documents: Iterable[UUID], digests: Iterable[bytes]) -> dict[tuple[UUID, bytes], Blob]:
    """The texts that these documents have already: a version that says the same points at the same blob."""
    found: dict[tuple[UUID, bytes], Blob] = {}
    for keys in chunks(documents):
        for part in chunks(digests):
            blobs = Blob.objects.filter(document__in=keys, sha256__in=part).defer("encoded")
            found.update({(blob.document_id, bytes(blob.sha256)): blob for blob in blobs})
    return found
