"""Breaking what is stored, as a failing disk would: behind the back of every trigger."""

from django.db import connection

from versioning.models import Blob
from versioning.models.history.blob import TEXT_CACHE
from versioning.services.kernel.reencoding import leave_to_reencode


def damage(blob_id: int) -> None:
    """Turn over the bits of the last byte that is kept of this blob. No process has its text in memory."""
    TEXT_CACHE.clear()
    blob = Blob.objects.get(pk=blob_id)
    encoded = bytes(blob.encoded)
    with leave_to_reencode(blob.document_id), connection.cursor() as cursor:
        broken = encoded[:-1] + bytes([encoded[-1] ^ 0xFF])
        cursor.execute("UPDATE versioning_blob SET encoded = %s WHERE id = %s", [broken, blob_id])
