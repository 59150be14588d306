"""Invariants of texts. Each text is rebuilt and compared with its hash and with the files that it is known to use."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from typing import TypeVar
from uuid import UUID

from versioning.models import Blob, File, FileUse, Reencoding
from versioning.services.invariants.breach import Breach, Invariant, no_row
from versioning.text.delta.chain import BrokenText
from versioning.text.file_addresses import files_in

Key = TypeVar("Key", int, UUID)
PAGE = 1000
# In bytes. Texts of one group are rebuilt together, so that a shared base is read once.
BYTES_AT_ONCE = 8_000_000
# Identifiers in one statement.
KEYS_AT_ONCE = 500


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
        shelf, mentioned = Blob.objects.delta_store(group), dict[int, frozenset[UUID]]()
        # A blob that is missing was purged since its key was read.
        for pk in (key for key in group if key in shelf):
            try:
                mentioned[pk] = files_in(shelf.text(pk).decode())
            except BrokenText as error:
                cause = "" if error.key == pk else f", because its base, blob {error.key}, is damaged"
                yield _breach("blob_corrupt", pk, f"the text does not match its size and SHA-256{cause}")
            except UnicodeDecodeError:
                yield _breach("blob_not_utf8", pk, "the text is not UTF-8")
        yield from _find_wrong_uses(mentioned)


def _find_wrong_uses(mentioned: Mapping[int, frozenset[UUID]]) -> Iterator[Breach]:
    """Compare the files that these texts mention with those that are kept as used."""
    rows = Blob.objects.filter(pk__in=mentioned).select_related("document").order_by("pk")
    blobs = rows.only("file_set", "created_at", "document__project")
    used = _files_of_sets({blob.file_set_id for blob in blobs if blob.file_set_id is not None})
    files = _files({file for blob in blobs for file in mentioned[blob.pk]})
    for blob in blobs:
        kept, project = used[blob.file_set_id], blob.document.project_id
        # Nobody knows the address of a file before it is stored, so one that came later was not meant.
        meant = {
            file
            for file in mentioned[blob.pk]
            if file in files and files[file].project_id == project and files[file].created_at <= blob.created_at
        }
        if not meant <= kept <= mentioned[blob.pk]:
            yield _breach("file_uses_wrong", blob.pk, "the files that the text uses are not those that it mentions")


def _files_of_sets(sets: Collection[int]) -> Mapping[int | None, set[UUID]]:
    files = defaultdict[int | None, set[UUID]](set)
    for keys in _in_parts(sorted(sets)):
        for file_set, file in FileUse.objects.filter(file_set__in=keys).values_list("file_set", "file"):
            files[file_set].add(file)
    return files


def _files(keys: Collection[UUID]) -> dict[UUID, File]:
    return {
        file.pk: file
        for part in _in_parts(sorted(keys))
        for file in File.objects.filter(pk__in=part).only("project", "created_at")
    }


def _in_parts(keys: list[Key]) -> Iterator[list[Key]]:
    return (keys[start : start + KEYS_AT_ONCE] for start in range(0, len(keys), KEYS_AT_ONCE))


def _breach(code: str, pk: int, sentence: str) -> Breach:
    return Breach(code=code, table=Blob._meta.db_table, id=str(pk), sentence=sentence)


BLOB_INVARIANTS = (
    Invariant(title="every text is intact, and uses the files that it mentions", find=_find_damaged),
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
