"""What holds of texts: each is read whole and compared with its hash."""

from collections.abc import Iterator

from versioning.models import Blob, Reencoding
from versioning.services.invariants.breach import Breach, Invariant, no_row
from versioning.text.delta.chain import BrokenText
from versioning.text.delta.delta_store import Shelf

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
        shelf = Blob.objects.shelf(group)
        # What is not there any more was purged since its key was read.
        for pk in (key for key in group if key in shelf):
            for code, sentence in _damages(shelf, pk):
                yield Breach(code=code, table="versioning_blob", id=str(pk), sentence=sentence)


def _damages(shelf: Shelf, pk: int) -> Iterator[tuple[str, str]]:
    try:
        shelf.text(pk).decode()
    except BrokenText as error:
        cause = "" if error.key == pk else f": it rests on the blob {error.key}, which is damaged"
        yield "blob_corrupt", f"the text's bytes do not match their size and SHA-256{cause}"
    except UnicodeDecodeError:
        yield "blob_not_utf8", "the text is not UTF-8"


BLOB_INVARIANTS = (
    Invariant(title="every text is what was written", find=_find_damaged),
    no_row(
        code="blob_rests_badly",
        title="every delta rests on a text of its document, a few steps from a whole one",
        sentence="the blob rests on one of another document, or on one that is no nearer to a whole text",
        rows=lambda: Blob.objects.unsound(),
    ),
    no_row(
        code="document_left_open",
        title="no document was left open for its texts to be encoded anew",
        sentence="anybody could replace the encodings of this document's blobs",
        rows=lambda: Reencoding.objects.all(),
    ),
)
