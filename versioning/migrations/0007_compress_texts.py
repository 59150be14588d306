"""Every plain text becomes a delta against an earlier one of its document, or a compressed whole; and back.

One document a transaction, a few texts in memory at a time. Where it is stopped, the next run goes on.
"""

from collections.abc import Iterator
from itertools import islice
from typing import Any
from uuid import UUID

from django.db import migrations, transaction
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from versioning.text.delta.chain import Chain, ChainLink
from versioning.text.delta.delta_store import DeltaStore, StoredLink
from versioning.text.delta.packing import pack

PAGE = 20


def compress(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
    blobs, reencodings = (
        apps.get_model("versioning", "Blob").objects,
        apps.get_model("versioning", "Reencoding").objects,
    )
    for document_id in _documents(blobs.filter(encoded=None)):
        with transaction.atomic(using=schema_editor.connection.alias):
            leave = reencodings.create(document_id=document_id)
            _compress_document(blobs.filter(document=document_id))
            leave.delete()


def _compress_document(blobs: Any) -> None:
    chain = Chain(())
    for page in _pages(blobs):
        for blob in page:
            data = bytes(blob.data)
            link = ChainLink(blob.pk, blob.size, bytes(blob.sha256), b"")
            # What is damaged already stays what it is, told by its hash; nothing may rest on it.
            sound = link.matches(data)
            packed = pack(data, chain=chain if sound else None)
            blob.base_id = None if packed.position is None else chain.links[packed.position].key
            blob.depth = 0 if packed.position is None else packed.position + 1
            blob.encoded = packed.encoded
            if sound:
                link = link._replace(encoded=packed.encoded)
                chain = chain.extended(link, position=packed.position, text=data)
        blobs.bulk_update(page, ("base", "depth", "encoded"))


def restore(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
    blobs = apps.get_model("versioning", "Blob").objects
    for document_id in _documents(blobs.filter(data=None)):
        with transaction.atomic(using=schema_editor.connection.alias):
            _restore_document(blobs.filter(document=document_id))


def _restore_document(blobs: Any) -> None:
    rows = blobs.values_list("pk", "size", "sha256", "encoded", "base")
    shelf = DeltaStore(
        {pk: StoredLink(ChainLink(pk, size, bytes(sha), bytes(data)), base) for pk, size, sha, data, base in rows}
    )
    for page in _pages(blobs.only("pk")):
        for blob in page:
            blob.data = shelf.text(blob.pk)
        blobs.bulk_update(page, ("data",))


def _documents(blobs: Any) -> list[UUID]:
    return list(blobs.order_by().values_list("document", flat=True).distinct())


def _pages(blobs: Any) -> Iterator[list[Any]]:
    page = list(islice(blobs.order_by("pk"), PAGE))
    while page:
        yield page
        page = list(blobs.order_by("pk").filter(pk__gt=page[-1].pk)[:PAGE])


class Migration(migrations.Migration):
    atomic = False
    dependencies = (("versioning", "0006_room_for_compressed_texts"),)
    operations = (migrations.RunPython(compress, restore),)
