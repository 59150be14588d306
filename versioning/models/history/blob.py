"""The bytes of one body: immutable, addressed by (document, SHA-256), kept whole or as a delta."""

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
from versioning.models.history.blob_chains import BodyChain, followers, shelved
from versioning.text.delta.chain import MAX_STEPS, BrokenText, Chain
from versioning.text.delta.delta_store import DeltaStore
from versioning.text.delta.text_cache import TextCache

Row = TypeVar("Row", bound=models.Model)
# Of one process. It can only hold what was proved, and gives nobody a text without a row that names it.
REMEMBERED = TextCache(settings.TEXT_CACHE_BYTES)


def sha256_of(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


class CorruptBlob(Exception):
    """The stored bytes are not the ones that were written; they are named, never served.

    `broken` is the blob whose bytes are damaged: the one that was asked for, or one that it rests on.
    """

    def __init__(self, *, pk: int, broken: int, document: Any = None) -> None:
        place = f"blob {pk}" if document is None else f"blob {pk} of document {document}"
        cause = "" if broken == pk else f": it rests on blob {broken}, which is damaged"
        super().__init__(f"{place} does not match its SHA-256{cause}")
        self.pk, self.broken = pk, broken


class BlobQuerySet(models.QuerySet["Blob"]):
    def unreferenced(self) -> Self:
        """Texts that no version holds: what autosaves left behind."""
        return self.filter(versions=None)

    def of_document(self, document_id: UUID, *, keys: Collection[int]) -> "models.QuerySet[Blob, int]":
        """Which of these the document has."""
        return self.filter(document=document_id, pk__in=keys).values_list("pk", flat=True)

    def shelf(self, keys: Collection[int]) -> DeltaStore:
        """These blobs' bytes with all that they rest on, in one statement; as many as a caller wants in memory."""
        return DeltaStore(shelved(self, keys))

    def chain_of(self, pk: int) -> Chain:
        """What the blob's text is rebuilt from, in one statement; without a link where there is no such blob."""
        shelf = self.shelf((pk,))
        return shelf.chain(pk) if pk in shelf else Chain(())

    def texts(self, keys: Collection[int]) -> Iterator[tuple[int, bytes]]:
        """(key, text) in the order of the keys, which are read in one statement. Raises CorruptBlob, DoesNotExist."""
        shelf = self.shelf(keys)
        for key in keys:
            if key not in shelf:
                raise Blob.DoesNotExist
            try:
                yield key, shelf.text(key)
            except BrokenText as error:
                document = self.filter(pk=key).values_list("document", flat=True).first()
                raise CorruptBlob(pk=key, broken=error.key, document=document) from error

    def followers(self, keys: Collection[int]) -> list[tuple[int, int, int]]:
        """(key, base, depth) of the blobs beside these that rest on them, directly or not; a base comes before."""
        return followers(self, keys)

    def unsound(self) -> Self:
        """Deltas that rest on a blob of another document, or on one that is no nearer to a whole text."""
        return self.filter(~Q(base__document=F("document")) | Q(base__depth__gte=F("depth")), base__isnull=False)

    def stored_bytes(self) -> int:
        """What the encodings take, all together."""
        return int(self.aggregate(total=Sum(Length("encoded")))["total"] or 0)


class Blob(models.Model):
    """Belongs to one document, so that deleting a document deletes its text and nothing leaks between tenants.

    A row has two halves. The identity (document, sha256, size) says which text it is, and never changes. The encoding
    says how it is kept: whole, or as a delta against `base`, an earlier or later text of the same document. Only the
    encoding may be replaced, only by who has opened the document for it (`Reencoding`), and every reader proves the
    text by its hash. It is one row because a save then writes one.

    `depth` bounds the steps to a whole text: it is greater than the base's and at most MAX_STEPS, which triggers and
    constraints hold. So no chain is longer, none is circular, and none leaves its document.
    """

    document = models.ForeignKey(
        "versioning.Document",
        models.CASCADE,
        related_name="blobs",
        db_index=False,  # The unique constraint begins with it.
    )
    sha256 = models.BinaryField(max_length=32)
    size = models.PositiveIntegerField(help_text="bytes")
    created_at = models.DateTimeField(auto_now_add=True)
    # The database refuses to delete a base. Django need not look, and may delete a document's blobs in any order.
    base = models.ForeignKey("self", models.DO_NOTHING, null=True, related_name="deltas")
    depth = models.PositiveSmallIntegerField(default=0)
    encoded = models.BinaryField()

    objects = BlobQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("document", "sha256"), name="one_blob_per_document_and_sha256"),
            models.CheckConstraint(
                condition=Q(base=None, depth=0) | Q(base__isnull=False, depth__gte=1, depth__lte=MAX_STEPS),
                name="blob_is_whole_or_a_few_steps_from_it",
            ),
        )

    def __str__(self) -> str:
        return bytes(self.sha256).hex()

    @cached_property
    def chain(self) -> Chain:
        """What the text is rebuilt from, in one statement where no query set brought it along."""
        return Blob.objects.chain_of(self.pk)

    def read(self) -> bytes:
        """The body's bytes, checked against their hash when they were rebuilt. Raises CorruptBlob, and NotFound where
        it was replaced and purged since its row was read."""
        # Of one document, as the rows are: how fast a text is found tells nobody what others have.
        key = self.document_id.bytes + bytes(self.sha256)
        text = REMEMBERED.get(key)
        if text is None:
            text = self._rebuilt()
            REMEMBERED.put(key, text)
        return text

    def _rebuilt(self) -> bytes:
        if not len(self.chain):
            raise NotFound("This text was taken away while it was read. Ask again.")
        try:
            return self.chain.text()
        except BrokenText as error:
            raise CorruptBlob(pk=self.pk, broken=error.key, document=self.document_id) from error


class WithTexts(models.QuerySet[Row]):
    """Rows that bring the text of a version along, in the same statement."""

    def with_chain(self, path: str) -> Self:
        """`path` leads to the blob, which is joined without its own bytes: they are in the chain.

        The model takes the chain by a setter, `chain_column`, which Django calls when the joined rows are in place.
        """
        return self.select_related(path).defer(f"{path}__encoded").annotate(chain_column=BodyChain(F(path)))
