"""Blobs: the bytes of bodies, immutable, addressed by (document, SHA-256), stored whole or as deltas."""

import hashlib
from collections.abc import Collection, Iterator
from functools import cached_property
from typing import Any, Self, TypeVar
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import F, Q, Sum
from django.db.models.functions import Length

from versioning.exceptions import NotFound
from versioning.models.history.blob_chains import BodyChain, followers, read_links
from versioning.ops.load.long_texts import LONG_TEXTS
from versioning.text.delta.chain import MAX_STEPS, BrokenText, Chain
from versioning.text.delta.delta_store import DeltaStore
from versioning.text.delta.text_cache import TextCache

Row = TypeVar("Row", bound=models.Model)
# The cache of this process. It holds only verified texts, and a lookup needs the row of the blob.
TEXT_CACHE = TextCache(settings.TEXT_CACHE_BYTES)


def text_digest(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def cached_text(document_id: UUID, chain: Chain) -> bytes:
    """Return the text of a chain of this document, from the cache if it is there. Raises BrokenText.

    Not for what is stored: a text from the cache does not prove that the stored bytes are sound.
    """
    key = _cache_key(document_id, chain.links[-1].sha256)
    text = TEXT_CACHE.get(key)
    if text is None:
        text = chain.text()
        TEXT_CACHE.put(key, text)
    return text


def cache_text(document_id: UUID, *, digest: bytes, data: bytes) -> None:
    """Keep a text with this SHA-256 for whoever reads it next."""
    TEXT_CACHE.put(_cache_key(document_id, digest), data)


def _cache_key(document_id: UUID, digest: bytes) -> bytes:
    # With the document, so that the timing of a hit reveals nothing about other documents.
    return document_id.bytes + digest


class CorruptBlob(Exception):
    """The stored bytes are damaged, so the text is not served.

    `broken` is the key of the damaged blob: the requested one, or one that it is encoded against.
    """

    def __init__(self, *, pk: int, broken: int, document: Any = None) -> None:
        place = f"blob {pk}" if document is None else f"blob {pk} of document {document}"
        cause = "" if broken == pk else f": it rests on blob {broken}, which is damaged"
        super().__init__(f"{place} does not match its SHA-256{cause}")
        self.pk, self.broken = pk, broken


class BlobQuerySet(models.QuerySet["Blob"]):
    def unreferenced(self) -> Self:
        """Return the blobs that no version uses. Autosaves leave them behind."""
        return self.filter(versions=None)

    def of_document(self, document_id: UUID, *, keys: Collection[int]) -> "models.QuerySet[Blob, int]":
        """Return those of these keys that belong to the document."""
        return self.filter(document=document_id, pk__in=keys).values_list("pk", flat=True)

    def delta_store(self, keys: Collection[int]) -> DeltaStore:
        """Read these blobs and all that they are encoded against, in one statement. All are held in memory."""
        return DeltaStore(read_links(self, keys))

    def chain_of(self, pk: int) -> Chain:
        """Return the chain that the blob's text is rebuilt from. Empty if there is no such blob. One statement."""
        delta_store = self.delta_store((pk,))
        return delta_store.chain(pk) if pk in delta_store else Chain(())

    def texts(self, keys: Collection[int]) -> Iterator[tuple[int, bytes]]:
        """Yield (key, text) in the order of the keys. One statement. Raises CorruptBlob, DoesNotExist."""
        delta_store = self.delta_store(keys)
        for key in keys:
            if key not in delta_store:
                raise Blob.DoesNotExist
            try:
                yield key, delta_store.text(key)
            except BrokenText as error:
                document = self.filter(pk=key).values_list("document", flat=True).first()
                raise CorruptBlob(pk=key, broken=error.key, document=document) from error

    def followers(self, keys: Collection[int]) -> list[tuple[int, int, int]]:
        """Return (key, base, depth) of the blobs encoded against these, directly or not. A base comes first."""
        return followers(self, keys)

    def unsound(self) -> Self:
        """Return the deltas whose base belongs to another document, or is not nearer to a whole text."""
        return self.filter(~Q(base__document=F("document")) | Q(base__depth__gte=F("depth")), base__isnull=False)

    def stored_bytes(self) -> int:
        """Return the total size of the encodings in bytes."""
        return int(self.aggregate(total=Sum(Length("encoded")))["total"] or 0)


class Blob(models.Model):
    """A text of one document. Deleting the document deletes its texts, and nothing leaks between tenants.

    A row has two parts. The identity (document, sha256, size, file_set, stored_by) names the text and never changes.
    The encoding is how the text is stored: whole, or as a delta against `base`, an earlier or later text of the same
    document. Only the encoding may be replaced, only while the document has a `Reencoding` row. Every reader checks the
    hash. Both parts are in one row, so that a save writes one row.

    `depth` bounds the steps to a whole text. Triggers and constraints keep it greater than the base's depth and at most
    MAX_STEPS. So no chain is longer, circular, or crosses documents.
    """

    document = models.ForeignKey(
        "versioning.Document",
        models.CASCADE,
        related_name="blobs",
        db_index=False,  # The unique constraint begins with this column.
    )
    sha256 = models.BinaryField(max_length=32)
    size = models.PositiveIntegerField(help_text="bytes")
    created_at = models.DateTimeField(auto_now_add=True)
    # Whose quota it counts in. Null: a server of a former version stored it.
    stored_by = models.ForeignKey("versioning.User", models.PROTECT, null=True, related_name="+", db_index=False)
    # The database refuses to delete a base. With DO_NOTHING, Django deletes a document's blobs in any order.
    base = models.ForeignKey("self", models.DO_NOTHING, null=True, related_name="deltas")
    depth = models.PositiveSmallIntegerField(default=0)
    encoded = models.BinaryField()
    # The files that the text uses. Null for most texts, which use none.
    file_set = models.ForeignKey(
        "versioning.FileSet", models.DO_NOTHING, null=True, related_name="texts", db_index=False
    )

    objects = BlobQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("document", "sha256"), name="one_blob_per_document_and_sha256"),
            models.CheckConstraint(
                condition=Q(base=None, depth=0) | Q(base__isnull=False, depth__gte=1, depth__lte=MAX_STEPS),
                name="blob_is_whole_or_a_few_steps_from_it",
            ),
        )
        # Partial, because few texts use files.
        indexes = (models.Index(fields=("file_set",), condition=Q(file_set__isnull=False), name="blob_file_set"),)

    def __str__(self) -> str:
        return bytes(self.sha256).hex()

    @cached_property
    def chain(self) -> Chain:
        """The chain that the text is rebuilt from. It takes a query unless a query set read it along."""
        return Blob.objects.chain_of(self.pk)

    def read(self) -> bytes:
        """Return the bytes of the body, checked against the hash.

        Raises CorruptBlob, NotFound if the blob was replaced and purged after its row was read, and PoolBusy if the
        text is long and too many other requests work on long texts.
        """
        LONG_TEXTS.enter(self.size)
        key = _cache_key(self.document_id, bytes(self.sha256))
        text = TEXT_CACHE.get(key)
        if text is None:
            text = self._rebuilt()
            TEXT_CACHE.put(key, text)
        return text

    def _rebuilt(self) -> bytes:
        if not len(self.chain):
            raise NotFound("This text was removed while it was being read. Try again.")
        try:
            return self.chain.text()
        except BrokenText as error:
            raise CorruptBlob(pk=self.pk, broken=error.key, document=self.document_id) from error


class TextQuerySet(models.QuerySet[Row]):
    """The part of a query set that reads the text of a version in the same statement."""

    def with_chain(self, path: str) -> Self:
        """Join the blob at `path` and read its chain, which contains the bytes.

        The model takes the chain with the setter `chain_column`. Django calls it after the joined rows are set.
        """
        return self.select_related(path).defer(f"{path}__encoded").annotate(chain_column=BodyChain(F(path)))
