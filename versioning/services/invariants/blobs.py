"""Invariants of texts. Each text is rebuilt and compared with its hash."""

from collections.abc import Iterator

from versioning.models import Blob, Reencoding
from versioning.services.invariants.breach import Breach, Invariant, no_row
from versioning.text.delta.chain import BrokenText
from versioning.text.delta.delta_store import DeltaStore

PAGE = 1000
# In bytes. Texts of one group are rebuilt together, so that a shared base is read once.
BYTES_AT_ONCE = 8_000_000


def _groups() -> Iterator[list[int]]:
    """Yield the keys of all blobs in groups of about 8 MB of text, or of one larger text."""
    last, group, size = 0, list[int](), 0
    while page := Blob.objects.filter(pk__gt=last).order_by("pk").values_list("pk", "size")[:PAGE]:
        for pk, text_size in page:
            if group and size + text_size > BYTES_AT_ONCE:
                yield group
                group, size = [], 0
            group.append(pk)
            size += text_size
            last = pk
        yield group
        group, size = [], 0


def _find_damaged() -> Iterator[Breach]:
    for group in _groups():
        shelf = Blob.objects.delta_store(group)
        # A blob that is missing was purged since its key was read.
        for pk in (key for key in group if key in shelf):
            for code, sentence in _damages(shelf, pk):
                yield Breach(code=code, table="versioning_blob", id=str(pk), sentence=sentence)


def _damages(shelf: DeltaStore, pk: int) -> Iterator[tuple[str, str]]:
    try:
        shelf.text(pk).decode()
    except BrokenText as error:
        cause = "" if error.key == pk else f", because its base, blob {error.key}, is damaged"
        yield "blob_corrupt", f"the text does not match its size and SHA-256{cause}"
    except UnicodeDecodeError:
        yield "blob_not_utf8", "the text is not UTF-8"


BLOB_INVARIANTS = (
    Invariant(title="every text is intact", find=_find_damaged),
    no_row(
        code="blob_rests_badly",
        title="every delta has a base in its document, a few steps from a whole text",
        sentence="the base of the blob is in another document, or no nearer to a whole text",
        rows=lambda: Blob.objects.unsound(),
    ),
    no_row(
        code="document_left_open",
        title="no document is left open for reencoding",
        sentence="the encodings of this document's blobs are not protected against changes",
        rows=lambda: Reencoding.objects.all(),
    ),
)
