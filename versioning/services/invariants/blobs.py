"""What holds of texts: each is read whole and compared with its hash."""

from collections.abc import Iterator

from versioning.models import Blob
from versioning.services.invariants.breach import Breach, Invariant

PAGE = 1000
BYTES_AT_ONCE = 8_000_000


def _groups() -> Iterator[list[int]]:
    """The keys of all blobs, in groups whose texts have some 8 MB together, or of one that is larger."""
    last, group, size = 0, list[int](), 0
    while page := Blob.objects.filter(pk__gt=last).order_by("pk").values_list("pk", "size")[:PAGE]:
        for pk, bytes_of_it in page:
            if group and size + bytes_of_it > BYTES_AT_ONCE:
                yield group
                group, size = [], 0
            group.append(pk)
            size += bytes_of_it
            last = pk
        yield group
        group, size = [], 0


def _find_damaged() -> Iterator[Breach]:
    for group in _groups():
        for blob in Blob.objects.filter(pk__in=group).order_by("pk"):
            for code, sentence in _damages(blob):
                yield Breach(code=code, table="versioning_blob", id=str(blob.pk), sentence=sentence)


def _damages(blob: Blob) -> Iterator[tuple[str, str]]:
    data = bytes(blob.data)
    if not blob.is_intact:
        yield "blob_corrupt", "the text's bytes do not match their SHA-256"
    if len(data) != blob.size:
        yield "blob_size_wrong", f"the text has {len(data)} bytes, not {blob.size}"
    try:
        data.decode()
    except UnicodeDecodeError:
        yield "blob_not_utf8", "the text is not UTF-8"


BLOB_INVARIANTS = (Invariant(title="every text is what was written", find=_find_damaged),)
