"""The bytes of one body: immutable, addressed by (document, SHA-256)."""

import hashlib

from django.db import models


def sha256_of(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


class CorruptBlob(Exception):
    """The stored bytes are not the ones that were written; they are named, never served."""

    def __init__(self, blob: "Blob") -> None:
        super().__init__(f"blob {blob.pk} of document {blob.document_id} does not match its SHA-256")


class BlobQuerySet(models.QuerySet["Blob"]):
    def unreferenced(self) -> "BlobQuerySet":
        """Texts that no version holds: what autosaves left behind."""
        return self.filter(versions=None)


class Blob(models.Model):
    """Belongs to one document, so that deleting a document deletes its text and nothing leaks between tenants."""

    document = models.ForeignKey("versioning.Document", models.CASCADE, related_name="blobs")
    sha256 = models.BinaryField(max_length=32)
    size = models.PositiveIntegerField(help_text="bytes")
    data = models.BinaryField()
    created_at = models.DateTimeField(auto_now_add=True)

    objects = BlobQuerySet.as_manager()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("document", "sha256"), name="one_blob_per_document_and_sha256"),)

    def __str__(self) -> str:
        return bytes(self.sha256).hex()

    @property
    def is_intact(self) -> bool:
        return sha256_of(bytes(self.data)) == bytes(self.sha256)

    def read(self) -> bytes:
        """The body's bytes, checked against their hash on every read. Raises CorruptBlob."""
        if not self.is_intact:
            raise CorruptBlob(self)
        return bytes(self.data)
