"""Keeping one body: the only way by which text comes into the database."""

from uuid import UUID

from versioning.models import Blob
from versioning.models.blob import sha256_of


def store_body(*, document_id: UUID, data: bytes) -> Blob:
    """The document's blob of these bytes, made where it has none. Call it under the document's lock."""
    digest = sha256_of(data)
    known = Blob.objects.filter(document=document_id, sha256=digest).defer("data").first()
    return known or add_body(document_id=document_id, data=data, digest=digest)


def add_body(*, document_id: UUID, data: bytes, digest: bytes) -> Blob:
    """As `store_body` where the caller knows, under the document's lock, that there is no such blob yet."""
    return Blob.objects.create(document_id=document_id, sha256=digest, size=len(data), data=data)
